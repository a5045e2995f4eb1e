// SPDX-License-Identifier: BSD-3-Clause
// phone and reload by the real programs: numbers from a pipe as Windows writes them, and what is said of those without `+`.

#include "ctl/ctl_process.h"

#include <fstream>
#include <iterator>

namespace {

using namespace tests;

int open_fixture(void** state) {
    environment_options options;
    options.phones = "alice = +1 310 555 1212\n";
    *state = new command_fixture{options};
    return 0;
}

std::string config_of(void** state) {
    return on(state).around->path("telesign.conf");
}

std::string text_of(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

void write(const std::string& path, const std::string& text) { // its mode stays
    std::ofstream{path, std::ios::binary | std::ios::trunc} << text;
}

std::string phones_of(void** state) {
    return text_of(on(state).around->path("phones.ini"));
}

void a_number_from_a_pipe_is_read_as_windows_writes_it(void** state) {
    for (const std::string_view typed : {"+44 20 7946 0001\n", "+44 20 7946 0001\r\n",
                                         "\xef\xbb\xbf+44 20 7946 0001\r\n", "+44 20 7946 0001"}) {
        on(state).run({"phone", "set", "alice", "--config", config_of(state)}, typed);
        on(state).assert_status(0);
        assert_string_equal(phones_of(state).c_str(), "[phones]\nalice = +442079460001\n");
    }
    on(state).run({"phone", "set", "alice", "--config", config_of(state)},
                  std::string_view{"\xff\xfe+\0004\0004\000\n\000", 10});
    on(state).assert_status(2);
    on(state).assert_err("The number is UTF-16: save it as UTF-8.");
}

void a_pasted_mark_is_named(void** state) {
    on(state).run({"phone", "set", "alice", "--config", config_of(state)}, "\xe2\x80\xaa+44 20 7946 0001\n");
    on(state).assert_status(2);
    on(state).assert_err(
        "\"<U+202A>+** ** **** **01\" holds U+202A, which cannot be seen: type the number by hand");
    assert_string_equal(phones_of(state).c_str(), "[phones]\nalice = +1 310 555 1212\n");
}

void a_number_without_plus_is_told_with_its_country(void** state) {
    on(state).run({"phone", "set", "cn", "131 2345 6789", "--config", config_of(state)});
    on(state).assert_status(0);
    on(state).assert_out("is taken for one of country code 1 (United States)");
    std::ofstream{on(state).around->path("phones.ini"), std::ios::app} << "cn2 = 131 2345 6790\n";
    on(state).run({"reload"});
    on(state).assert_status(0);
    on(state).assert_out(
        "phones.ini:4: cn2: the number ending in 90 is taken for one of country code 1 (United States)");
    on(state).around->wait_for_log("cn2: the number ending in 90 is taken for");
    assert_true(on(state).around->daemon_log().find("3123456790") == std::string::npos);
}

void a_national_number_is_dialled_as_an_international_one(void** state) {
    std::string settings = text_of(config_of(state));
    settings.insert(settings.find("[phones]\n") + 9, "default_region = GB\r\n");
    write(config_of(state), "\xef\xbb\xbf" + settings);
    write(on(state).around->path("phones.ini"), "[phones]\nbob = 020 7946 0000\n");
    on(state).run({"reload"});
    on(state).assert_status(0);
    assert_true(on(state).last.out.find("taken for") == std::string::npos);
    on(state).run({"send", "--user", "bob", "--channel", "sms"});
    on(state).assert_status(0);
    on(state).run({"send", "020 7946 0001", "--channel", "sms"});
    on(state).assert_status(0);
    const auto sent = on(state).around->codes();
    assert_int_equal(sent.size(), 2);
    assert_string_equal(sent.at(0).phone_number.c_str(), "442079460000");
    assert_string_equal(sent.at(1).phone_number.c_str(), "442079460001");
}

void who_may_not_read_the_files_is_told_to_use_sudo(void** state) {
    for (const char* const verb : {"list", "set", "remove"}) {
        auto argv = on(state).command_of_nobody({"phone", verb, "--config", config_of(state)});
        if (verb != std::string_view{"list"})
            argv.emplace_back("alice");
        on(state).last = ctl_process{argv, ctl_process::input::pipe}.finish();
        on(state).assert_status(2);
        on(state).assert_err(config_of(state) + ": only root may read it: use sudo\n");
    }
}

void a_file_of_windows_is_taken(void** state) {
    write(on(state).around->path("phones.ini"),
          "\xef\xbb\xbf[phones]\r\nalice = +1 310 555 1212\r\n[user bob]\r\nphone = +44 20 7946 0000\r\n"
          "sms.template = $$CODE$$ is your code ; keep it\r\n");
    on(state).run({"reload"});
    on(state).assert_status(0);
    on(state).run({"send", "--user", "bob", "--channel", "sms"});
    on(state).assert_status(0);
    const auto sent = on(state).around->codes();
    assert_int_equal(sent.size(), 1);
    assert_string_equal(sent.front().message.c_str(),
                        (sent.front().code + " is your code ; keep it").c_str());
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)
    const CMUnitTest tests[] = {
        CASE(a_number_from_a_pipe_is_read_as_windows_writes_it),
        CASE(a_pasted_mark_is_named),
        CASE(a_number_without_plus_is_told_with_its_country),
        CASE(a_national_number_is_dialled_as_an_international_one),
        CASE(who_may_not_read_the_files_is_told_to_use_sudo),
        CASE(a_file_of_windows_is_taken),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
