// SPDX-License-Identifier: BSD-3-Clause
// Every fault of the simulator, through the real module and the real daemon: what the host program gets, what
// the person reads, what the log says, and how often TeleSign was asked.

#include "pam/login_fixture.h"

#include <algorithm>
#include <cstring>

namespace {

using namespace pam_test;

struct row {
    const char* fault; ///< keys of the phone's section in the faults file
    std::vector<std::string> typed;
    int code;               ///< of pam_authenticate
    const char* log;        ///< stands in the login's audit line
    int posts = 1;          ///< requests for a code
    int gets = 0;           ///< checks
    const char* shown = ""; ///< stands in one of the messages
};

constexpr int unavail = PAM_AUTHINFO_UNAVAIL;
const char* const wrong = "00000"; // codes in text messages have seven digits here

/// Another order of members, nulls and members more. Merge patches can write no null.
#define MORE_MEMBERS                                                                                         \
    R"(patch [{"op":"move","from":"/reference_id","path":"/reference_id"},)"                                 \
    R"({"op":"move","from":"/errors","path":"/errors"},{"op":"add","path":"/voice","value":null},)"          \
    R"({"op":"add","path":"/risk","value":null},{"op":"add","path":"/phone_type","value":null},)"            \
    R"({"op":"add","path":"/status/x_null","value":null},)"                                                  \
    R"({"op":"add","path":"/verify/x_null","value":null},)"                                                  \
    R"({"op":"add","path":"/x_extra","value":{"code":1,"list":[1,null]}}])"
constexpr const char* send_more = "send = " MORE_MEMBERS;
constexpr const char* check_more = "check = " MORE_MEMBERS;
#undef MORE_MEMBERS

/// Terminal escapes, line ends and format strings in every text that the reply has beside those that decide.
#define NASTY_TEXT R"(\u001b[2J\u001b]0;owned\u0007\r\nroot: %s%n%x\u007f\u009b31m \u202e")"
#define NASTY_TEXTS                                                                                          \
    R"(patch {"status":{"description":"sent)" NASTY_TEXT R"(,"updated_on":"2026)" NASTY_TEXT                 \
    R"(},"sub_resource":"sms)" NASTY_TEXT R"(,"verify":{"code_entered":"1)" NASTY_TEXT "}}"
constexpr const char* send_nasty = "send = " NASTY_TEXTS;
constexpr const char* check_nasty = "check = " NASTY_TEXTS;
#undef NASTY_TEXTS
#undef NASTY_TEXT

const row rows[] = {
    // Status classes, when the code is sent
    {"send = status 103", {the_code}, PAM_SUCCESS, "reason=code_valid", 1, 1},
    {"send = status 105", {the_code}, PAM_SUCCESS, "reason=code_valid", 1, 1},
    {"send = status 200", {the_code}, PAM_SUCCESS, "reason=code_valid", 1, 1},
    {"send = status 201", {the_code}, PAM_SUCCESS, "reason=code_valid", 1, 1},
    {"send = status 251", {the_code}, PAM_SUCCESS, "reason=code_valid", 1, 1},
    {"send = status 295", {the_code}, PAM_SUCCESS, "reason=code_valid", 1, 1},
    {"send = status 2000", {the_code}, PAM_SUCCESS, "reason=code_valid", 1, 1},
    {"send = status 207", {}, PAM_AUTH_ERR, "reason=undeliverable", 1, 0, "No code could be delivered"},
    {"send = status 511", {}, PAM_AUTH_ERR, "reason=undeliverable", 1, 0, "No code could be delivered"},
    {"send = status 229", {}, PAM_PERM_DENIED, "reason=blocked", 1, 0, "Reference: "},
    {"send = status 233", {}, PAM_PERM_DENIED, "reason=blocked", 1, 0, "Reference: "},
    {"send = status 237", {}, PAM_PERM_DENIED, "reason=blocked", 1, 0, "Reference: "},
    {"send = status 518", {}, PAM_PERM_DENIED, "reason=blocked", 1, 0, "Reference: "},
    {"send = status 2028", {}, PAM_PERM_DENIED, "reason=blocked", 1, 0, "Reference: "},
    {"send = status 501", {}, unavail, "reason=refused_by_telesign"},
    {"send = status 500", {}, unavail, "reason=refused_by_telesign"},
    {"send = status 599", {}, unavail, "reason=reply_unusable"},
    {"send = status 300", {}, unavail, "reason=reply_unusable"},
    {"send = status 1900", {}, unavail, "reason=reply_unusable"},
    {"send = status 9998", {}, unavail, "status 9998"},
    // Error classes
    {"send = error -30006 401", {}, unavail, "authorization error -30006"},
    {"send = error -20001 401", {}, unavail, "authorization error -20001"},
    {"send = error -40006 400", {}, unavail, "validation error -40006"},
    {"send = error -10001 400", {}, unavail, "error -10001"},
    {"send = error -40004 404", {}, unavail, "reason=refused_by_telesign"},
    {"send = error -40007 429", {}, unavail, "reason=rate_limited"},
    {"send = error -40008 429", {}, unavail, "reason=rate_limited"},
    {"send = error -90001 503", {}, unavail, "reason=telesign_unreachable", 1, 0, "cannot be reached"},
    {"send = error 10030 402", {}, unavail, "reason=refused_by_telesign"},
    {"send = error -77777 401", {}, unavail, "error -77777"},
    {"send = http 401", {}, unavail, "reason=refused_by_telesign"},
    {"send = http 429", {}, unavail, "reason=rate_limited"},
    {"send = http 503", {}, unavail, "reason=telesign_unreachable"},
    // Transport. A request whose fate is unknown is never made twice.
    {"send = delay 0.1", {the_code}, PAM_SUCCESS, "reason=code_valid", 1, 1},
    {"send = delay 60", {}, unavail, "reason=telesign_unreachable"},
    {"send = no-answer", {}, unavail, "reason=telesign_unreachable"},
    {"send = cut-before", {}, unavail, "reason=telesign_unreachable"},
    {"send = cut-amid", {}, unavail, "reason=telesign_unreachable"},
    {"send = cut-after", {the_code}, PAM_SUCCESS, "reason=code_valid", 1, 1},
    {"send = redirect", {}, unavail, "HTTP 302"},
    // Replies that lie, or make no sense
    {"send = bad-json", {}, unavail, "reason=reply_unusable"},
    {"send = bad-utf8", {}, unavail, "reason=reply_unusable"},
    {"send = deep-nesting", {}, unavail, "reason=reply_unusable"},
    {"send = empty-body", {}, unavail, "reason=reply_unusable"},
    {"send = huge-body", {}, unavail, "reason=reply_unusable"},
    {"send = huge-chunked", {}, unavail, "reason=reply_unusable"},
    {R"(send = patch {"status":{"code":{}},"verify":["VALID"],"errors":"none"})",
     {},
     unavail,
     "reason=reply_unusable"},
    {R"(send = patch {"reference_id":null})", {}, unavail, "no usable reference_id"},
    {R"(send = patch {"reference_id":"0123456789ABCDEF0123456789ABCDEF"})",
     {the_code, the_code, the_code},
     PAM_AUTH_ERR,
     "reason=code_expired",
     1,
     1},
    // A reference goes back as it came, or not at all: the simulator knows no other spelling of it
    {R"(send = reference 3f2504e04f8911d39a0c0305e82c3301)",
     {the_code},
     PAM_SUCCESS,
     "reason=code_valid",
     1,
     1},
    {R"(send = reference AbCdEf04E04f8911d39A0C0305e82c33)",
     {the_code},
     PAM_SUCCESS,
     "reason=code_valid",
     1,
     1},
    {R"(send = reference _)", {the_code}, PAM_SUCCESS, "reason=code_valid", 1, 1},
    {R"(send = reference 9-xY7_xY7_xY7_xY7_xY7_xY7_xY7_xY7_xY7_xY7_xY7_xY7_xY7_xY7_xY7_Qz)",
     {the_code},
     PAM_SUCCESS,
     "reason=code_valid",
     1,
     1},
    {R"(send = patch {"reference_id":"../../v1/redirected/0A1B2C3D"})",
     {},
     unavail,
     "no usable reference_id"},
    {R"(send = patch {"reference_id":"A?verify_code=0&0A1B2C3D"})", {}, unavail, "no usable reference_id"},
    {R"(send = patch {"reference_id":"A#0A1B2C3D"})", {}, unavail, "no usable reference_id"},
    {R"(send = patch {"reference_id":"A%2F0A1B2C3D"})", {}, unavail, "no usable reference_id"},
    {R"(send = patch {"reference_id":"A B0A1B2C3D"})", {}, unavail, "no usable reference_id"},
    {R"(send = patch {"reference_id":"A\r\nX-Injected: 0A1B2C3D"})", {}, unavail, "no usable reference_id"},
    {R"(send = patch {"reference_id":"\u00c40A1B2C3D"})", {}, unavail, "no usable reference_id"},
    {R"(send = patch {"reference_id":"9-xY7_xY7_xY7_xY7_xY7_xY7_xY7_xY7_xY7_xY7_xY7_xY7_xY7_xY7_xY7_QzX"})",
     {},
     unavail,
     "no usable reference_id"},
    {R"(send = patch {"reference_id":""})", {}, unavail, "no usable reference_id"},
    // What TeleSign's pages show in two forms, and a client has to take
    {R"(send = patch {"status":{"code":"290"}})", {the_code}, PAM_SUCCESS, "reason=code_valid", 1, 1},
    {R"(send = patch {"status":{"updated_on":"2022-31-03T14:51:28.709526Z"},"errors":null,)"
     R"("submit_timestamp":"Sat, 21 Nov 2026 04:00:00 -0800"}, )"
     R"(patch [{"op":"add","path":"/sub_resource","value":null}])",
     {the_code},
     PAM_SUCCESS,
     "reason=code_valid",
     1,
     1},
    {R"(send = patch {"verify":null,"submit_timestamp":"2026-11-21T12:00:00.000000Z",)"
     R"("sub_resource":"unknown"})",
     {the_code},
     PAM_SUCCESS,
     "reason=code_valid",
     1,
     1},
    {R"(send = patch [{"op":"add","path":"/verify/code_entered","value":null}])",
     {the_code},
     PAM_SUCCESS,
     "reason=code_valid",
     1,
     1},
    {R"(send = error -40006, patch {"reference_id":"None","sub_resource":""})",
     {},
     unavail,
     "validation error -40006"},
    {R"(send = error -40006, patch {"reference_id":null,"sub_resource":null})",
     {},
     unavail,
     "validation error -40006"},
    {R"(send = error -40006, patch [{"op":"add","path":"/reference_id","value":null},{"op":"add",)"
     R"("path":"/sub_resource","value":null}])",
     {},
     unavail,
     "validation error -40006"},
    {send_more, {the_code}, PAM_SUCCESS, "reason=code_valid", 1, 1},
    {send_nasty, {the_code}, PAM_SUCCESS, "reason=code_valid", 1, 1},
    // A clock that is off is corrected, and the request made again
    {"send = clock-skew 3600", {the_code}, PAM_SUCCESS, "reason=code_valid", 2, 2},
    // The check: nothing but VALID lets in
    {R"(check = patch {"verify":{"code_state":"valid"}})",
     {the_code},
     PAM_SUCCESS,
     "reason=code_valid",
     1,
     1},
    {R"(check = patch {"status":{"code":"290"}})", {the_code}, PAM_SUCCESS, "reason=code_valid", 1, 1},
    {"send = reference ABCDEF0123456789ABCDEF0123456789\n"
     R"(check = patch {"reference_id":"abcdef0123456789abcdef0123456789"})",
     {the_code},
     PAM_SUCCESS,
     "reason=code_valid",
     1,
     1},
    {R"(check = patch {"status":{"updated_on":"2022-31-03T14:51:28.709526Z"},"sub_resource":"",)"
     R"("errors":null})",
     {the_code},
     PAM_SUCCESS,
     "reason=code_valid",
     1,
     1},
    {R"(check = patch {"submit_timestamp":"Sat, 21 Nov 2026 04:00:00 -0800"}, )"
     R"(patch [{"op":"add","path":"/verify/code_entered","value":null}])",
     {the_code},
     PAM_SUCCESS,
     "reason=code_valid",
     1,
     1},
    {R"(check = patch {"verify":null})", {the_code}, unavail, "attempts=1", 1, 1},
    {check_more, {the_code}, PAM_SUCCESS, "reason=code_valid", 1, 1},
    {check_nasty, {the_code}, PAM_SUCCESS, "reason=code_valid", 1, 1},
    {R"(check = patch {"verify":{"code_state":"INVALID"}})",
     {the_code, wrong, "00001"},
     PAM_MAXTRIES,
     "reason=code_wrong",
     1,
     3,
     "Wrong code, 2 tries left."},
    {R"(check = patch {"verify":{"code_state":"UNKNOWN"}})",
     {the_code, wrong, "00001"},
     PAM_MAXTRIES,
     "reason=code_wrong",
     1,
     3},
    {R"(check = patch {"verify":{"code_state":"EXPIRED"}})",
     {the_code, the_code, the_code},
     PAM_AUTH_ERR,
     "reason=code_expired",
     1,
     1,
     "That code has expired"},
    {R"(check = patch {"verify":{"code_state":"MAX_ATTEMPTS_EXCEEDED"}})",
     {the_code},
     PAM_MAXTRIES,
     "reason=code_wrong",
     1,
     1},
    {R"(check = patch {"verify":{"code_state":"VALIDATED"}})", {the_code}, unavail, "attempts=1", 1, 1},
    {R"(check = patch {"verify":{"code_state":"INVALID_BUT_VALID"}})",
     {the_code},
     unavail,
     "attempts=1",
     1,
     1},
    {R"(check = patch {"verify":{"code_state":"VALID"},"errors":[{"code":-90001,"description":"down"}]})",
     {wrong},
     unavail,
     "attempts=1",
     1,
     1},
    {R"(check = patch {"verify":{"code_state":"INVALID, not VALID"},"status":{"description":"VALID"}})",
     {wrong},
     unavail,
     "attempts=1",
     1,
     1},
    {R"(check = error -90001 500, patch {"verify":{"code_state":"VALID"},"status":{"code":290},"errors":[]})",
     {wrong},
     unavail,
     "reason=telesign_unreachable",
     1,
     1},
    {R"(check = patch {"reference_id":"0123456789ABCDEF0123456789ABCDEF"})",
     {the_code},
     unavail,
     "another reference_id",
     1,
     1},
    {R"(check = patch {"reference_id":null})", {the_code}, unavail, "no usable reference_id", 1, 1},
    {"check = error -30000 401", {the_code}, unavail, "reason=refused_by_telesign", 1, 1},
    {"check = error -40007 429", {the_code}, unavail, "reason=rate_limited", 1, 1},
    {"check = error -90001 503", {the_code}, unavail, "reason=telesign_unreachable", 1, 1},
    {"check = error -10004 404",
     {the_code, "resend", the_code, the_code},
     PAM_AUTH_ERR,
     "reason=code_expired",
     2,
     2},
    {"check = status 130", {the_code}, PAM_PERM_DENIED, "reason=blocked", 1, 1},
    {"check = http 401", {the_code}, unavail, "reason=refused_by_telesign", 1, 1},
    {"check = http 429", {the_code}, unavail, "reason=rate_limited", 1, 1},
    {"check = http 503", {the_code}, unavail, "reason=telesign_unreachable", 1, 1},
    {"check = delay 60", {the_code}, unavail, "reason=telesign_unreachable", 1, 1},
    {"check = no-answer", {the_code}, unavail, "reason=telesign_unreachable", 1, 1},
    {"check = cut-before", {the_code}, unavail, "reason=telesign_unreachable", 1, 2},
    {"check = cut-amid", {the_code}, unavail, "reason=telesign_unreachable", 1, 1},
    {"check = redirect", {the_code}, unavail, "HTTP 302", 1, 1},
    {"check = bad-json", {the_code}, unavail, "attempts=1", 1, 1},
    {"check = bad-utf8", {the_code}, unavail, "attempts=1", 1, 1},
    {"check = deep-nesting", {the_code}, unavail, "attempts=1", 1, 1},
    {"check = empty-body", {the_code}, unavail, "attempts=1", 1, 1},
    {"check = huge-body", {the_code}, unavail, "attempts=1", 1, 1},
    {"check = huge-chunked", {the_code}, unavail, "attempts=1", 1, 1},
    {R"(check = patch {"status":{"code":{}},"verify":["VALID"],"errors":"none"})",
     {the_code},
     unavail,
     "attempts=1",
     1,
     1},
    // The last, since the next login could find its kept connection dying and would not send its POST twice
    {"check = cut-after", {the_code}, PAM_SUCCESS, "reason=code_valid", 1, 1},
};

constexpr long first_number = 13105551000;

std::string number_of(std::size_t index) {
    return std::to_string(first_number + static_cast<long>(index));
}

std::string user_of(std::size_t index) {
    return "user" + std::to_string(index);
}

/// One environment for all rows: a phone, and so a fault, for each.
std::unique_ptr<login_fixture> the_login;

int open_environment(void**) {
    tests::environment_options options;
    options.otp += "completion = no\n";         // or requests could not be counted row by row
    options.telesign = "request_timeout = 5\n"; // for four rows to wait; enough for a busy machine
    options.phones.clear();
    for (std::size_t index = 0; index < std::size(rows); ++index) {
        options.phones += user_of(index) + " = +" + number_of(index) + '\n';
        options.faults += '[' + number_of(index) + "]\n" + rows[index].fault + '\n';
    }
    the_login = std::make_unique<login_fixture>(options);
    return 0;
}

int close_environment(void**) {
    the_login.reset();
    return 0;
}

/// Since the request number `first`.
void assert_asked(const row& expected, std::size_t first) {
    const auto count = static_cast<std::size_t>(expected.posts + expected.gets);
    const auto requests = the_login->environment->requests(first + count);
    assert_int_equal(requests.size(), first + count);
    assert_int_equal(std::count_if(requests.begin() + static_cast<std::ptrdiff_t>(first), requests.end(),
                                   [](const auto& each) { return each.method == "GET"; }),
                     expected.gets);
}

void plays_as_its_row_says(void** state) {
    const row& expected = *static_cast<const row*>(*state);
    const auto index = static_cast<std::size_t>(&expected - rows);
    const std::size_t first = the_login->environment->requests().size();
    the_login->phone = number_of(index);
    the_login->run_as(user_of(index), expected.typed);
    the_login->assert_code(expected.code);
    the_login->assert_logged(expected.log);
    if (*expected.shown != '\0')
        the_login->assert_shown(expected.shown);
    assert_asked(expected, first);
    // Nothing that came from TeleSign may act on the terminal or the log; lines end where telesignd ends them.
    for (const auto& each : the_login->result.messages) {
        for (const char byte : each.text)
            assert_true((static_cast<unsigned char>(byte) >= 0x20 && byte != 0x7f) || byte == '\n');
        assert_null(std::strstr(each.text.c_str(), "\nroot: "));
    }
    assert_null(std::strstr(the_login->audit().c_str(), number_of(index).substr(1).c_str()));
}

} // namespace

int main() {
    std::vector<CMUnitTest> tests;
    for (const row& each : rows)
        tests.push_back({each.fault, plays_as_its_row_says, nullptr, nullptr, const_cast<row*>(&each)});
    return _cmocka_run_group_tests("faults", tests.data(), tests.size(), open_environment, close_environment);
}
