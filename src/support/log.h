// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "support/log_record.h"

#include <chrono>
#include <span>
#include <string_view>

#include <fmt/format.h>
#include <syslog.h>

namespace support {

/// Severities, with syslog's meaning (syslog(3)).
enum class severity { error, warning, notice, info };

/// Where the process's log lines go: syslog's authpriv facility, or standard error.
enum class log_target { syslog, standard_error };

/// The longest that the log is given to take a record. A log that did not take one is not waited for again
/// until it takes one; records that it did not take are counted, and the next one that it takes comes after their number.
constexpr std::chrono::milliseconds log_timeout{200};

/// A log that keeps fields. `priority` is syslog's (LOG_ERR …). Returns false if it does not take the line before the
/// deadline. One thread at a time calls it.
using field_log = bool (*)(int priority, const std::string& line, std::span<const log_record::field> fields,
                           std::chrono::steady_clock::time_point deadline);

/// To be called once at start, before threads. `ident` must outlive the process (openlog(3)). With the target syslog,
/// `preferred` is asked first, and what it cannot take goes to the socket `syslog_path`.
void open_log(log_target target, const char* ident, field_log preferred = nullptr,
              const char* syslog_path = _PATH_LOG);

/// Writes one line. Control characters in `line` are escaped, so no input can forge a second line. Thread-safe.
void write_log(severity level, std::string_view line);

/// Writes the record's line, with its fields where the log keeps them.
void write_log(severity level, const log_record& record);

template <typename... Arguments>
void log(severity level, fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    write_log(level, fmt::format(format, std::forward<Arguments>(arguments)...));
}

} // namespace support
