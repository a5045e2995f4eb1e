// SPDX-License-Identifier: BSD-3-Clause
// A telesignd that has to last: logins of every scenario, while the provider fails, the configuration is
// reloaded, and telesignd is renewed and killed. Between storms it is quiet, and what telesignd holds then
// must not grow.
// usage: soak MINUTES
#include "built_files.h"
#include "soak/logins.h"
#include "soak/provider.h"
#include "soak/watch.h"
#include "test_environment/test_environment.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <thread>

#include <signal.h>

namespace soak {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr seconds storm_time{20};
constexpr seconds settling_time{20};           ///< within which a quiet moment comes
constexpr seconds unchanging_time{6};          ///< longer than telesignd waits for anybody
constexpr unsigned people = 10;                ///< two for each user
constexpr unsigned warm_up = 2;                ///< storms before what telesignd holds is written down
constexpr std::uintmax_t bytes_a_login = 1024; ///< of state, with its journal
constexpr std::uintmax_t bytes_more = 8 << 20U;

class soak {
public:
    /// What is written goes to this folder at the end.
    void run(seconds time, const std::string& written);
    [[nodiscard]] unsigned failed() const { return m_failed; }
    [[nodiscard]] unsigned passed() const { return m_passed; }

private:
    void storm(bool with_ends);
    void disturb(unsigned second, bool with_ends);
    void reload();
    void kill();
    void renew();
    void quiet(bool may_be_another);
    pid_t wait_for_quiet();
    void look_at_logins(bool may_be_another);
    void compare();
    void stop();
    void search_what_was_written(const std::string& folder);
    void look_at_state();
    void require(bool holds, const std::string& claim, const std::string& detail = {});

