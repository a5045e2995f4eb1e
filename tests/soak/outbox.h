// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <chrono>
#include <cstdint>
#include <fstream>
#include <map>
#include <mutex>
#include <set>
#include <string>

namespace soak {

/// What the simulator has "sent", as it grows. Thread-safe.
class outbox {
public:
    explicit outbox(std::string path) : m_path{std::move(path)} {}

    /// The last code that this phone got; waits a little for the first one. Empty: none has come.
    std::string last_code(const std::string& phone, std::chrono::milliseconds timeout);

    /// Whether the phone ever got this code.
    bool has(const std::string& phone, const std::string& code);

    std::size_t count();

private:
    struct phone_codes {
        std::string last;
        std::set<std::string> all;
    };
    void read_on();

    const std::string m_path;
    std::mutex m_mutex;
    std::streamoff m_read = 0;
    std::size_t m_count = 0;
    std::map<std::string, phone_codes> m_phones;
};

} // namespace soak
