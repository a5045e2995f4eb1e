// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "built_files.h"
#include "reserved_port.h"
#include "test_environment/process.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tests {

/// Settings of a test_environment. All texts are appended to files that are valid without them.
struct environment_options {
    std::string otp = "channels = sms\n"; ///< lines of [otp]
    std::string policy;                   ///< lines of [policy]
    /// Lines of [limits]: none by default, since tests about something else send many codes, one upon the
    /// other.
    std::string limits = "sends_per_user =\nsends_per_phone =\nsends_per_source =\nsends_total =\n"
                         "resend_cooldown = 0s\nfailures =\n";
    std::string telesign;                             ///< more lines of [telesign]
    std::string first_endpoints;                      ///< "URL, " to be tried before the simulator's
    std::string endpoint;                             ///< in place of the simulator's
    bool trusted = true;                              ///< the daemon trusts the simulator's certificate
    std::string more;                                 ///< whole sections of telesign.conf
    std::string phones = "alice = +1 310 555 1212\n"; ///< lines of [phones]; [user NAME] sections may follow
    /// Users that the daemon's system knows, beside this machine's own and those of `phones`.
    std::vector<std::string> users = {"mallory"};
    std::vector<std::string> unlisted_users; ///< not known to it although they have a phone
    bool silent_user_database = false;       ///< the daemon's system never answers who somebody is
    std::string faults;                      ///< the simulator's faults file
    std::vector<std::string> simulator_arguments;
    std::string locale_dir = built::locale_dir; ///< the daemon's translations; they are copied
    bool fake_clock = false;                    ///< advance_clock() works
    bool callbacks = false;                     ///< the simulator tells the daemon what became of a code
};

/// One request as the simulator logged it.
struct logged_request {
    unsigned connection = 0; ///< which TLS connection, from 1
    std::string method;
    std::string path;
};

/// One code that the simulator "sent".
struct sent_code {
    std::string reference_id;
    std::string channel;
    std::string phone_number;
    std::string code;
    std::string message; ///< as read or heard on the phone
};

/// A simulator and a telesignd that uses it, in a temporary folder. telesignd serves root only, and reads
/// that folder's passwd(5). All functions throw std::runtime_error, also when they have waited for a minute.
class test_environment {
public:
    explicit test_environment(const environment_options& options = {});
    test_environment(const test_environment&) = delete;
    test_environment& operator=(const test_environment&) = delete;
    ~test_environment();

    [[nodiscard]] std::string path(std::string_view name) const; ///< of a file in the folder
    [[nodiscard]] std::string socket() const { return path("telesignd.sock"); }
    [[nodiscard]] unsigned short port() const noexcept { return m_port; }
    [[nodiscard]] process& daemon() const { return *m_daemon; }
    [[nodiscard]] process& simulator() const { return *m_simulator; }

    /// Ends the daemon by `signal` and starts it again on the same files, with an empty log.
    void restart_daemon(int signal);

    /// Moves all clocks of daemon and simulator forward at once.
    void advance_clock(std::chrono::seconds by);
    [[nodiscard]] std::chrono::sys_seconds now() const;

    /// The code number `index`, from 0; waits until it was sent.
    [[nodiscard]] sent_code code(std::size_t index) const;
    [[nodiscard]] std::vector<sent_code> codes() const;
    /// The simulator logs a request when it is done with it: waits until there are `at_least`.
    [[nodiscard]] std::vector<logged_request> requests(std::size_t at_least = 0) const;

    [[nodiscard]] std::string daemon_log() const;
    /// Waits until the daemon has logged `part`.
    void wait_for_log(std::string_view part) const;

    static constexpr const char* customer_id = "FFFFFFFF-EEEE-DDDD-1234-AB1234567890";
    static constexpr const char* api_key = "ZXhhbXBsZSBrZXkgb2YgdGhlIHRlc3Rz";

private:
    [[nodiscard]] std::string clock_variable() const;
    void write_configuration(const environment_options& options) const;
    void write_accounts(const environment_options& options) const;
    void start_daemon();
    void keep_files() const;
    void start_simulator(const environment_options& options);

    std::string m_folder;
    bool m_has_fake_clock = false;
    std::chrono::seconds m_ahead{0};
    unsigned short m_port = 0;
    std::optional<reserved_port> m_callback_port; ///< nothing: no callbacks
    std::unique_ptr<process> m_simulator;
    std::unique_ptr<process> m_daemon;
};

/// Writes a file, mode 0600.
void write_file(const std::string& path, std::string_view text);
/// Everything in it; empty when it is not there.
std::string read_file(const std::string& path);

} // namespace tests
