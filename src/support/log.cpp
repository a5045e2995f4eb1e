#include "support/log.h"

#include "support/text.h"

#include <array>
#include <string>

#include <syslog.h>
#include <unistd.h>

namespace support {

namespace {

log_target target_in_use = log_target::standard_error;
field_log preferred_log = nullptr;

struct level_names {
    int syslog_priority;
    std::string_view word;
};

constexpr std::array levels{
    level_names{LOG_ERR, "error"},
    level_names{LOG_WARNING, "warning"},
    level_names{LOG_NOTICE, "notice"},
    level_names{LOG_INFO, "info"},
};

void write(severity level, std::string_view line, std::span<const log_record::field> fields) {
    const auto& names = levels.at(static_cast<std::size_t>(level));
    const std::string safe = escape_control(line);
    if (target_in_use == log_target::syslog) {
        if (preferred_log == nullptr || !preferred_log(names.syslog_priority, safe, fields))
            ::syslog(LOG_AUTHPRIV | names.syslog_priority, "%s", safe.c_str());
        return;
    }
    const std::string whole = fmt::format("{}: {}\n", names.word, safe);
    // One write a line keeps the lines of several threads apart; a log that cannot be written stops no login.
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, whole.data(), whole.size());
}

} // namespace

void open_log(log_target target, const char* ident, field_log preferred) {
    target_in_use = target;
    preferred_log = preferred;
    if (target == log_target::syslog)
        ::openlog(ident, LOG_PID | LOG_NDELAY, LOG_AUTHPRIV);
}

void write_log(severity level, std::string_view line) {
    write(level, line, {});
}

void write_log(severity level, const log_record& record) {
    write(level, record.line(), record.fields());
}

} // namespace support
