// SPDX-License-Identifier: BSD-3-Clause
#include "config/keys.h"

#include "unit/config/certificate.h"
#include "unit/config/temporary_files.h"

#include <algorithm>
#include <string>

#include "cmocka_cpp.h"

namespace {

using namespace config;
using test::files_of;

void assert_set(settings& into, std::string_view section, std::string_view key, std::string_view value) {
    const auto result = set_key(into, section, key, value);
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
    assert_set(into, "intelligence", "endpoint", "https://detect.example");
    assert_true(into.intelligence.endpoint == "https://detect.example");
    assert_set(into, "intelligence", "customer_id", "ID-2");
    assert_true(into.intelligence.customer_id == "ID-2");
    assert_set(into, "intelligence", "api_key", "YW\nJj");
    assert_true(into.intelligence.api_key.view() == "YWJj");
    assert_set(into, "intelligence", "api_key_file", key_file);
    assert_true(into.intelligence.api_key.view() == "a2V5ZmlsZQ==");
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
    assert_set(into, "cost", "currency", "EUR");
    assert_true(into.cost.currency == "EUR");
    assert_set(into, "callback", "listen", "[::1]:8080");
    assert_true((into.callback == callback_settings{"::1", 8080}));
    assert_set(into, "callback", "listen", "");
    assert_true(into.callback == callback_settings{});
    assert_set(into, "phones", "file", "/p/i");
    assert_true(into.phones_file == "/p/i");
    assert_set(into, "phones", "default_region", "GB");
    assert_true(into.default_region == "GB");
    assert_set(into, "phones", "default_region", "");
    assert_true(into.default_region.empty());
    assert_set(into, "state", "database", "/s/d");
    assert_true(into.database == "/s/d");
    assert_set(into, "state", "keep", "30d");
    assert_true(into.keep == std::chrono::days{30});
    assert_set(into, "daemon", "max_logins", "100000");
    assert_int_equal(into.daemon.max_logins, 100'000);
    assert_set(into, "daemon", "max_logins_per_user", "100000");
    assert_int_equal(into.daemon.max_logins_per_user, 100'000);
}

void every_limit_reaches_its_member(void**) {
    settings into;
    auto& limits = into.limits;
    assert_set(into, "limits", "sends_per_user", "1/1s, 2/1m");
    assert_set(into, "limits", "sends_unprivileged", "1/1m");
    assert_true((limits.sends_unprivileged == std::vector{rate{1, std::chrono::seconds{60}}}));
    assert_set(into, "limits", "sends_per_phone", "3/1s");
    assert_false(limits.reserve_per_service.has_value());
    assert_set(into, "limits", "reserve_per_service", "2");
    assert_true(limits.reserve_per_service == 2);
    assert_set(into, "limits", "reserve_per_service", "");
    assert_false(limits.reserve_per_service.has_value());
    assert_set(into, "limits", "sends_per_source", "4/1s");
    assert_set(into, "limits", "sends_total", "");
    assert_set(into, "limits", "voice_total", "5/1s");
    const std::chrono::seconds second{1};
    const std::chrono::seconds minute{60};
    assert_true((limits.sends_per_user == std::vector{rate{1, second}, rate{2, minute}}));
    assert_true((limits.sends_per_phone == std::vector{rate{3, second}}));
    assert_true((limits.sends_per_source == std::vector{rate{4, second}}));
    assert_true(limits.sends_total.empty());
    assert_true((limits.voice_total == std::vector{rate{5, second}}));
    assert_set(into, "limits", "resend_cooldown", "0s");
    assert_true(limits.resend_cooldown == std::chrono::seconds{0});
    assert_set(into, "limits", "allowed_regions", "US, CA");
    assert_set(into, "limits", "voice_regions", "US");
    assert_true((limits.allowed_regions == std::set<std::string>{"US", "CA"}));
    assert_true((limits.voice_regions == std::set<std::string>{"US"}));
    assert_set(into, "limits", "allowed_regions", "");
    assert_true(limits.allowed_regions.empty());
    assert_set(into, "limits", "failures", "6/1s");
    assert_true((limits.failures == rate{6, second}));
    assert_set(into, "limits", "failures", "");
    assert_false(limits.failures.has_value());
    assert_set(into, "limits", "lock_time", "1m");
    assert_true(limits.lock_time == minute);
    assert_set(into, "limits", "lock_scope", "user");
    assert_true(limits.lock_scope == lock_scope::user);
}

const struct {
    const char* section;
    const char* key;
    const char* value;
} bad_values[] = {
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
    {"limits", "sends_per_user", "5"},
    {"limits", "sends_per_phone", "0/1h"},
    {"limits", "reserve_per_service", "one"},
    {"limits", "sends_per_source", "none"},
    {"limits", "sends_total", "5/1h 6/1h"},
    {"limits", "voice_total", "5/1h,"},
    {"limits", "resend_cooldown", "20"},
    {"limits", "resend_cooldown", "61m"},
    {"limits", "allowed_regions", "USA"},
    {"limits", "voice_regions", "us"},
    {"limits", "failures", "10/1h, 20/1d"},
    {"limits", "lock_time", "0s"},
    {"limits", "lock_scope", "ip"},
    {"callback", "listen", "localhost:8080"},
    {"phones", "file", "phones.ini"},
    {"phones", "default_region", "gb"},
    {"phones", "default_region", "UK"},
    {"phones", "default_region", "001"},
    {"state", "database", ""},
    {"cost", "currency", "euro"},
    {"state", "keep", "90"},
    {"state", "keep", "23h"},
    {"state", "keep", "3651d"},
    {"daemon", "max_logins", "0"},
    {"daemon", "max_logins", "100001"},
    {"daemon", "max_logins_per_user", "0"},
    {"daemon", "max_logins_per_user", "100001"},
};

void bad_values_are_refused_and_change_nothing(void**) {
    settings into;
    for (const auto& one : bad_values)
        assert_false(set_key(into, one.section, one.key, one.value).has_value());
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
    assert_true(into.callback == fresh.callback && into.limits == fresh.limits);
    assert_true(into.cost.currency == fresh.cost.currency);
    assert_true(into.phones_file == fresh.phones_file && into.default_region.empty() &&
                into.database == fresh.database && into.keep == fresh.keep);
    assert_int_equal(into.daemon.max_logins, fresh.daemon.max_logins);
    assert_int_equal(into.daemon.max_logins_per_user, fresh.daemon.max_logins_per_user);
}

/// What a service or user may have different, and whom [exempt] lets through, stands in tests of their own.
void every_general_key_is_in_the_samples_above(void**) {
    const auto keys = all_keys();
    assert_int_equal(std::count_if(keys.begin(), keys.end(),
                                   [](const key_definition& key) {
                                       return key.scope == key_scope::general && key.section != "exempt";
                                   }),
                     39);
}

void no_key_is_there_twice(void**) {
    for (const key_definition& key : all_keys())
        assert_ptr_equal(find_key(key.section, key.name), &key);
}

void an_unknown_key_is_told_with_the_right_ones(void**) {
    settings into;
    const auto result = set_key(into, "phones", "path", "/x");
    assert_false(result.has_value());
    assert_string_equal(result.error().c_str(), "unknown key: the keys here are file, default_region");
}

void a_key_says_where_it_may_stand(void**) {
    assert_true(find_key("risk", "cache")->scope == key_scope::general);
    assert_true(find_key("risk", "check")->scope == key_scope::user);
    assert_true(find_key("policy", "outage")->scope == key_scope::service);
    assert_null(find_key("otp", "cache"));
    assert_null(find_key("", ""));
}

void sections_are_known_by_name(void**) {
    for (const char* name : {"telesign", "otp", "voice", "sms", "smart", "policy", "remember", "risk",
                             "limits", "callback", "phones", "state", "daemon"})
        assert_true(is_section(name));
    for (const char* name : {"", "Telesign", "service", "service sudo", "user", "user bob"})
        assert_false(is_section(name));
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_key_reaches_its_member, test::make_files, test::remove_files),
        cmocka_unit_test(every_limit_reaches_its_member),
        cmocka_unit_test(bad_values_are_refused_and_change_nothing),
        cmocka_unit_test(every_general_key_is_in_the_samples_above),
        cmocka_unit_test(an_unknown_key_is_told_with_the_right_ones),
        cmocka_unit_test(no_key_is_there_twice),
        cmocka_unit_test(a_key_says_where_it_may_stand),
        cmocka_unit_test(sections_are_known_by_name),
    };
    return cmocka_run_group_tests_name("config/keys", tests, nullptr, nullptr);
}
