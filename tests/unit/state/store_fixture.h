// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "state/store.h"

#include "captured_stderr.h"
#include "config/temporary_files.h"

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Database.h>
#include <grp.h>
#include <unistd.h>

#include "cmocka_cpp.h"

namespace tests {

using namespace std::chrono_literals;

inline constexpr state::time_point begin{1'700'000'000'000ms}; // 2023-11-14T22:13:20Z

/// A folder for a database, clocks that the test turns, and the log.
struct store_fixture {
    const test::temporary_files files;
    const captured_stderr captured;
    std::string path = files.path("state.db");
    std::atomic<std::chrono::milliseconds::rep> passed = 0;
    std::function<void()> during_write; ///< called once, by the next write after is_write_awaited is set
    std::atomic<bool> is_write_awaited = false;
    std::unique_ptr<state::store> store;

    void pass(std::chrono::milliseconds span) { passed += span.count(); }

    [[nodiscard]] state::time_point now() const { return begin + std::chrono::milliseconds{passed}; }

    /// Opens the store, anew when it is open already.
    state::store& open() {
        store.reset();
        state::store_options options;
        options.path = path;
        options.now = [this] { return now(); };
        options.elapsed = [this] {
            if (is_write_awaited.exchange(false))
                during_write();
            return std::chrono::steady_clock::time_point{} + std::chrono::milliseconds{passed};
        };
        store = std::make_unique<state::store>(std::move(options));
        return *store;
    }

    /// What a new store finds.
    state::records reopened() { return open().take_loaded(); }

    /// Everything that waits is written; only a disk that hangs makes a test wait that long.
    [[nodiscard]] bool flush() const { return store->flush(std::chrono::steady_clock::now() + 20s); }

    /// The one number that `query` finds, in a database that no store has open.
    [[nodiscard]] std::int64_t number(const std::string& query) const {
        SQLite::Database database{path, SQLite::OPEN_READWRITE};
        return database.execAndGet(query).getInt64();
    }

    void execute(const std::string& statements) const {
        SQLite::Database database{path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
        database.exec(statements);
    }

    [[nodiscard]] state::send send(const std::string& user) const {
        return {now(), user, "13105551212", "192.0.2.1", "sshd", "sms", "US", "sent", true};
    }

    /// How often the log says `part`.
    [[nodiscard]] unsigned logged(std::string_view part) const {
        const std::string text = captured.text();
        unsigned count = 0;
        for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
            ++count;
        return count;
    }

    /// Of the files beside the database, one whose name begins so; empty: there is none.
    [[nodiscard]] std::string beside(const std::string& beginning) const {
        for (const auto& each : std::filesystem::directory_iterator{files.path("")})
            if (each.path().filename().string().starts_with(beginning))
                return each.path();
        return {};
    }
};

inline int make_store_fixture(void** state) {
    *state = new store_fixture;
    return 0;
}

inline int delete_store_fixture(void** state) {
    delete static_cast<store_fixture*>(*state);
    return 0;
}

inline store_fixture& fixture_of(void** state) {
    return *static_cast<store_fixture*>(*state);
}

/// Modes of files mean nothing to root. To be called before anything else.
inline void become_nobody() noexcept {
    constexpr uid_t nobody = 65534;
    if (::geteuid() != 0)
        return;
    if (::setgroups(0, nullptr) != 0 || ::setgid(nobody) != 0 || ::setuid(nobody) != 0)
        std::abort(); // the tests would show nothing
}

} // namespace tests

/// A test with a store_fixture in its state.
#define WITH_STORE_FIXTURE(test)                                                                             \
    cmocka_unit_test_setup_teardown(test, tests::make_store_fixture, tests::delete_store_fixture)
