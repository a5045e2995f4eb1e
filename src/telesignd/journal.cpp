#include "telesignd/journal.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <sys/uio.h>
#include <syslog.h>
#include <systemd/sd-journal.h>
#include <unistd.h>

namespace telesignd {

namespace {

constexpr const char* journal_socket = "/run/systemd/journal/socket"; // journald.conf(5), "native" protocol

std::string field_name(std::string_view key) {
    std::string name = "TELESIGN_";
    std::transform(key.begin(), key.end(), std::back_inserter(name), [](char each) {
        return each >= 'a' && each <= 'z' ? static_cast<char>(each - 'a' + 'A') : each;
    });
    return name;
}

} // namespace

bool write_journal(int priority, const std::string& line,
                   std::span<const support::log_record::field> fields) {
    // sd_journal_sendv(3) calls it success when there is no journal: the line would be lost.
    if (::access(journal_socket, W_OK) != 0)
        return false;
    std::vector<std::string> entry{
        "MESSAGE=" + line,
        fmt::format("PRIORITY={}", priority),
        fmt::format("SYSLOG_FACILITY={}", LOG_FAC(LOG_AUTHPRIV)),
        "SYSLOG_IDENTIFIER=telesignd",
        fmt::format("SYSLOG_PID={}", ::getpid()),
    };
    for (const auto& [key, value] : fields)
        entry.push_back(field_name(key) + '=' + value);
    std::vector<iovec> parts;
    parts.reserve(entry.size());
    for (std::string& each : entry)
        parts.push_back({each.data(), each.size()});
    return ::sd_journal_sendv(parts.data(), static_cast<int>(parts.size())) == 0;
}

} // namespace telesignd
