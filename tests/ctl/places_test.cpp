// SPDX-License-Identifier: BSD-3-Clause
// Nobody keeps others out: many logins of one account, and programs that connect and say nothing, at the real daemon.

#include "telesignd/text/prompts.h"

#include "ctl/ctl_process.h"
#include "telesignd/module_end.h"

#include <chrono>
#include <deque>
#include <stdexcept>

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

using namespace tests;
using protocol::field_id;
using protocol::message_type;
using protocol::result;
using steady = std::chrono::steady_clock;

constexpr unsigned crowd = 1024; ///< as many as [daemon] max_logins
constexpr unsigned of_one = 8;   ///< [daemon] max_logins_per_user
constexpr const char* elsewhere = "203.0.113.7";
/// Until another's prompt, which comes in a few milliseconds where nothing is in the way: a busy machine is not judged.
constexpr std::chrono::seconds at_once{4};

int open_fixture(void** state, const char* daemon) {
    rlimit descriptors{};
    ::getrlimit(RLIMIT_NOFILE, &descriptors);
    descriptors.rlim_cur = descriptors.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &descriptors);
    environment_options options;
    options.phones = "alice = +1 310 555 1212\nbob = +1 310 555 1213\nroot = +1 310 555 1214\n";
    options.policy = "allow_unprivileged = yes\n";
    options.more = std::string{"[daemon]\n"} + daemon;
    *state = new command_fixture{options};
    return 0;
}

int open_default(void** state) {
    return open_fixture(state, "");
}

int open_small(void** state) {
    return open_fixture(state, "max_logins = 20\n");
}

const test_environment& around(void** state) {
    return *on(state).around;
}

/// Programs that have connected, and how far they have come.
struct programs {
    explicit programs(void** state) : socket{around(state).socket()} {}

    const std::string socket;
    std::deque<module_end> pending; ///< have a prompt
    unsigned refused = 0;

    void begin(const char* service, const char* user, const char* ruser = "", const char* rhost = elsewhere) {
        module_end one{socket};
        one.send_begin(service, user, ruser, rhost);
        const protocol::reader& last = end_of_turn(one);
        if (last.type() == message_type::prompt) {
            pending.push_back(std::move(one));
            return;
        }
        ++refused;
        assert_int_equal(last.number(field_id::result), static_cast<std::uint32_t>(result::not_permitted));
        assert_string_equal(std::string{last.text(field_id::text)}.c_str(),
                            telesignd::prompts{}.end_too_many_logins().c_str());
    }
    /// Once a place is free.
    void begin_in_time(const char* service, const char* user) {
        const auto until = steady::now() + std::chrono::seconds{60};
        const std::size_t before = pending.size();
        while (pending.size() == before && steady::now() < until)
            begin(service, user);
        assert_int_equal(pending.size(), before + 1);
    }
    void connect(unsigned count) {
        for (unsigned each = 0; each < count; ++each)
            pending.emplace_back(socket);
    }
    void assert_came(std::size_t with_prompt, unsigned without) const {
        assert_int_equal(pending.size(), with_prompt);
        assert_int_equal(refused, without);
    }

    /// A prompt or a verdict.
    static const protocol::reader& end_of_turn(module_end& one) {
        for (;;)
            if (const auto& message = one.receive(); message.type() != message_type::accepted)
                return message;
    }
};

void assert_logs_in_at_once(void** state, const char* user, const char* phone) {
    const auto begin = steady::now();
    module_end one{around(state).socket()};
    one.send_begin("sshd", user, "", elsewhere);
    const protocol::reader& asked = programs::end_of_turn(one);
    const auto took = steady::now() - begin;
    if (asked.type() != message_type::prompt)
        fail_msg("%s is refused: %s", user, std::string{asked.text(field_id::text)}.c_str());
    assert_true(took < at_once);
    std::string code;
    for (const sent_code& each : around(state).codes())
        if (each.phone_number == phone)
            code = each.code;
    one.send_answer(code);
    const protocol::reader& verdict = programs::end_of_turn(one);
    assert_int_equal(verdict.number(field_id::result), static_cast<std::uint32_t>(result::granted));
}

void assert_bob_logs_in_at_once(void** state) {
    assert_logs_in_at_once(state, "bob", "13105551213");
}

