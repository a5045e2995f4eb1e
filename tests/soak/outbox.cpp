// SPDX-License-Identifier: BSD-3-Clause
#include "soak/outbox.h"

#include <thread>

#include <nlohmann/json.hpp>

namespace soak {

std::string outbox::last_code(const std::string& phone, std::chrono::milliseconds timeout) {
    const auto until = std::chrono::steady_clock::now() + timeout;
    for (;;) {
        {
            const std::lock_guard lock{m_mutex};
            read_on();
            if (const auto found = m_phones.find(phone); found != m_phones.end())
                return found->second.last;
        }
        if (std::chrono::steady_clock::now() > until)
            return {};
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
}

bool outbox::has(const std::string& phone, const std::string& code) {
    const std::lock_guard lock{m_mutex};
    read_on();
    const auto found = m_phones.find(phone);
    return found != m_phones.end() && found->second.all.contains(code);
}

std::size_t outbox::count() {
    const std::lock_guard lock{m_mutex};
    read_on();
    return m_count;
}

/// Takes the lines that are whole.
void outbox::read_on() {
    std::ifstream file{m_path, std::ios::binary};
    file.seekg(m_read);
    for (std::string line; std::getline(file, line) && !file.eof();) {
        m_read += static_cast<std::streamoff>(line.size() + 1);
        const auto sent = nlohmann::json::parse(line);
        phone_codes& codes = m_phones[sent.at("phone_number")];
        codes.last = sent.at("code");
        codes.all.insert(codes.last);
        ++m_count;
    }
}

} // namespace soak
