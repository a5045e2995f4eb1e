#include "pam/fake_daemon.h"

#include <memory>
#include <string>

#include "unit/telesignctl/parsed.h"

namespace {

using pam_test::fake_daemon;
using protocol::field_id;

struct scene {
    std::unique_ptr<fake_daemon> daemon;
    tests::parsed line;

    /// Runs `telesignctl login …`; the first message that telesignd got.
    void run(std::vector<std::string> words) {
        daemon = std::make_unique<fake_daemon>([](pam_test::peer& module) {
            module.receive();
            module.verdict(protocol::result::denied);
        });
        words.insert(words.begin(), {"login", "--socket", daemon->socket_path()});
        line.parse(words);
        static_cast<void>(line.wanted().work(line.wanted()));
    }
};

int open_scene(void** state) {
    *state = new scene;
    return 0;
}

int close_scene(void** state) {
    delete static_cast<scene*>(*state);
    return 0;
}

void a_login_names_its_user_and_service(void** state) {
    auto& s = *static_cast<scene*>(*state);
    s.run({"alice"});
    assert_string_equal(s.daemon->received().at(0).text(field_id::user).c_str(), "alice");
    assert_string_equal(s.daemon->received().at(0).text(field_id::service).c_str(), "telesignctl");
    s.run({"alice", "--service", "sudo"});
    assert_string_equal(s.daemon->received().at(0).text(field_id::service).c_str(), "sudo");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_login_names_its_user_and_service, open_scene, close_scene),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