void many_logins_of_one_account_leave_the_others(void** state) {
    programs alices{state};
    for (unsigned each = 0; each < crowd; ++each)
        alices.begin("sshd", "alice");
    alices.assert_came(of_one, crowd - of_one);
    assert_int_equal(around(state).codes().size(), 1); // all joined
    assert_bob_logs_in_at_once(state);
    around(state).wait_for_log("reason=too_many_logins service=sshd user=alice");

    programs mallorys{state}; // who has no phone: the same
    for (unsigned each = 0; each < 2 * of_one; ++each)
        mallorys.begin("sshd", "mallory");
    mallorys.assert_came(of_one, of_one);

    alices.pending.clear();
    alices.begin_in_time("sshd", "alice");
}

void a_user_of_sudo_and_su_does_not_keep_root_out(void** state) {
    programs mallorys{state};
    for (unsigned each = 0; each < of_one; ++each) {
        mallorys.begin("sudo", "root", "mallory", "");
        mallorys.begin("su", "alice", "mallory", "");
        mallorys.begin("sudo", "mallory", "mallory", "");
    }
    mallorys.assert_came(of_one, 2 * of_one);
    assert_logs_in_at_once(state, "root", "13105551214");
    assert_logs_in_at_once(state, "alice", "13105551212");
}

void silent_programs_take_no_places(void** state) {
    programs silent{state};
    silent.connect(crowd);
    assert_bob_logs_in_at_once(state);
}

void become(uid_t user) {
    if (::seteuid(user) != 0)
        throw std::runtime_error{"run me as root"};
}

/// "daemon" on Debian. Folder and socket are open to it.
void become_daemon(void** state) {
    ::chmod(around(state).path("").c_str(), 0711);
    ::chmod(around(state).socket().c_str(), 0666);
    become(1);
}

void a_user_has_so_many_connections(void** state) {
    become_daemon(state);
    programs daemons{state};
    daemons.connect(of_one);
    module_end more{around(state).socket()};
    const auto& refused = more.receive(); // before it has asked
    become(0);
    assert_int_equal(refused.number(field_id::result), static_cast<std::uint32_t>(result::not_permitted));
    assert_string_equal(std::string{refused.text(field_id::text)}.c_str(),
                        telesignd::prompts{}.end_too_many_logins().c_str());
    assert_bob_logs_in_at_once(state);
    around(state).wait_for_log("uid 1): [daemon] max_logins_per_user limits");

    daemons.pending.clear();
    become(1);
    programs logins{state};
    for (unsigned each = 0; each < of_one; ++each)
        logins.begin_in_time("locker", "daemon");
    const unsigned before = logins.refused;
    for (unsigned each = 0; each < of_one; ++each)
        logins.begin("locker", "daemon");
    become(0);
    logins.assert_came(of_one, before + of_one);
    assert_logs_in_at_once(state, "alice", "13105551212");
}

void commands_get_through_when_every_place_is_taken(void** state) {
    programs all{state};
    for (const char* const user : {"alice", "bob", "mallory"})
        for (unsigned each = 0; each < of_one && all.pending.size() < 20; ++each)
            all.begin("sshd", user);
    module_end more{around(state).socket()};
    more.send_begin("sshd", "root", "", elsewhere);
    const auto& refused = programs::end_of_turn(more);
    assert_int_equal(refused.number(field_id::result), static_cast<std::uint32_t>(result::unavailable));
    around(state).wait_for_log("[daemon] max_logins is the limit");
    on(state).run({"limits"});
    on(state).assert_status(0);
    programs silent{state};
    silent.connect(100);
    on(state).run({"unlock", "alice"});
    on(state).assert_status(0);
}

} // namespace

int main() {
#define CASE(name, open) cmocka_unit_test_setup_teardown(name, open, close_fixture)
    const CMUnitTest tests[] = {
        CASE(many_logins_of_one_account_leave_the_others, open_default),
        CASE(a_user_of_sudo_and_su_does_not_keep_root_out, open_default),
        CASE(silent_programs_take_no_places, open_small),
        CASE(a_user_has_so_many_connections, open_default),
        CASE(commands_get_through_when_every_place_is_taken, open_small),
    };
    return cmocka_run_group_tests_name("ctl.places_test", tests, nullptr, nullptr);
}
