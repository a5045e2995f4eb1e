// SPDX-License-Identifier: BSD-3-Clause
// kill -9 at any moment loses nothing that was on disk, and never corrupts.

#include "built_files.h"
#include "config/temporary_files.h"
#include "state/schema.h"
#include "support/unique_fd.h"

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Database.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmocka_cpp.h"

namespace {

constexpr unsigned kills = 200;
constexpr unsigned kills_of_one_database = 25; // a small one is read quickly, and making one is killed, too

/// A busy_writer, and what it says.
class writer {
public:
    writer(const std::string& database, unsigned run) {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0)
            throw std::runtime_error{"pipe2"};
        m_says.reset(ends[0]);
        const support::unique_fd its_end{ends[1]};
        posix_spawn_file_actions_t actions;
        ::posix_spawn_file_actions_init(&actions);
        ::posix_spawn_file_actions_adddup2(&actions, its_end.get(), STDOUT_FILENO);
        std::string program = built::busy_writer;
        std::string path = database;
        std::string number = std::to_string(run);
        char* argv[] = {program.data(), path.data(), number.data(), nullptr};
        const int error = ::posix_spawn(&m_process, program.c_str(), &actions, nullptr, argv, environ);
        ::posix_spawn_file_actions_destroy(&actions);
        if (error != 0)
            throw std::runtime_error{"posix_spawn"};
    }

    /// False when it has ended.
    bool wait_for_word() { return read_some() > 0; }

    /// Kills it. What it said that is on disk.
    long kill() {
        ::kill(m_process, SIGKILL);
        while (read_some() > 0)
            continue;
        int wait_status = 0;
        while (::waitpid(m_process, &wait_status, 0) < 0 && errno == EINTR)
            continue;
        m_was_killed = WIFSIGNALED(wait_status) && WTERMSIG(wait_status) == SIGKILL;
        const auto end = m_said.rfind('\n');
        if (end == std::string::npos)
            return 0;
        const auto before = m_said.rfind('\n', end - 1);
        return std::stol(m_said.substr(before == std::string::npos ? 0 : before + 1));
    }

    [[nodiscard]] bool was_killed() const { return m_was_killed; }

private:
    ssize_t read_some() {
        char some[4096];
        ssize_t size = 0;
        while ((size = ::read(m_says.get(), some, sizeof some)) < 0 && errno == EINTR)
            continue;
        if (size > 0)
            m_said.append(some, static_cast<std::size_t>(size));
        return size;
    }

    support::unique_fd m_says;
    pid_t m_process = -1;
    std::string m_said;
    bool m_was_killed = false;
};

struct tally {
    long confirmed = 0;
    long failures = 0;
    long logins = 0;
    unsigned never_opened = 0; ///< killed before its schema was whole
};

long number(SQLite::Database& database, const std::string& query) {
    return static_cast<long>(database.execAndGet(query).getInt64());
}

void look_through(const std::string& path, unsigned run, long confirmed, tally& all) {
    SQLite::Database database{path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
    assert_string_equal(database.execAndGet("PRAGMA integrity_check").getString().c_str(), "ok");
    if (number(database, "PRAGMA user_version") < state::schema_version()) {
        assert_int_equal(confirmed, 0);
        ++all.never_opened;
        return;
    }
    const std::string of_run = " WHERE user = '" + std::to_string(run) + "'";
    const long failures = number(database, "SELECT count(*) FROM failure" + of_run);
    const long logins = number(database, "SELECT count(*) FROM login" + of_run);
    assert_true(failures >= confirmed);
    assert_true(failures <= confirmed + 1); // the one that was under way
    // In order and without gaps: a transaction is there as a whole, or not at all.
    assert_int_equal(number(database, "SELECT ifnull(max(CAST(source AS INTEGER)), 0) FROM failure" + of_run),
                     failures);
    assert_int_equal(
        number(database, "SELECT ifnull(max(CAST(source AS INTEGER)), -1) + 1 FROM login" + of_run), logins);
    const long locked = number(database, "SELECT ifnull(max(at) - 4000000000000, 0) FROM lock" + of_run);
    assert_true(locked >= confirmed && locked <= failures);
    all.confirmed += confirmed;
    all.failures += failures;
    all.logins += logins;
}

void nothing_that_was_flushed_is_lost_and_nothing_is_spoilt(void** state) {
    const auto& files = test::files_of(state);
    std::minstd_rand random{std::random_device{}()};
    std::uniform_int_distribution<int> microseconds{0, 6000};
    tally all;
    for (unsigned run = 0; run < kills; ++run) {
        const std::string path = files.path("state" + std::to_string(run / kills_of_one_database) + ".db");
        writer busy{path, run};
        if (run % 5 != 0) // else it is killed while it opens the database
            assert_true(busy.wait_for_word());
        std::this_thread::sleep_for(std::chrono::microseconds{microseconds(random)});
        const long confirmed = busy.kill();
        assert_true(busy.was_killed());
        look_through(path, run, confirmed, all);
    }
    std::printf(
        "%u kills: %ld failures confirmed on disk, %ld found; %ld logins found; no damage; %u databases "
        "without their whole schema yet\n",
        kills, all.confirmed, all.failures, all.logins, all.never_opened);
    assert_true(all.confirmed >= long{kills} / 5 * 4);
    assert_true(all.logins > 0);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nothing_that_was_flushed_is_lost_and_nothing_is_spoilt,
                                        test::make_files, test::remove_files),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
