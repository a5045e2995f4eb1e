// SPDX-License-Identifier: BSD-3-Clause
// Commands whose output cannot be written: what would be changed stays as it was, or what was changed is said.

#include "ctl/recovery_codes.h"

#include <array>
#include <filesystem>

#include <fcntl.h>

namespace {

using namespace tests;

int open_fixture(void** state) {
    environment_options options;
    options.phones = "alice = +1 310 555 1212\n";
    *state = new command_fixture{options};
    return 0;
}

/// Standard output as a shell gives it, and what is said of it.
struct output {
    const char* command; ///< sh -c
    const char* problem;
};

constexpr std::array outputs{
    output{"exec \"$@\" >/dev/full", "No space left on device"},
    output{"exec \"$@\" >&-", "Bad file descriptor"},
    output{"exec \"$@\" >&3", "Broken pipe"}, // of pipe_as_3, without its reader
};

/// The descriptor 3 of programs that are started: the end of a pipe for writing. The other end is `reader`.
class pipe_as_3 {
public:
    pipe_as_3() {
        m_before.reset(::fcntl(3, F_DUPFD_CLOEXEC, 10)); // or there was none
        int ends[2];
        assert_int_equal(::pipe2(ends, O_CLOEXEC), 0);
        reader.reset(::fcntl(ends[0], F_DUPFD_CLOEXEC, 10));
        const support::unique_fd writer{::fcntl(ends[1], F_DUPFD_CLOEXEC, 10)};
        ::close(ends[0]);
        ::close(ends[1]);
        assert_int_equal(::dup2(writer.get(), 3), 3);
    }
    ~pipe_as_3() {
        if (m_before)
            ::dup3(m_before.get(), 3, O_CLOEXEC);
        else
            ::close(3);
    }
    pipe_as_3(const pipe_as_3&) = delete;
    pipe_as_3& operator=(const pipe_as_3&) = delete;

    /// Whoever writes waits from now on.
    static void fill() {
        assert_true(::fcntl(3, F_SETPIPE_SZ, 4096) >= 4096);
        const std::string page(static_cast<std::size_t>(::fcntl(3, F_GETPIPE_SZ)), '\n');
        assert_int_equal(::write(3, page.data(), page.size()), page.size());
    }

