// SPDX-License-Identifier: BSD-3-Clause
// Writes to a database for as long as it lives. usage: state.busy_writer DATABASE RUN
// To standard output goes a number each time that so many failures of user RUN are on disk for certain.

#include "state/store.h"

#include <chrono>
#include <string>
#include <thread>

#include <unistd.h>

namespace {

using namespace std::chrono_literals;

state::time_point now() {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

/// Adds and never waits, as the ends of logins do.
void add_logins(state::store& store, const std::string& run) {
    for (unsigned count = 0;; ++count) {
        store.add(
            state::login{now(), run, "sshd", std::to_string(count), "sms", "US", "granted", "code_valid"});
        if (count % 8 == 7)
            std::this_thread::sleep_for(100us); // a load, not a flood: the database is read after each kill
    }
}

/// Waits until each is on disk.
void add_failures(state::store& store, const std::string& run) {
    for (unsigned count = 1;; ++count) {
        store.add(state::failure{now(), run, std::to_string(count)});
        store.add(state::lock{run, "local",
                              state::time_point{4'000'000'000'000ms + std::chrono::milliseconds{count}}});
        if (!store.flush(std::chrono::steady_clock::now() + 20s))
            ::_exit(1);
        const std::string line = std::to_string(count) + '\n';
        if (::write(STDOUT_FILENO, line.data(), line.size()) < 0)
            ::_exit(1);
    }
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 3)
        return 2;
    state::store_options options;
    options.path = argv[1];
    state::store store{options};
    std::thread logins{[&] { add_logins(store, argv[2]); }};
    add_failures(store, argv[2]);
}
