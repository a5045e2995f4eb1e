// Every row of the tables of TeleSign's codes, as a user and an administrator meet it: through the real module and
// daemon, at the sending and at the question what became of the code.

#include "pam/login_fixture.h"

#include "gateway/telesign/error_codes.h"
#include "gateway/telesign/status_codes.h"

#include <deque>
#include <set>

namespace {

using namespace pam_test;
using namespace gateway::telesign;
using gateway::outcome;

constexpr int unavail = PAM_AUTHINFO_UNAVAIL;

/// One login: what misbehaves, what is typed, and what must come of it.
struct row {
    std::string name; ///< also the user's
    std::string fault;
    std::vector<std::string> typed;
    int code;
    std::string shown;
    std::vector<std::string> logged;
};

std::deque<row> rows; ///< CMocka keeps pointers

/// The whole turn of events when a code is sent and TeleSign's status is this.
row row_of_send(const status_row& status) {
    const std::string number = std::to_string(status.code);
    row result{"s" + number, "send = status " + number, {}, unavail, std::string{status.tell}, {}};
    result.logged = {"status " + number + " (", std::string{status.log}};
    switch (outcome_of(status.meaning)) {
    case outcome::sent:
        result.typed = {"", the_code};
        result.code = PAM_SUCCESS;
        result.logged = {"reason=code_valid"};
        break;
    case outcome::undeliverable:
        result.code = PAM_AUTH_ERR;
        result.shown = "No code could be delivered";
        result.logged.emplace_back("reason=undeliverable");
        break;
    case outcome::blocked:
        result.code = PAM_PERM_DENIED;
        result.shown = "Ask your help desk";
        result.logged.emplace_back("reason=blocked");
        break;
    case outcome::refused:
        result.logged.emplace_back("reason=refused_by_telesign");
        break;
    default:
        result.logged.emplace_back("reason=reply_unusable");
    }
    return result;
}

/// When the code was sent and its status turns out to be this.
row row_of_delivery(const status_row& status) {
    const std::string number = std::to_string(status.code);
    row result{"d" + number, "check = status " + number, {""}, PAM_CONV_ERR, "not known yet", {}};
    const outcome expected = outcome_of(status.meaning);
    if (expected == outcome::blocked) {
        result.code = PAM_PERM_DENIED;
        result.shown = "Ask your help desk";
    } else if (expected == outcome::sent || expected == outcome::undeliverable) {
        result.shown = status.tell;
    }
    result.logged = {"status " + number + " (", std::string{status.log}};
    return result;
}

row row_of_error(const error_row& error) {
    const std::string number = std::to_string(error.code);
    row result{"e" + number + '_' + std::to_string(error.http_status),
               "send = error " + number,
               {},
               unavail,
               {},
               {}};
    if (error.http_status != 0)
        result.fault += ' ' + std::to_string(error.http_status);
    const bool gone = error.kind == error_class::gone; // at the sending there is nothing that could be
    result.shown = tell_of(gone ? error_class::validation : error.kind);
    if (error.kind == error_class::phone) { // another channel might do, but there is none
        result.code = PAM_AUTH_ERR;
        result.shown = "No code could be delivered";
    } else if (error.kind == error_class::barred_phone) {
        result.code = PAM_PERM_DENIED;
        result.shown = "Ask your help desk";
    }
    result.logged = {std::string{name_of(error.kind)} + " error " + number, std::string{error.note}};
    return result;
}

void make_rows() {
    for (const status_row& each : status_table()) {
        rows.push_back(row_of_send(each));
        rows.push_back(row_of_delivery(each));
    }
    std::set<std::string> names;
    for (const error_row& each : error_table())
        if (row made = row_of_error(each);
            names.insert(made.name).second) // the simulator has one text for a number
            rows.push_back(std::move(made));
    rows.push_back(
        {"s9998", "send = status 9998", {}, unavail, "", {"status 9998 (unknown to this program: "}});
    rows.push_back({"e-9998",
                    "send = error -9998 400",
                    {},
                    unavail,
                    "",
                    {"reason=refused_by_telesign", "error -9998 (HTTP 400): unknown to this program"}});
    rows.push_back({"e-9997",
                    "send = error -9997 503",
                    {},
                    unavail,
                    "",
                    {"reason=telesign_unreachable", "error -9997 (HTTP 503): unknown to this program"}});
}

std::unique_ptr<login_fixture> the_login;

std::string number_of(std::size_t index) {
    return std::to_string(13105554000 + static_cast<long>(index));
}

int open_environment(void**) {
    tests::environment_options options;
    options.phones.clear();
    for (std::size_t index = 0; index < rows.size(); ++index) {
        options.phones += rows[index].name + " = +" + number_of(index) + '\n';
        options.faults += '[' + number_of(index) + "]\n" + rows[index].fault + '\n';
    }
    the_login = std::make_unique<login_fixture>(options);
    return 0;
}

int close_environment(void**) {
    the_login.reset();
    return 0;
}

void says_what_its_row_says(void** state) {
    const row& expected = *static_cast<const row*>(*state);
    for (std::size_t index = 0; index < rows.size(); ++index)
        if (&rows[index] == &expected)
            the_login->phone = number_of(index);
    the_login->run_as(expected.name, expected.typed);
    the_login->assert_code(expected.code);
    the_login->assert_shown(expected.shown);
    for (const std::string& each : expected.logged)
        the_login->assert_logged(each);
}

} // namespace

int main() {
    make_rows();
    std::vector<CMUnitTest> tests;
    tests.reserve(rows.size());
    for (row& each : rows)
        tests.push_back({each.name.c_str(), says_what_its_row_says, nullptr, nullptr, &each});
    return _cmocka_run_group_tests("codes", tests.data(), tests.size(), open_environment, close_environment);
}
