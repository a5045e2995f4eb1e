// SPDX-License-Identifier: BSD-3-Clause
#include "policy/scrypt.h"
#include "support/log.h"
#include "telesignd/configuration.h"
#include "telesignd/daemon.h"
#include "telesignd/journal.h"
#include "telesignd/listening.h"
#include "telesignd/reexec.h"
#include "telesignd/text/languages.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

namespace {

using support::log;
using support::severity;

struct options {
    std::string config = "/etc/telesign/telesign.conf";
    std::string socket = "/run/telesign/telesignd.sock";
    std::string locale_dir = LOCALE_DIR;
    bool foreground = false;
};

constexpr int exit_usage = 2;

/// Keeps what init passes on and nothing else: libcurl and OpenSSL would obey SSLKEYLOGFILE, SSL_CERT_FILE
/// and more.
void forget_environment() {
    std::vector<std::pair<std::string, std::string>> kept;
    for (const char* name : {"NOTIFY_SOCKET", "LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES", "TZ"})
        if (const char* value = ::getenv(name)) // NOLINT(concurrency-mt-unsafe): before any thread
            kept.emplace_back(name, value);
    ::clearenv(); // NOLINT(concurrency-mt-unsafe): before any thread
    for (const auto& [name, value] : kept)
        ::setenv(name.c_str(), value.c_str(), 1); // NOLINT(concurrency-mt-unsafe): before any thread
}

/// A core file or a debugger's look would show the key and codes.
void forbid_core_dumps() {
    const rlimit none{0, 0};
    if (::setrlimit(RLIMIT_CORE, &none) != 0 || ::prctl(PR_SET_DUMPABLE, 0) != 0)
        log(severity::warning, "core dumps cannot be turned off: {}", ::strerrordesc_np(errno));
}

/// Each login takes a descriptor, and those that ask TeleSign at this moment a second one.
void raise_descriptor_limit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &limit);
    }
}

/// Signals are read in one place, by the daemon's signalfd; a closed connection is an error code, not a
/// SIGPIPE.
void block_signals() {
    sigset_t wanted;
    ::sigemptyset(&wanted);
    for (const int each : {SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGPIPE})
        ::sigaddset(&wanted, each);
    ::pthread_sigmask(SIG_BLOCK, &wanted, nullptr);
}

int serve(const options& chosen, char** argv, telesignd::handover before) {
    const auto program =
        std::filesystem::read_symlink("/proc/self/exe"); // before an upgrade replaces the file
    telesignd::live_configuration configuration{chosen.config};
    if (!configuration.load().is_in_force)
        return EXIT_FAILURE;
    auto socket = telesignd::listening_socket::open(chosen.socket);
    if (!socket) {
        log(severity::error, "{}", socket.error());
        return EXIT_FAILURE;
    }
    const telesignd::languages texts{chosen.locale_dir};
    std::optional<telesignd::daemon> server;
    server.emplace(socket->get(), configuration, texts);
    if (const auto taken = server->take_callbacks(); !taken) {
        log(severity::error, "{}", taken.error());
        return EXIT_FAILURE;
    }
    server->go_on(std::move(before));
    log(severity::notice, "listening on {}", socket->is_from_systemd() ? "systemd's socket" : chosen.socket);
    ::sd_notify(0, "READY=1");
    telesignd::exit_reason result = server->run();
    if (result.is_complete)
        server.reset(); // else its threads still use what this would destroy
    if (result.is_reexec) {
        telesignd::reexec(*socket, program, argv, std::move(result.left));
        ::_exit(EXIT_FAILURE);
    }
    if (!result.is_complete) {
        log(severity::warning,
            "stopped although logins were still waiting for the network, or for the user database");
        ::_exit(EXIT_SUCCESS);
    }
    log(severity::notice, "stopped");
    return EXIT_SUCCESS;
}

int run(int argc, char** argv) {
    options chosen;
    CLI::App app{"telesignd asks TeleSign for phone codes on behalf of pam_telesign logins."};
    app.add_option("--config", chosen.config, "The configuration file")->capture_default_str();
    app.add_option("--socket", chosen.socket, "Where logins connect, unless systemd passes a socket")
        ->capture_default_str();
    app.add_option("--locale-dir", chosen.locale_dir,
                   "Where the translations of what users read are installed")
        ->capture_default_str();
    app.add_flag("--foreground", chosen.foreground, "Log to standard error, not to the journal or syslog");
    app.set_version_flag("--version", TELESIGND_VERSION);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? EXIT_SUCCESS : exit_usage;
    }

    support::open_log(chosen.foreground ? support::log_target::standard_error : support::log_target::syslog,
                      "telesignd", telesignd::write_journal);
    forbid_core_dumps();
    telesignd::handover before = telesignd::take_handover();
    forget_environment();
    raise_descriptor_limit();
    block_signals();
    policy::keep_no_large_blocks();
    return serve(chosen, argv, std::move(before));
}

} // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const std::exception& problem) {
        for (const auto target : {support::log_target::syslog, support::log_target::standard_error}) {
            support::open_log(target, "telesignd");
            log(severity::error, "telesignd cannot continue: {}", problem.what());
        }
        return EXIT_FAILURE;
    }
}
