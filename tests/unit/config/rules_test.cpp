#include "config/rules.h"

#include "unit/config/certificate.h"
#include "unit/config/temporary_files.h"

#include <string>

#include "cmocka_cpp.h"

namespace {

using namespace config;
using test::files_of;

void assert_set(settings& into, std::string_view section, std::string_view key, std::string_view value) {
    const auto result = set_scalar(into, section, key, value);
    if (!result)
        fail_msg("%s", result.error().c_str());
}

void every_key_reaches_its_member(void** state) {
    const std::string key_file = files_of(state).write("key", "a2V5ZmlsZQ==\n");
    const std::string ca_file = files_of(state).write("ca.pem", test::certificate_pem(), 0644);
    settings into;
    assert_set(into, "telesign", "customer_id", "ID-1");
    assert_true(into.telesign.customer_id == "ID-1");
    assert_set(into, "telesign", "api_key", "YW\nJj");
    assert_true(into.telesign.api_key.view() == "YWJj");
    assert_set(into, "telesign", "api_key_file", key_file);
    assert_true(into.telesign.api_key.view() == "a2V5ZmlsZQ==");
    assert_set(into, "telesign", "auth", "basic");
    assert_true(into.telesign.auth == auth_scheme::basic);
    assert_set(into, "telesign", "endpoint", "https://local\nhost:1");
    assert_true(into.telesign.endpoints == std::vector<std::string>{"https://localhost:1"});
    assert_set(into, "telesign", "endpoints", "https://a,\nhttps://b:1");
    assert_true((into.telesign.endpoints == std::vector<std::string>{"https://a", "https://b:1"}));
    assert_set(into, "telesign", "ca_file", ca_file);
    assert_true(into.telesign.ca_file == ca_file);
    assert_set(into, "telesign", "proxy", "http://proxy:1");
    assert_true(into.telesign.proxy == "http://proxy:1");
    assert_set(into, "telesign", "connect_timeout", "60");
    assert_true(into.telesign.connect_timeout == std::chrono::seconds{60});
    assert_set(into, "telesign", "request_timeout", "120");
    assert_true(into.telesign.request_timeout == std::chrono::seconds{120});
    assert_set(into, "remember", "for", "12h");
    assert_true(into.remember.keep_for == std::chrono::hours{12});
    assert_set(into, "remember", "for", "");
    assert_false(into.remember.keep_for.has_value());
    assert_set(into, "remember", "services", "sshd,\ncockpit");
    assert_true((into.remember.services == std::set<std::string>{"cockpit", "sshd"}));
    assert_set(into, "risk", "phoneid", "legacy");
    assert_true(into.phoneid.style == phoneid_style::legacy);
    assert_set(into, "risk", "cache", "0s");
    assert_true(into.phoneid.cache == std::chrono::seconds{0});
    assert_set(into, "callback", "listen", "[::1]:8080");
    assert_true((into.callback == callback_settings{"::1", 8080}));
    assert_set(into, "callback", "listen", "");
    assert_true(into.callback == callback_settings{});
    assert_set(into, "phones", "file", "/p/i");
    assert_true(into.phones_file == "/p/i");
    assert_set(into, "state", "database", "/s/d");
    assert_true(into.database == "/s/d");
    assert_set(into, "daemon", "max_logins", "100000");
    assert_int_equal(into.daemon.max_logins, 100'000);
}

void bad_values_are_refused_and_change_nothing(void**) {
    struct {
        const char* section;
        const char* key;
        const char* value;
    } const wrong[] = {
        {"telesign", "customer_id", ""},
        {"telesign", "api_key", "x"},
        {"telesign", "api_key_file", "key"},
        {"telesign", "api_key_file", "/nowhere/key"},
        {"telesign", "api_key_file", ""},
        {"telesign", "auth", "Digest"},
        {"telesign", "endpoint", ""},
        {"telesign", "endpoint", "https://a, https://b"},
        {"telesign", "endpoints", "https://a,"},
        {"telesign", "ca_file", "ca.pem"},
        {"telesign", "ca_file", "/nowhere/ca"},
        {"telesign", "proxy", "proxy:1"},
        {"telesign", "connect_timeout", "61"},
        {"telesign", "connect_timeout", "0"},
        {"telesign", "request_timeout", "121"},
        {"telesign", "request_timeout", "0"},
        {"remember", "for", "12"},
        {"remember", "for", "59s"},
        {"remember", "for", "31d"},
        {"remember", "services", "SSHD"},
        {"remember", "services", "sshd,"},
        {"risk", "phoneid", "2015"},
        {"risk", "cache", ""},
        {"risk", "cache", "0"},
        {"risk", "cache", "31d"},
        {"callback", "listen", "localhost:8080"},
        {"phones", "file", "phones.ini"},
        {"state", "database", ""},
        {"daemon", "max_logins", "0"},
        {"daemon", "max_logins", "100001"},
    };
    settings into;
    for (const auto& one : wrong)
        assert_false(set_scalar(into, one.section, one.key, one.value).has_value());
    const settings fresh;
    assert_true(into.telesign.customer_id.empty() && into.telesign.api_key.empty() &&
                into.telesign.ca_file.empty());
    assert_true(into.telesign.auth == fresh.telesign.auth &&
                into.telesign.endpoints == fresh.telesign.endpoints);
    assert_true(into.telesign.proxy.empty() &&
                into.telesign.connect_timeout == fresh.telesign.connect_timeout);
    assert_true(into.telesign.request_timeout == fresh.telesign.request_timeout);
    assert_true(into.remember == fresh.remember);
    assert_true(into.phoneid.style == fresh.phoneid.style && into.phoneid.cache == fresh.phoneid.cache);
    assert_true(into.callback == fresh.callback);
    assert_true(into.phones_file == fresh.phones_file && into.database == fresh.database);
    assert_int_equal(into.daemon.max_logins, fresh.daemon.max_logins);
}

void every_rule_is_in_the_samples_above(void**) {
    assert_int_equal(scalar_rules().size(), 29);
}

void an_unknown_key_is_told_with_the_right_ones(void**) {
    settings into;
    const auto result = set_scalar(into, "phones", "path", "/x");
    assert_false(result.has_value());
    assert_string_equal(result.error().c_str(), "unknown key: the keys here are file");
}

void a_key_is_scalar_when_no_service_may_have_it(void**) {
    assert_true(is_scalar("risk", "cache") && is_scalar("callback", "listen"));
    assert_false(is_scalar("risk", "check") || is_scalar("otp", "cache") || is_scalar("", ""));
}

void sections_are_known_by_name(void**) {
    for (const char* name : {"telesign", "otp", "voice", "sms", "smart", "policy", "remember", "risk",
                             "callback", "phones", "state", "daemon"})
        assert_true(is_section(name));
    for (const char* name : {"", "Telesign", "service", "service sudo", "user bob"})
        assert_false(is_section(name));
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_key_reaches_its_member, test::make_files, test::remove_files),
        cmocka_unit_test(bad_values_are_refused_and_change_nothing),
        cmocka_unit_test(every_rule_is_in_the_samples_above),
        cmocka_unit_test(an_unknown_key_is_told_with_the_right_ones),
        cmocka_unit_test(a_key_is_scalar_when_no_service_may_have_it),
        cmocka_unit_test(sections_are_known_by_name),
    };
    return cmocka_run_group_tests_name("config/rules", tests, nullptr, nullptr);
}
