#include "telesign-simulator/service.h"

#include "unit/config/temporary_files.h"
#include "unit/telesign-simulator/known_time.h"

#include <fstream>

#include "cmocka_cpp.h"

namespace {

using namespace simulator;
using namespace std::chrono_literals;
using nlohmann::ordered_json;
using test::basic_request;
using test::noon;

/// A service with its files and its clock. One for each test.
class bench {
public:
    explicit bench(const std::string& faults) : m_faults_file{m_files.write("faults.ini", faults)} {}

    reply ask(const request& incoming) { return m_service.handle(incoming); }
    reply send(const std::string& channel, const std::string& more = {}) {
        return ask(basic_request("POST", "/v1/verify/" + channel, "phone_number=13105551212" + more));
    }
    reply check(const std::string& reference_id, const std::string& code) {
        return ask(basic_request("GET", "/v1/verify/" + reference_id + "?verify_code=" + code));
    }
    /// The outbox, line by line.
    std::vector<ordered_json> phones() {
        std::vector<ordered_json> lines;
        std::ifstream file{m_files.path("outbox")};
        for (std::string line; std::getline(file, line);)
            lines.push_back(ordered_json::parse(line));
        return lines;
    }
    void set_faults(const std::string& faults) {
        m_service.set_faults(*fault_book::load(m_files.write("faults.ini", faults)));
    }
    void wait(std::chrono::seconds time) { m_now += time; }

private:
    test::temporary_files m_files;
    std::string m_faults_file;
    time_point m_now = noon;
    service m_service{authenticator{test::customer_id, test::api_key}, verification_store{300s},
                      std::move(*outbox::open(m_files.path("outbox"))),
                      std::move(*fault_book::load(m_faults_file)), [this] { return m_now; }};
};

int make_bench(void** state) {
    *state = new bench{""};
    return 0;
}
int remove_bench(void** state) {
    delete static_cast<bench*>(*state);
    return 0;
}
bench& bench_of(void** state) {
    return *static_cast<bench*>(*state);
}

std::string text(const reply& answer, const char* pointer) {
    return ordered_json::parse(answer.body).at(ordered_json::json_pointer{pointer}).get<std::string>();
}

void assert_refused(const reply& answer, int http, int error) {
    assert_int_equal(answer.http, http);
    assert_int_equal(answer.error.value_or(0), error);
}

void each_sender_answers_and_sends(void** state) {
    const std::tuple<const char*, const char*, int> cases[] = {
        {"call", "voice", 103}, {"sms", "sms", 290}, {"smart", "smart", 2000}};
    std::size_t count = 0;
    for (const auto& [path, channel, status] : cases) {
        const reply answer = bench_of(state).send(path, "&language=de-DE&ucid=ATCK");
        assert_int_equal(answer.http, 200);
        assert_int_equal(answer.status.value_or(0), status);
        assert_string_equal(text(answer, "/sub_resource").c_str(), path);
        assert_string_equal(text(answer, "/verify/code_state").c_str(), "UNKNOWN");
        const ordered_json line = bench_of(state).phones().at(count++);
        assert_int_equal(bench_of(state).phones().size(), count);
        assert_string_equal(line.at("reference_id").get<std::string>().c_str(),
                            text(answer, "/reference_id").c_str());
        assert_string_equal(line.at("channel").get<std::string>().c_str(), channel);
        assert_string_equal(line.at("phone_number").get<std::string>().c_str(), "13105551212");
        assert_string_equal(line.at("language").get<std::string>().c_str(), "de-DE");
        assert_int_equal(line.at("code").get<std::string>().size(), 5);
        assert_true(answer.body.find(line.at("code").get<std::string>()) == std::string::npos);
    }
}

void optional_objects_appear_when_asked_for(void** state) {
    const reply answer = bench_of(state).send("call", "&caller_id=15551212&call_forward_action=flag");
    assert_string_equal(text(answer, "/voice/caller_id").c_str(), "15551212");
    assert_string_equal(text(answer, "/call_forwarding/action").c_str(), "FLAG");
    assert_true(bench_of(state).send("call").body.find("call_forwarding") == std::string::npos);
}

void a_code_is_checked(void** state) {
    const std::string reference = text(bench_of(state).send("sms", "&verify_code=01234"), "/reference_id");
    const reply plain = bench_of(state).ask(basic_request("GET", "/v1/verify/" + reference));
    assert_string_equal(text(plain, "/verify/code_state").c_str(), "UNKNOWN");
    const reply wrong = bench_of(state).check(reference, "43210");
    assert_string_equal(text(wrong, "/verify/code_state").c_str(), "INVALID");
    assert_string_equal(text(wrong, "/verify/code_entered").c_str(), "43210");
    const reply right = bench_of(state).check(reference, "01234");
    assert_string_equal(text(right, "/verify/code_state").c_str(), "VALID");
    assert_string_equal(text(right, "/reference_id").c_str(), reference.c_str());
    assert_int_equal(right.http, 200);
}

void a_code_and_its_reference_grow_old(void** state) {
    const std::string reference = text(bench_of(state).send("sms", "&verify_code=01234"), "/reference_id");
    bench_of(state).wait(300s);
    assert_string_equal(text(bench_of(state).check(reference, "01234"), "/verify/code_state").c_str(),
                        "EXPIRED");
    bench_of(state).wait(24h);
    assert_refused(bench_of(state).check(reference, "01234"), 404, -10004);
}

void references_that_are_none_are_refused(void** state) {
    assert_refused(bench_of(state).check("ABCDEF0123456789ABCDEF0123456789", "1"), 404, -10001);
    assert_refused(bench_of(state).check("ABCDEF", "1"), 404, -40004);
    assert_refused(
        bench_of(state).ask(basic_request("PUT", "/v1/verify/completion/ABCDEF0123456789ABCDEF0123456789")),
        404, -10001);
}

void a_code_to_check_is_all_digits(void** state) {
    const std::string reference = text(bench_of(state).send("sms"), "/reference_id");
    for (const char* code : {"", "abc", "12345678901", "1%202"})
        assert_refused(bench_of(state).check(reference, code), 400, -10001);
    assert_refused(bench_of(state).check(reference, "%4"), 400, -40006);
}

void completion_is_recorded(void** state) {
    const std::string reference = text(bench_of(state).send("sms"), "/reference_id");
    const reply answer = bench_of(state).ask(basic_request("PUT", "/v1/verify/completion/" + reference));
    assert_int_equal(answer.http, 200);
    assert_int_equal(answer.status.value_or(0), 1900);
}

void bad_requests_get_their_errors_and_send_nothing(void** state) {
    bench& at = bench_of(state);
    assert_refused(at.ask(basic_request("POST", "/v1/verify/sms")), 400, -40007);
    assert_refused(at.ask(basic_request("POST", "/v1/verify/sms", "phone_number=%4")), 400, -40006);
    request typed = basic_request("POST", "/v1/verify/sms", "phone_number=13105551212");
    for (const char* type : {"application/json", "application/x-www-form-urlencodedx", ""}) {
        typed.headers["content-type"] = type;
        assert_refused(at.ask(typed), 400, -40006);
    }
    assert_refused(at.send("sms", "&ucid=XXXX"), 400, -10001);
    assert_refused(at.ask(basic_request("POST", "/v1/verify/fax", "phone_number=13105551212")), 405, -40006);
    assert_refused(at.ask(basic_request("DELETE", "/v1/verify/sms")), 405, -40006);
    assert_refused(at.ask(basic_request("GET", "/v1/verify/sms")), 404, -40004);
    assert_refused(at.ask(basic_request("GET", "/v2/verify/sms")), 404, -40004);
    assert_int_equal(at.phones().size(), 0);
    typed.headers["content-type"] = test::form_type + "; charset=utf-8";
    assert_int_equal(at.ask(typed).http, 200);
}

void without_credentials_nothing_happens(void** state) {
    request nobody = basic_request("POST", "/v1/verify/sms", "phone_number=13105551212");
    nobody.headers.erase("authorization");
    assert_refused(bench_of(state).ask(nobody), 401, -30004);
    nobody.target = "/nowhere";
    assert_refused(bench_of(state).ask(nobody), 401, -30004);
    assert_int_equal(bench_of(state).phones().size(), 0);
}

void an_undelivered_message_is_not_in_the_outbox_but_has_a_reference(void** state) {
    bench_of(state).set_faults("[13105551212]\nsend = undeliverable-by sms\n");
    const reply answer = bench_of(state).send("sms");
    assert_int_equal(answer.status.value_or(0), 207);
    assert_int_equal(bench_of(state).phones().size(), 0);
    const reply later =
        bench_of(state).ask(basic_request("GET", "/v1/verify/" + text(answer, "/reference_id")));
    assert_int_equal(later.status.value_or(0), 207);
    assert_int_equal(bench_of(state).send("call").status.value_or(0), 103);
    assert_int_equal(bench_of(state).phones().size(), 1);
}

void a_lost_reply_has_sent_its_code(void** state) {
    for (const char* name : {"cut-before", "no-answer", "bad-json", "no-reference"}) {
        const std::size_t before = bench_of(state).phones().size();
        bench_of(state).set_faults(std::string{"[13105551212]\nsend = "} + name + "\n");
        bench_of(state).send("smart");
        assert_int_equal(bench_of(state).phones().size(), before + 1);
    }
}

void a_fault_in_place_of_the_work_sends_nothing(void** state) {
    for (const char* name : {"http 503", "error -40008", "redirect"}) {
        bench_of(state).set_faults(std::string{"[13105551212]\nsend = "} + name + "\n");
        assert_int_not_equal(bench_of(state).send("smart").http, 200);
    }
    assert_int_equal(bench_of(state).phones().size(), 0);
}

void a_fault_at_the_check_leaves_the_send_alone(void** state) {
    bench_of(state).set_faults("[13105551212]\ncheck = http 503\ntimes = 3\n");
    const reply sent = bench_of(state).send("sms", "&verify_code=01234");
    assert_int_equal(sent.http, 200);
    for (int request = 0; request < 3; ++request)
        assert_int_equal(bench_of(state).check(text(sent, "/reference_id"), "99999").http, 503);
    // the three were no tries, and the fault is over
    const reply last = bench_of(state).check(text(sent, "/reference_id"), "01234");
    assert_string_equal(text(last, "/verify/code_state").c_str(), "VALID");
}

void other_phones_behave(void** state) {
    bench_of(state).set_faults("[13105551213]\nsend = http 503\n");
    assert_int_equal(bench_of(state).send("sms").http, 200);
}

void a_bad_request_gets_its_own_error_before_any_fault(void** state) {
    bench_of(state).set_faults("[13105551212]\nsend = valid-http-500\n");
    assert_refused(bench_of(state).send("sms", "&ucid=XXXX"), 400, -10001);
}

void a_skewed_clock_shows_itself_in_the_date(void** state) {
    bench_of(state).set_faults("[13105551212]\nsend = clock-skew 3600\n");
    request digest{
        .method = "POST", .target = "/v1/verify/sms", .headers = {}, .body = "phone_number=13105551212"};
    digest.headers = {{"authorization", "TSA CUSTOMER-1:AAAA"},
                      {"date", "Sat, 21 Nov 2026 12:00:00 GMT"},
                      {"x-ts-auth-method", "HMAC-SHA256"},
                      {"x-ts-nonce", "12345678"},
                      {"content-type", test::form_type}};
    const reply refused = bench_of(state).ask(digest);
    assert_refused(refused, 401, -30010);
    assert_string_equal(http_date(refused.date).c_str(), "Sat, 21 Nov 2026 13:00:00 GMT");
    digest.headers["date"] =
        http_date(refused.date); // the client follows: now the signature is what is wrong
    assert_refused(bench_of(state).ask(digest), 401, -30006);
}

void whoever_follows_a_redirect_is_told_a_lie(void** state) {
    bench_of(state).set_faults("[13105551212]\nsend = redirect\n");
    const std::string location = bench_of(state).send("sms").location;
    const std::string start = "https://simulator.test:8443";
    assert_true(location.starts_with(start));
    const reply answer = bench_of(state).ask(basic_request("GET", location.substr(start.size())));
    assert_string_equal(text(answer, "/verify/code_state").c_str(), "VALID");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_sender_answers_and_sends, make_bench, remove_bench),
        cmocka_unit_test_setup_teardown(optional_objects_appear_when_asked_for, make_bench, remove_bench),
        cmocka_unit_test_setup_teardown(a_code_is_checked, make_bench, remove_bench),
        cmocka_unit_test_setup_teardown(a_code_and_its_reference_grow_old, make_bench, remove_bench),
        cmocka_unit_test_setup_teardown(references_that_are_none_are_refused, make_bench, remove_bench),
        cmocka_unit_test_setup_teardown(a_code_to_check_is_all_digits, make_bench, remove_bench),
        cmocka_unit_test_setup_teardown(completion_is_recorded, make_bench, remove_bench),
        cmocka_unit_test_setup_teardown(bad_requests_get_their_errors_and_send_nothing, make_bench,
                                        remove_bench),
        cmocka_unit_test_setup_teardown(without_credentials_nothing_happens, make_bench, remove_bench),
        cmocka_unit_test_setup_teardown(an_undelivered_message_is_not_in_the_outbox_but_has_a_reference,
                                        make_bench, remove_bench),
        cmocka_unit_test_setup_teardown(a_lost_reply_has_sent_its_code, make_bench, remove_bench),
        cmocka_unit_test_setup_teardown(a_fault_in_place_of_the_work_sends_nothing, make_bench, remove_bench),
        cmocka_unit_test_setup_teardown(a_fault_at_the_check_leaves_the_send_alone, make_bench, remove_bench),
        cmocka_unit_test_setup_teardown(other_phones_behave, make_bench, remove_bench),
        cmocka_unit_test_setup_teardown(a_bad_request_gets_its_own_error_before_any_fault, make_bench,
                                        remove_bench),
        cmocka_unit_test_setup_teardown(a_skewed_clock_shows_itself_in_the_date, make_bench, remove_bench),
        cmocka_unit_test_setup_teardown(whoever_follows_a_redirect_is_told_a_lie, make_bench, remove_bench),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
