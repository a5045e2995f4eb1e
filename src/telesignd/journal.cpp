// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/journal.h"

#include "support/ascii.h"
#include "support/log_socket.h"

#include <cstdint>
#include <string_view>

#include <fmt/format.h>
#include <syslog.h>
#include <unistd.h>

namespace telesignd {

namespace {

constexpr const char* journal_socket = "/run/systemd/journal/socket"; // journald.conf(5), "native" protocol

std::string field_name(std::string_view key) {
    return "TELESIGN_" + support::upper_case(key);
}

void append(std::string& entry, std::string_view name, std::string_view value) {
    entry.append(name);
    if (value.find('\n') == std::string_view::npos) {
        entry.append("=").append(value).push_back('\n');
        return;
    }
    entry.push_back('\n');
    for (unsigned shift = 0; shift < 64; shift += 8) // the size, least significant byte first
        entry.push_back(static_cast<char>((std::uint64_t{value.size()} >> shift) & 0xff));
    entry.append(value).push_back('\n');
}

} // namespace

std::string journal_entry(int priority, const std::string& line,
                          std::span<const support::log_record::field> fields) {
    std::string entry;
    append(entry, "MESSAGE", line);
    append(entry, "PRIORITY", fmt::to_string(priority));
    append(entry, "SYSLOG_FACILITY", fmt::to_string(LOG_FAC(LOG_AUTHPRIV)));
    append(entry, "SYSLOG_IDENTIFIER", "telesignd");
    append(entry, "SYSLOG_PID", fmt::to_string(::getpid()));
    for (const auto& [key, value] : fields)
        append(entry, field_name(key), value);
    return entry;
}

bool write_journal(int priority, const std::string& line, std::span<const support::log_record::field> fields,
                   std::chrono::steady_clock::time_point deadline) {
    // sd_journal_sendv(3) would wait for a journal that has stopped reading as long as it takes.
    static auto& journal = *new support::log_socket{journal_socket}; // never destroyed, as the log
    return journal.send(journal_entry(priority, line, fields), deadline);
}

} // namespace telesignd
