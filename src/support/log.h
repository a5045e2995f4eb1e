#pragma once

#include <string_view>

#include <fmt/format.h>

namespace support {

/// Severities, with syslog's meaning (syslog(3)).
enum class severity { error, warning, notice, info };

/// Where the process's log lines go: syslog's authpriv facility, or standard error.
enum class log_target { syslog, standard_error };

/// To be called once at start, before threads. `ident` must outlive the process (openlog(3)).
void open_log(log_target target, const char* ident);

/// Writes one line. Control characters in `line` are escaped, so no input can forge a second line.
void write_log(severity level, std::string_view line);

template <typename... Arguments>
void log(severity level, fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    write_log(level, fmt::format(format, std::forward<Arguments>(arguments)...));
}

} // namespace support
