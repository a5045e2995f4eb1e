// SPDX-License-Identifier: BSD-3-Clause
#include "pam/fake_daemon.h"

#include <memory>
#include <string>

#include "unit/telesignctl/command_line_fixture.h"

namespace {

using pam_test::fake_daemon;
using protocol::field_id;

struct login_fixture {
    std::unique_ptr<fake_daemon> daemon;
    tests::command_line_fixture line;

    /// Runs `telesignctl login …`; the first message that telesignd got.
    void run(std::vector<std::string> words) {
        daemon = std::make_unique<fake_daemon>([](pam_test::peer& module) {
            module.receive();
            module.verdict(protocol::result::denied);
        });
        words.insert(words.begin(), {"login", "--socket", daemon->socket_path()});
        line.parse(words);
        static_cast<void>(line.options().action(line.options()));
    }
};

int open_fixture(void** state) {
    *state = new login_fixture;
    return 0;
}

int close_fixture(void** state) {
    delete static_cast<login_fixture*>(*state);
    return 0;
}

void a_login_names_its_user_and_service(void** state) {
    auto& s = *static_cast<login_fixture*>(*state);
    s.run({"alice"});
    assert_string_equal(s.daemon->received().at(0).text(field_id::user).c_str(), "alice");
    assert_string_equal(s.daemon->received().at(0).text(field_id::service).c_str(), "telesignctl");
    s.run({"alice", "--service", "sudo"});
    assert_string_equal(s.daemon->received().at(0).text(field_id::service).c_str(), "sudo");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_login_names_its_user_and_service, open_fixture, close_fixture),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
