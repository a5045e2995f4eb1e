// SPDX-License-Identifier: BSD-3-Clause
#include "support/log.h"
#include "telesign-simulator/callback_sender.h"
#include "telesign-simulator/options.h"
#include "telesign-simulator/server.h"
#include "telesign-simulator/service.h"

#include <csignal>
#include <cstdio>
#include <exception>
#include <list>
#include <stdexcept>

#include <fmt/format.h>

namespace {

using namespace simulator;

constexpr int start_failed = 2;

/// Logs an error that whoever starts the program has to correct.
void log_error(std::string_view text) {
    support::write_log(support::severity::error, text);
}

/// Returns the file's faults, none without a file, or nullopt if it has errors, which are logged.
std::optional<fault_config> load_faults(const std::string& path) {
    if (path.empty())
        return fault_config{};
    auto loaded = fault_config::load(path);
    if (loaded)
        return std::move(*loaded);
    for (const std::string& error : loaded.error())
        log_error(error);
    return std::nullopt;
}

/// Blocks in this thread, and in all that it will start, the signals that serve() waits for.
sigset_t block_signals() {
    sigset_t awaited;
    sigemptyset(&awaited);
    for (const int number : {SIGTERM, SIGINT, SIGHUP})
        sigaddset(&awaited, number);
    ::pthread_sigmask(SIG_BLOCK, &awaited, nullptr);
    return awaited;
}

/// Until SIGTERM or SIGINT; SIGHUP reads the faults file again.
void serve(const sigset_t& awaited, const std::string& faults_file, service& rules) {
    for (;;) {
        int number = 0;
        if (::sigwait(&awaited, &number) != 0 || number != SIGHUP)
            return;
        if (auto faults = load_faults(faults_file)) {
            rules.set_faults(std::move(*faults));
            support::log(support::severity::info, "{}: faults loaded again", faults_file);
        } else {
            log_error("the previous faults stay in force");
        }
    }
}

int run(const options& settings) {
    const sigset_t awaited = block_signals();
    auto faults = load_faults(settings.faults);
    if (!faults)
        return start_failed;
    auto phones = outbox::open(settings.outbox);
    if (!phones) {
        log_error(phones.error());
        return start_failed;
    }
    callback_sender callbacks; // outlives the rules, which give it callbacks
    service rules{authenticator{settings.customer_id, settings.api_key},
                  verification_store{settings.code_lifetime, settings.code_length},
                  std::move(*phones),
                  std::move(*faults),
                  std::chrono::system_clock::now,
                  callback_publisher{settings.customer_id, settings.api_key, settings.callback,
                                     [&](callback fresh) { callbacks.send(std::move(fresh)); }}};
    connections links; // outlives the servers
    std::list<server> servers;
    std::string ready;
    for (const listen_address& wanted : settings.listen) {
        const auto address = servers.emplace_back(rules, links).start(wanted, settings);
        if (!address) {
            log_error(address.error());
            return start_failed;
        }
        ready += fmt::format("listening on {}\n", address->text());
    }
    fmt::print("{}", ready);
    static_cast<void>(std::fflush(stdout));
    serve(awaited, settings.faults, rules);
    for (server& each : servers)
        each.stop();
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    try {
        support::open_log(support::log_target::standard_error, "telesign-simulator");
        const auto parsed = parse_options(argc, argv);
        if (const int* status = std::get_if<int>(&parsed))
            return *status;
        return run(std::get<options>(parsed));
    } catch (const std::invalid_argument& problem) {
        log_error(fmt::format("--api-key: {}", problem.what()));
    } catch (const std::exception& problem) {
        log_error(problem.what());
    }
    return start_failed;
}
