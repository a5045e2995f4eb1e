// SPDX-License-Identifier: BSD-3-Clause
// conf/examples/telesign.conf shows every key of the code, each with its default; conf/telesign.conf, which the package
// installs, needs no more than the credentials.
#include "built_files.h"
#include "config/ini.h"
#include "config/safe_open.h"
#include "config/settings.h"

#include "unit/config/known_keys.h"
#include "unit/config/sample_file.h"
#include "unit/config/temporary_files.h"

#include <set>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "cmocka_cpp.h"

namespace {

using namespace config;
using test::files_of;

using key_set = std::set<std::pair<std::string, std::string>>;

std::string sample() {
    return test::text_of_file(built::source_dir + std::string{"/conf/examples/telesign.conf"});
}

/// /etc/telesign/telesign.conf of the package.
std::string shipped() {
    return test::text_of_file(built::source_dir + std::string{"/conf/telesign.conf"});
}

void replace(std::string& text, const std::string& what, const std::string& with) {
    const std::size_t at = text.find(what);
    assert_true(at != std::string::npos);
    text.replace(at, what.size(), with);
}

/// As an administrator fills it in.
std::string filled_in(std::string text) {
    replace(text, "\ncustomer_id =\n", "\ncustomer_id = ID-1\n");
    replace(text, "\napi_key =\n", "\napi_key = YWJj\n");
    return text;
}

void assert_defaults(const settings& loaded) {
    const settings fresh;
    assert_true(loaded.telesign.customer_id == "ID-1");
    assert_true(loaded.telesign.api_key.view() == "YWJj");
    assert_true(loaded.telesign.auth == fresh.telesign.auth);
    assert_true(loaded.telesign.endpoints == fresh.telesign.endpoints);
    assert_true(loaded.telesign.ca_file == fresh.telesign.ca_file);
    assert_true(loaded.telesign.proxy == fresh.telesign.proxy);
    assert_true(loaded.telesign.connect_timeout == fresh.telesign.connect_timeout);
    assert_true(loaded.telesign.request_timeout == fresh.telesign.request_timeout);
    assert_true(loaded.intelligence.endpoint == fresh.intelligence.endpoint);
    assert_true(loaded.intelligence.customer_id.empty() && loaded.intelligence.api_key.empty());
    assert_true(loaded.otp == fresh.otp);
    assert_true(loaded.policy == fresh.policy);
    assert_true(loaded.exempt == fresh.exempt);
    assert_true(loaded.remember == fresh.remember);
    assert_true(loaded.risk == fresh.risk);
    assert_true(loaded.limits == fresh.limits);
    assert_true(loaded.phoneid.style == fresh.phoneid.style);
    assert_true(loaded.phoneid.cache == fresh.phoneid.cache);
    assert_true(loaded.cost == fresh.cost);
    assert_true(loaded.callback == fresh.callback);
    assert_true(loaded.phones_file == fresh.phones_file);
    assert_true(loaded.database == fresh.database && loaded.keep == fresh.keep);
    assert_int_equal(loaded.daemon.max_logins, fresh.daemon.max_logins);
    assert_int_equal(loaded.daemon.max_logins_per_user, fresh.daemon.max_logins_per_user);
}

settings load(void** state, const std::string& text) {
    auto result = load_settings(files_of(state).write("telesign.conf", text));
    if (!result)
        fail_msg("%s", result.error().front().c_str());
    return std::move(result).value();
}

void the_sample_as_it_is_lacks_only_the_credentials(void** state) {
    const std::string path = files_of(state).write("telesign.conf", sample());
    const auto result = load_settings(path);
    assert_false(result.has_value());
    assert_int_equal(result.error().size(), 2);
    assert_defaults(load(state, filled_in(sample())));
}

void the_values_that_it_shows_are_the_defaults(void** state) {
    std::string text = filled_in(test::uncommented(sample()));
    replace(text, "\napi_key_file = /etc/telesign/api_key\n", "\n");
    replace(text, "\napi_key_file =\n", "\n"); // of [intelligence], beside its api_key
    replace(text, "\nendpoints = https://rest-ww.telesign.com, https://rest.telesign.com\n", "\n");
    for (const char* const exempted : {"users = backup, monitor", "groups = robots", "services = vsftpd",
                                       "networks = 192.0.2.0/24, 2001:db8:5::/48",
                                       "[exempt office]\ngroups = staff\nnetworks = 198.51.100.0/24"})
        replace(text, fmt::format("\n{}\n", exempted), "\n");                // nobody is
    replace(text, "\nUS.voice = 0.05\nUS.sms = 0.01\n*.sms = 0.08\n", "\n"); // prices are the account's
    const settings loaded = load(state, text);
    assert_defaults(loaded);
    assert_int_equal(loaded.services.count("sudo"), 1);
}

void assert_su_asks_the_caller(const settings& loaded) {
    for (const char* const name : {"su", "su-l"})
        assert_true(loaded.policy_for(name).identity == config::identity::caller);
}

void the_shipped_file_lacks_only_the_credentials(void** state) {
    const auto result = load_settings(files_of(state).write("telesign.conf", shipped()));
    assert_false(result.has_value());
    assert_int_equal(result.error().size(), 2);
    const settings loaded = load(state, filled_in(shipped()));
    assert_defaults(loaded);
    assert_int_equal(loaded.services.size(), 2);
    assert_su_asks_the_caller(loaded);
}

void the_keys_that_the_shipped_file_proposes_can_be_set(void** state) {
    std::string text = filled_in(test::uncommented(shipped()));
    replace(text, "\napi_key_file = /etc/telesign/api_key\n", "\n");
    const settings loaded = load(state, text);
    assert_true(loaded.policy.outage == outage_policy::recovery);
    assert_true(loaded.exempt != settings{}.exempt);
    assert_true(loaded.limits == settings{}.limits); // shown with its default
    assert_su_asks_the_caller(loaded);
}

void it_shows_every_key_and_no_other(void** state) {
    const auto file =
        safe_open(files_of(state).write("sample", test::uncommented(sample())), secrecy::secret);
    assert_true(file.has_value());
    key_set shown;
    const auto errors = read_ini(file->get(), [&](const ini_entry& entry) {
        const bool is_price = entry.section == "cost" && entry.key != "currency"; // any region has one
        if (!entry.section.starts_with("service ") && !entry.section.starts_with("exempt ") && !is_price)
            shown.emplace(entry.section, entry.key);
    });
    assert_true(errors.empty());
    key_set known;
    test::for_each_key("?", [&](const key_definition& key, auto&& /*complaint*/) {
        if (key.scope != key_scope::user_only) // conf/examples/phones.ini shows those
            known.emplace(key.section, key.name);
    });
    for (const auto& [section, key] : known)
        if (!shown.contains({section, key}))
            fail_msg("conf/examples/telesign.conf does not show [%s] %s", section.c_str(), key.c_str());
    assert_true(shown == known);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_sample_as_it_is_lacks_only_the_credentials, test::make_files,
                                        test::remove_files),
        cmocka_unit_test_setup_teardown(the_values_that_it_shows_are_the_defaults, test::make_files,
                                        test::remove_files),
        cmocka_unit_test_setup_teardown(the_shipped_file_lacks_only_the_credentials, test::make_files,
                                        test::remove_files),
        cmocka_unit_test_setup_teardown(the_keys_that_the_shipped_file_proposes_can_be_set, test::make_files,
                                        test::remove_files),
        cmocka_unit_test_setup_teardown(it_shows_every_key_and_no_other, test::make_files,
                                        test::remove_files),
    };
    return cmocka_run_group_tests_name("config/sample", tests, nullptr, nullptr);
}
