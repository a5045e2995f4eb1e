// SPDX-License-Identifier: BSD-3-Clause
// [user NAME]: what one user has different.
#include "unit/config/overriding.h"
#include "unit/directory/phone_book_fixture.h"

namespace {

using namespace test;

void a_user_section_holds_what_is_different(void** state) {
    const loaded_book loaded =
        load(state, "[user bob]\nphone = +44 20 7946 0000\nchannels = voice, sms\n[phones]\nzoe = "
                    "13105551212\n[user zoe]\nlanguage = fr\n");
    assert_phone(loaded, "bob", 442079460000, 1);
    assert_int_equal(otp_with(*loaded.book->find("bob")->differences).channels.size(), 2);
    assert_int_equal(loaded.book->find("bob")->differences->changes.size(), 1);
    assert_phone(loaded, "zoe", 13105551212, 5);
    assert_string_equal(otp_with(*loaded.book->find("zoe")->differences).language.c_str(), "fr");
    assert_warnings(state, loaded, "");
}

void a_user_section_without_any_number_denies(void** state) {
    const loaded_book loaded = load(state, "[user bob]\nlanguage = fr\n[user zoe]\n");
    assert_denied(loaded, "bob", "no phone number: add `phone = …`");
    assert_denied(loaded, "zoe", "no phone number: add `phone = …`");
    assert_warnings(state, loaded,
                    ":1: bob: no phone number: add `phone = …`\n:3: zoe: no phone number: add `phone = …`\n");
}

void a_bad_or_unknown_key_denies_its_user(void** state) {
    const loaded_book loaded =
        load(state, "[user a]\nphone = 13105551212\nchannels = fax\n[user b]\nphone = 13105551212\n"
                    "chanels = sms\n[user c]\noutage = skip\nphone = 13105551212\n");
    assert_denied(loaded, "a", "channels: unknown channel \"fax\": write smart, voice or sms");
    assert_denied(loaded, "b", "chanels" UNKNOWN_KEY);
    assert_denied(loaded, "c", "outage" UNKNOWN_KEY);
    assert_true(loaded.book->complete());
}

void what_does_not_fit_together_denies_its_user(void** state) {
    const loaded_book loaded = load(
        state, "[user a]\nphone = 13105551212\nvoice.pressx = yes\nlanguage = fr\n"
               "[user b]\nphone = 13105551212\nvoice.extension_type = 1\n"
               "[user c]\nphone = 13105551212\nvoice.extension_type = 1\nvoice.extension_template = ,,123\n"
               "[user d]\nvoice.prompt_digit = 1\nphone = 13105551212\nvoice.prompt_message = Press 2\n");
    assert_denied(loaded, "a",
                  "voice.pressx: pressx is English only: write `pressx = no`, or an English language");
    assert_denied(
        loaded, "b",
        "voice.extension_type: extension_type and extension_template need each other: set both or none");
    assert_phone(loaded, "c", 13105551212, 8);
    assert_denied(
        loaded, "d",
        "voice.prompt_message: prompt_message does not name prompt_digit: say in it which digit to press");
    assert_int_equal(loaded.warning_count, 3);
    assert_true(loaded.warnings[0].find("phones.ini:3: a: voice.pressx") != std::string::npos);
    assert_true(loaded.book->complete());
}

void a_user_must_fit_what_telesign_conf_says_of_each_service(void** state) {
    config::settings settings;
    assert_true(config::set_override(settings.services["sudo"], "voice.pressx", "yes", true).has_value());
    const loaded_book loaded = load(state,
                                    "[user a]\nphone = 13105551212\nlanguage = fr\n[user b]\nphone = "
                                    "13105551212\nlanguage = fr\nvoice.pressx = no\n",
                                    std::move(settings));
    assert_denied(loaded, "a",
                  "language: pressx is English only: write `pressx = no`, or an English language");
    assert_phone(loaded, "b", 13105551212, 4);
}

void a_user_has_their_own_risk_and_a_day_of_enrolment(void** state) {
    config::settings settings;
    settings.risk.max_sim_swap = 2;
    settings.risk.check = {gateway::lookup::sim_swap};
    config::risk_settings risk = settings.risk;
    const loaded_book loaded =
        load(state,
             "[user bob]\nphone = 13105551212\nenrolled = 2018-04-05\nrisk.max_sim_swap =\n"
             "risk.refuse_phone_types = voip\n[user zoe]\nphone = 13105551213\n"
             "enrolled = 2018-02-30\n[user kim]\nphone = 13105551214\nenrolled = 2018-04-05\n"
             "enrolled = 2018-04-06\n[user lee]\nphone = 13105551215\nrisk.cache = 1h\n",
             std::move(settings));
    assert_phone(loaded, "bob", 13105551212, 1);
    const config::overrides& bob = *loaded.book->find("bob")->differences;
    using namespace std::chrono;
    bob.apply_to(risk);
    assert_true(risk.enrolled == sys_days{2018y / April / 5});
    assert_false(risk.max_sim_swap.has_value());
    assert_true(risk.refuse_phone_types == std::set{gateway::phone_type::voip});
    assert_int_equal(risk.check.size(), 1);
    assert_denied(loaded, "zoe",
                  "enrolled: \"2018-02-30\" is not a day of the calendar: write one as YYYY-MM-DD");
    assert_denied(loaded, "kim", "enrolled: given twice: remove one of them");
    assert_true(loaded.book->find("lee")->problem.starts_with("risk.cache: unknown key"));
}

void a_user_whose_risk_would_protect_nothing_is_denied(void** state) {
    config::settings settings;
    settings.phoneid.style = config::phoneid_style::legacy;
    settings.risk.check = {gateway::lookup::live};
    settings.risk.refuse_roaming = true;
    assert_true(config::set_override(settings.services["sudo"], "risk.check", "", true).has_value());
    assert_true(config::set_override(settings.services["sudo"], "risk.refuse_roaming", "", true).has_value());
    const loaded_book loaded =
        load(state,
             "[user a]\nphone = 13105551212\nrisk.check = standard\n"
             "[user b]\nphone = 13105551212\nrisk.check = live, sim_swap\n"
             "[user c]\nphone = 13105551212\nrisk.refuse_unreachable = yes\n" // not with sudo
             "[user d]\nphone = 13105551212\nrisk.refuse_phone_types = voip\n",
             std::move(settings));
    assert_denied(loaded, "a",
                  "risk.check: refuse_roaming has no effect without live: add live to `check`, or write "
                  "`refuse_roaming = no`");
    assert_denied(
        loaded, "b",
        "risk.check: `phoneid = legacy` has no sim_swap, call_forward_detection, number_deactivation, "
        "porting_history and subscriber_status: leave them out of `check`, or write `phoneid = v1`");
    assert_denied(
        loaded, "c",
        "risk.refuse_unreachable: refuse_unreachable has no effect without live: add live to `check`, or "
        "write `refuse_unreachable = no`");
    assert_phone(loaded, "d", 13105551212, 10);
}

} // namespace

#define WITH_FILES(test_) cmocka_unit_test_setup_teardown(test_, test::make_files, test::remove_files)

int main() {
    const CMUnitTest tests[] = {
        WITH_FILES(a_user_section_holds_what_is_different),
        WITH_FILES(a_user_section_without_any_number_denies),
        WITH_FILES(a_bad_or_unknown_key_denies_its_user),
        WITH_FILES(what_does_not_fit_together_denies_its_user),
        WITH_FILES(a_user_has_their_own_risk_and_a_day_of_enrolment),
        WITH_FILES(a_user_whose_risk_would_protect_nothing_is_denied),
        WITH_FILES(a_user_must_fit_what_telesign_conf_says_of_each_service),
    };
    return cmocka_run_group_tests_name("directory/phone_book_users", tests, nullptr, nullptr);
}