    support::unique_fd reader;

private:
    support::unique_fd m_before;
};

std::vector<std::string> in_shell(const command_fixture& s, const char* shell,
                                  const std::vector<std::string>& arguments) {
    std::vector<std::string> argv{"/bin/sh", "-c", shell, "sh"};
    const auto command = s.command(arguments);
    argv.insert(argv.end(), command.begin(), command.end());
    return argv;
}

void run_into(command_fixture& s, const char* shell, const std::vector<std::string>& arguments) {
    pipe_as_3 unread;
    unread.reader.reset();
    ctl_process running{in_shell(s, shell, arguments), ctl_process::input::pipe};
    running.end_input();
    s.last = running.finish();
}

void assert_not_done(command_fixture& s, const std::vector<std::string>& arguments) {
    for (const output& each : outputs) {
        run_into(s, each.command, arguments);
        s.assert_status(3);
        s.assert_err(std::string{"telesignctl: standard output cannot be written: "} + each.problem +
                     ": nothing was done\n");
    }
}

void assert_left(command_fixture& s, const char* count) {
    s.run({"recovery", "list", "alice"});
    s.assert_out(std::string{"left  "} + count + '\n');
}

void log_in_with(command_fixture& s, const std::string& code, int status) {
    s.run({"login", "alice"}, code + '\n');
    s.assert_status(status);
}

void codes_that_nobody_could_read_replace_none(void** state) {
    command_fixture& s = on(state);
    const auto codes = make_recovery_codes(*s.around, "alice");
    assert_not_done(s, {"recovery", "new", "alice"});
    assert_not_done(s, {"recovery", "new", "alice", "--json"});
    log_in_with(s, codes.front(), 0);
    assert_left(s, "9");
}

/// The pipe is full, so that whoever writes waits, and its reader goes without having read.
void a_reader_that_goes_meanwhile_replaces_none(void** state) {
    command_fixture& s = on(state);
    const auto codes = make_recovery_codes(*s.around, "alice");
    pipe_as_3 full;
    pipe_as_3::fill();
    ctl_process running{in_shell(s, outputs[2].command, {"recovery", "new", "alice"}),
                        ctl_process::input::pipe};
    running.end_input();
    s.run({"recovery", "list", "alice"}); // takes about as long as to get to the pipe; both ways must do
    full.reader.reset();
    s.last = running.finish();
    s.assert_status(3);
    s.assert_err("standard output cannot be written: Broken pipe: nothing was done\n");
    log_in_with(s, codes.front(), 0);
}

/// The disk has room for a file's name, and for nothing in it.
constexpr auto on_full_disk =
    "mount -t tmpfs -o size=4k none \"$0\" && head -c 4096 /dev/zero >\"$0/full\" || exit 77\n"
    "exec \"$@\" >\"$0/codes\"";

void a_full_disk_replaces_none(void** state) {
    command_fixture& s = on(state);
    const auto codes = make_recovery_codes(*s.around, "alice");
    const std::string folder = s.around->path("disk");
    std::filesystem::create_directory(folder);
    std::vector<std::string> argv{"/usr/bin/unshare", "--mount", "/bin/sh", "-c", on_full_disk, folder};
    const auto command = s.command({"recovery", "new", "alice"});
    argv.insert(argv.end(), command.begin(), command.end());
    ctl_process running{argv, ctl_process::input::pipe};
    running.end_input();
    s.last = running.finish();
    if (s.last.status == 77 || s.last.err.find("unshare failed") != std::string::npos)
        skip(); // no mounts in this container
    s.assert_status(3);
    s.assert_err("standard output cannot be written: No space left on device: nothing was done\n");
    log_in_with(s, codes.front(), 0);
}

void a_phone_stays_as_it_was(void** state) {
    command_fixture& s = on(state);
    const std::string config = s.around->path("telesign.conf");
    const std::string before = read_file(s.around->path("phones.ini"));
    assert_not_done(s, {"phone", "set", "alice", "+44 20 7946 0001", "--config", config});
    assert_not_done(s, {"phone", "set", "bob", "+44 20 7946 0001", "--config", config});
    assert_not_done(s, {"phone", "remove", "alice", "--config", config});
    assert_string_equal(read_file(s.around->path("phones.ini")).c_str(), before.c_str());
}

void what_was_done_before_the_output_failed_is_said(void** state) {
    command_fixture& s = on(state);
    const std::string phones = s.around->path("phones.ini");
    pipe_as_3 full;
    pipe_as_3::fill();
    ctl_process running{
        in_shell(s, outputs[2].command,
                 {"phone", "set", "bob", "+44 20 7946 0001", "--config", s.around->path("telesign.conf")}),
        ctl_process::input::pipe};
    running.end_input();
    while (read_file(phones).find("+442079460001") == std::string::npos) // the test's timeout ends this
        ::usleep(1000);
    full.reader.reset();
    s.last = running.finish();
    s.assert_status(3);
    s.assert_err("standard output cannot be written: Broken pipe; the command itself succeeded: Set.\n");
}

void telesignd_and_telesign_are_not_asked(void** state) {
    command_fixture& s = on(state);
    assert_not_done(s, {"unlock", "alice"});
    assert_not_done(s, {"forget", "alice"});
    assert_not_done(s, {"forget", "--all"});
    assert_not_done(s, {"reload"});
    assert_not_done(s, {"send", "--user", "alice"});
    assert_not_done(s, {"phoneid", "+1 310 555 1212"});
    assert_not_done(s, {"login", "alice"});
    assert_int_equal(s.around->requests().size(), 0);
    assert_true(s.around->daemon_log().find("command ") == std::string::npos);
}

void a_service_stays_as_it_was(void** state) {
    command_fixture& s = on(state);
    const std::string root = s.around->path("root");
    std::filesystem::create_directories(root + "/etc/pam.d");
    const std::string block = "# BEGIN telesignctl enable sudo\nauth       required     pam_telesign.so\n# "
                              "END telesignctl enable\n";
    write_file(root + "/etc/pam.d/sudo", "auth required pam_unix.so\n" + block);
    assert_not_done(s, {"disable", "sudo", "--root", root});
    assert_not_done(s, {"enable", "sudo", "--root", root});
    assert_not_done(s, {"confirm", "--root", root});
    assert_string_equal(read_file(root + "/etc/pam.d/sudo").c_str(),
                        ("auth required pam_unix.so\n" + block).c_str());
}

/// Nobody may be left with a trial because nobody reads what its end says.
void the_end_of_a_trial_needs_no_output(void** state) {
    command_fixture& s = on(state);
    const std::string root = s.around->path("root");
    std::filesystem::create_directories(root + "/etc/pam.d");
    for (const output& each : outputs) {
        run_into(s, each.command, {"enable", "--end-trials", "--root", root});
        assert_true(s.last.err.find("nothing was done") == std::string::npos);
    }
}

void a_command_that_only_reads_says_why_there_is_nothing(void** state) {
    command_fixture& s = on(state);
    run_into(s, outputs[0].command, {"limits"});
    s.assert_status(3);
    s.assert_err("telesignctl: standard output cannot be written: No space left on device\n");
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)
    const CMUnitTest tests[] = {
        CASE(codes_that_nobody_could_read_replace_none),
        CASE(a_reader_that_goes_meanwhile_replaces_none),
        CASE(a_full_disk_replaces_none),
        CASE(a_phone_stays_as_it_was),
        CASE(what_was_done_before_the_output_failed_is_said),
        CASE(telesignd_and_telesign_are_not_asked),
        CASE(a_service_stays_as_it_was),
        CASE(the_end_of_a_trial_needs_no_output),
        CASE(a_command_that_only_reads_says_why_there_is_nothing),
    };
    return cmocka_run_group_tests_name("ctl.output", tests, nullptr, nullptr);
}