    std::unique_ptr<tests::test_environment> m_environment =
        std::make_unique<tests::test_environment>(soak_options());
    const std::string m_socket = m_environment->socket();
    const std::string m_conf = tests::read_file(m_environment->path("telesign.conf"));
    const std::string m_phones = tests::read_file(m_environment->path("phones.ini"));
    outbox m_outbox{m_environment->path("outbox")};
    const std::vector<user> m_users{{"alice", "13105551212"},
                                    {"bob", "13105551213"},
                                    {"carol", "13105551214"},
                                    {"erin", "13105551215"},
                                    {"dave", ""}};
    provider m_provider{*m_environment, m_users};
    tally m_counts;
    person m_chance{m_socket, m_outbox, m_counts, 1};
    pid_t m_daemon = 0;
    std::vector<sample>
        m_one_daemon;          ///< at quiet moments after the warm-up, before the first renewal or kill
    std::vector<sample> m_all; ///< and after it
    long m_threads = 0;        ///< at the first of them
    unsigned m_storms = 0;
    unsigned m_reloads = 0;
    unsigned m_kills = 0;
    unsigned m_renewals = 0;
    unsigned m_calm_logins = 0;
    unsigned m_calm_refusals = 0;
    unsigned m_passed = 0;
    unsigned m_failed = 0;
    int m_zombies = 0;
    std::size_t m_unanswered = 0;    ///< while telesignd stayed
    std::vector<std::string> m_lost; ///< telesignd ended by itself
};

void soak::run(seconds time, const std::string& written) {
    const auto begin = steady_clock::now();
    for (auto now = begin; now < begin + time || m_storms <= warm_up; now = steady_clock::now()) {
        const bool with_ends = m_storms > warm_up && now - begin > time * 6 / 10;
        const std::size_t unanswered = m_counts.unanswered();
        storm(with_ends);
        ++m_storms;
        m_unanswered += with_ends ? 0 : m_counts.unanswered() - unanswered;
        quiet(with_ends);
    }
    std::cout << "storms " << m_storms << ", logins " << m_counts.logins() << ", codes " << m_outbox.count()
              << ", reloads " << m_reloads << ", renewals " << m_renewals << ", kills " << m_kills
              << ", logins at quiet moments " << m_calm_logins << '\n'
              << m_counts.table();
    const auto violations = m_counts.violations();
    require(violations.empty(), "nobody was let in without the right code",
            violations.empty() ? "" : violations.front());
    require(m_calm_refusals == 0, "whoever typed the right code at a quiet moment was let in",
            std::to_string(m_calm_refusals) + " were not");
    require(m_unanswered == 0, "every login has got its verdict while telesignd stayed",
            std::to_string(m_unanswered));
    require(m_lost.empty(), "telesignd ended only when it was told to", m_lost.empty() ? "" : m_lost.front());
    compare();
    require(m_zombies == 0, "no child was left a zombie", std::to_string(m_zombies));
    look_at_state();
    stop();
    search_what_was_written(written);
}

/// Logins from all sources, and a disturbance each second.
void soak::storm(bool with_ends) {
    const auto until = steady_clock::now() + storm_time;
    std::vector<std::thread> threads;
    for (unsigned number = 0; number < people; ++number)
        threads.emplace_back([&, number] {
            person each{m_socket, m_outbox, m_counts, 1000 * m_storms + number + 1};
            while (steady_clock::now() < until) {
                each.log_in(m_users[number % m_users.size()]);
                std::this_thread::sleep_for(milliseconds{50 + each.roll(250)});
            }
        });
    for (unsigned second = 1; steady_clock::now() < until; ++second) {
        disturb(second, with_ends);
        std::this_thread::sleep_for(seconds{1});
    }
    m_provider.clear_faults();
    for (std::thread& each : threads)
        each.join();
}

void soak::disturb(unsigned second, bool with_ends) {
    if (second % 4 == 1)
        m_provider.inject_faults(m_chance);
    if (second % 3 == 2)
        reload();
    if (with_ends && second == 5)
        renew();
    if (with_ends && second == 12 && m_storms % 2 == 0)
        kill();
}

/// By the signal or by the command, now and then a file that is refused.
void soak::reload() {
    const bool is_bad = m_chance.roll(4) == 0;
    const std::string more = m_chance.roll(2) == 0 ? "zoe = +1 310 555 1299\n" : "";
    tests::write_file(m_environment->path("phones.ini"), m_phones + more);
    tests::write_file(m_environment->path("telesign.conf"),
                      m_conf + (is_bad ? "[nonsense]\nkey = value\n" : ""));
    if (m_chance.roll(2) == 0)
        static_cast<void>(tests::process{{built::telesignctl, "--socket", m_socket, "reload"},
                                         m_environment->path("telesignctl.log")}
                              .wait());
    else
        for (const pid_t each : owners_of(m_socket))
            ::kill(each, SIGHUP);
    tests::write_file(m_environment->path("telesign.conf"), m_conf);
    ++m_reloads;
}

/// As a service manager would start it again.
void soak::kill() {
    for (const pid_t each : owners_of(m_socket))
        ::kill(each, SIGKILL);
    m_environment->restart_daemon(SIGKILL);
    ++m_kills;
}

void soak::renew() {
    for (const pid_t each : owners_of(m_socket))
        ::kill(each, SIGUSR1);
    ++m_renewals;
}

void soak::quiet(bool may_be_another) {
    static_cast<void>(wait_for_quiet()); // logins that were hung up may still wait for the provider
    look_at_logins(may_be_another);
    const pid_t daemon = wait_for_quiet();
    if (daemon == 0 || (m_daemon != 0 && daemon != m_daemon && !may_be_another))
        m_lost.push_back("in storm " + std::to_string(m_storms));
    m_daemon = daemon;
    const sample now = look_at(daemon);
    m_zombies += zombies_of(daemon);
    std::cout << "quiet " << m_storms << ": " << now.kilobytes << " KB, " << now.descriptors
              << " descriptors, " << now.threads << " threads, " << m_counts.logins() << " logins"
              << std::endl;
    if (m_storms == warm_up)
        m_threads = now.threads;
    if (m_storms >= warm_up)
        m_all.push_back(now);
    if (m_storms >= warm_up && !may_be_another)
        m_one_daemon.push_back(now);
}

/// The one process that serves, once no login is under way any more: it has as few threads as at the first
/// quiet moment, or, before that, as many as some seconds ago. 0: there is not one.
pid_t soak::wait_for_quiet() {
    const auto until = steady_clock::now() + settling_time;
    auto changed = steady_clock::now();
    long threads = 0;
    for (;;) {
        const auto owners = owners_of(m_socket);
        const long now = owners.size() == 1 ? look_at(owners.front()).threads : 0;
        if (now != threads)
            changed = steady_clock::now();
        threads = now;
        const bool is_calm = m_threads > 0 ? threads > 0 && threads <= m_threads
                                           : threads > 0 && steady_clock::now() - changed > unchanging_time;
        if (is_calm || steady_clock::now() > until)
            return owners.size() == 1 ? owners.front() : 0;
        std::this_thread::sleep_for(milliseconds{100});
    }
}

/// Everybody with a phone, one after the other. A telesignd that is being renewed may need a moment to be
/// there.
void soak::look_at_logins(bool may_be_another) {
    const auto until = steady_clock::now() + seconds{10};
    while (may_be_another && !client{m_socket}.is_connected() && steady_clock::now() < until)
        std::this_thread::sleep_for(milliseconds{50});
    for (const user& each : m_users)
        if (!each.phone.empty()) {
            ++m_calm_logins;
            m_calm_refusals += m_chance.log_in_with_right_code(each) ? 0 : 1;
        }
}

void soak::compare() {
    const auto look_at = [this](const std::string& claim, long sample::*value) {
        const growth found = compare_samples(m_one_daemon, m_all, value);
        require(found.is_flat, claim + " are flat", found.text);
    };
    look_at("kilobytes", &sample::kilobytes);
    look_at("descriptors", &sample::descriptors);
    look_at("threads", &sample::threads);
}

void soak::look_at_state() {
    std::uintmax_t bytes = 0;
    for (const char* file : {"state.db", "state.db-wal", "state.db-shm"})
        if (std::filesystem::exists(m_environment->path(file)))
            bytes += std::filesystem::file_size(m_environment->path(file));
    require(bytes <= bytes_more + m_counts.logins() * bytes_a_login,
            "the state is bounded by what there is to keep",
            std::to_string(bytes) + " bytes for " + std::to_string(m_counts.logins()) + " logins");
}

void soak::stop() {
    for (const pid_t each : owners_of(m_socket))
        ::kill(each, SIGTERM);
    const auto until = steady_clock::now() + seconds{10};
    while (!owners_of(m_socket).empty() && steady_clock::now() < until)
        std::this_thread::sleep_for(milliseconds{50});
    require(owners_of(m_socket).empty(), "telesignd ends within 10 seconds when it is told to");
    m_environment.reset(); // its files are kept for the search
}

void soak::search_what_was_written(const std::string& folder) {
    const std::string found = folder + "/found";
    const int status = tests::process{{"/usr/bin/python3",
                                       built::source_dir + std::string{"/tests/secret_scan/scan.py"}, folder},
                                      found}
                           .wait();
    require(status == 0, "no secret was written", tests::read_file(found).substr(0, 2000));
}

void soak::require(bool holds, const std::string& claim, const std::string& detail) {
    std::cout << (holds ? "ok   " : "FAIL ") << claim << (detail.empty() ? "" : ": " + detail) << std::endl;
    ++(holds ? m_passed : m_failed);
}

} // namespace

} // namespace soak

int main(int count, char** arguments) {
    const int minutes = count == 2 ? std::atoi(arguments[1]) : 0;
    if (minutes <= 0) {
        std::cerr << "usage: soak MINUTES\n";
        return 2;
    }
    std::string written = "/tmp/telesign-soak-XXXXXX";
    if (::mkdtemp(written.data()) == nullptr || ::setenv("TELESIGN_SECRET_SCAN", written.c_str(), 1) != 0)
        return 2;
    soak::soak all;
    all.run(std::chrono::minutes{minutes}, written);
    std::filesystem::remove_all(written);
    std::cout << all.passed() << " passed, " << all.failed() << " failed" << std::endl;
    return all.failed() == 0 ? 0 : 1;
}
