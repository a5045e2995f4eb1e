#pragma once

#include "support/log_record.h"

#include <span>
#include <string_view>

#include <fmt/format.h>

namespace support {

/// Severities, with syslog's meaning (syslog(3)).
enum class severity { error, warning, notice, info };

/// Where the process's log lines go: syslog's authpriv facility, or standard error.
enum class log_target { syslog, standard_error };

/// A log that keeps fields. `priority` is syslog's (LOG_ERR …). False: it cannot take the line now.
using field_log = bool (*)(int priority, const std::string& line, std::span<const log_record::field> fields);

/// To be called once at start, before threads. `ident` must outlive the process (openlog(3)). With the target syslog,
/// `preferred` is asked first, and what it cannot take goes to syslog.
void open_log(log_target target, const char* ident, field_log preferred = nullptr);

/// Writes one line. Control characters in `line` are escaped, so no input can forge a second line.
void write_log(severity level, std::string_view line);

/// Writes the record's line, with its fields where the log keeps them.
void write_log(severity level, const log_record& record);

template <typename... Arguments>
void log(severity level, fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    write_log(level, fmt::format(format, std::forward<Arguments>(arguments)...));
}

} // namespace support
