// SPDX-License-Identifier: BSD-3-Clause
#include "support/log.h"

#include "support/log_socket.h"
#include "support/log_stream.h"
#include "support/text.h"

#include <array>
#include <atomic>
#include <condition_variable>
#include <ctime>
#include <memory>
#include <mutex>
#include <string>

#include <fmt/chrono.h>
#include <unistd.h>

namespace support {

namespace {

using steady = std::chrono::steady_clock;

/// For the other threads' records, of which a log that has stopped reading holds up only the first: many logins that end at
/// once on a busy machine must lose no line.
constexpr std::chrono::seconds turn_timeout{2};

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

class log_writer {
public:
    void open(log_target target, const char* ident, field_log preferred, const char* syslog_path) {
        m_target = target;
        m_ident = ident;
        m_preferred = preferred;
        m_syslog_path = syslog_path;
        m_syslog = log_socket{syslog_path};
    }

    void write(severity level, std::string_view line, std::span<const log_record::field> fields) {
        if (!take_turn()) {
            ++m_dropped;
            return;
        }
        const auto end = [](log_writer* self) { self->end_turn(); };
        const std::unique_ptr<log_writer, decltype(end)> at_the_end{this, end}; // also when memory is short
        const auto deadline = steady::now() + log_timeout;
        if (!say_dropped(deadline) || !deliver(level, escape_control(line), fields, deadline))
            ++m_dropped;
    }

private:
    /// A mutex's own deadline (pthread_mutex_clocklock) is unknown to ThreadSanitizer.
    bool take_turn() {
        std::unique_lock lock{m_mutex};
        if (!m_turn_ended.wait_until(lock, steady::now() + turn_timeout, [this] { return !m_is_writing; }))
            return false;
        m_is_writing = true;
        return true;
    }
    void end_turn() {
        const std::lock_guard lock{m_mutex};
        m_is_writing = false;
        m_turn_ended.notify_one();
    }

    /// Returns false if the log does not take the number of the records that it missed.
    bool say_dropped(steady::time_point deadline) {
        const unsigned long dropped = m_dropped;
        if (dropped == 0)
            return true;
        const char* const reader = m_target == log_target::syslog ? m_syslog_path : "standard error";
        if (!deliver(severity::warning,
                     fmt::format("{} log records were dropped: nobody read {}", dropped, reader), {},
                     deadline))
            return false;
        m_dropped -= dropped;
        return true;
    }

    bool deliver(severity level, const std::string& line, std::span<const log_record::field> fields,
                 steady::time_point deadline) {
        if (m_is_stuck)
            deadline = steady::time_point{};
        const auto& names = levels.at(static_cast<std::size_t>(level));
        const bool taken = m_target == log_target::syslog
                               ? deliver_syslog(names, line, fields, deadline)
                               : m_stderr.write_line(fmt::format("{}: {}", names.word, line), deadline);
        m_is_stuck = !taken;
        return taken;
    }

    bool deliver_syslog(const level_names& names, const std::string& line,
                        std::span<const log_record::field> fields, steady::time_point deadline) {
        if (m_preferred != nullptr && m_preferred(names.syslog_priority, line, fields, deadline))
            return true;
        // What syslog(3) sends: RFC 3164's form, without the host's name.
        return m_syslog.send(fmt::format("<{}>{:%b %e %H:%M:%S} {}[{}]: {}",
                                         LOG_AUTHPRIV | names.syslog_priority,
                                         fmt::localtime(std::time(nullptr)), m_ident, ::getpid(), line),
                             deadline);
    }

    log_target m_target = log_target::standard_error;
    const char* m_ident = "";
    field_log m_preferred = nullptr;
    const char* m_syslog_path = _PATH_LOG;

    std::atomic<unsigned long> m_dropped = 0; ///< records that nobody has been told of
    std::mutex m_mutex;
    std::condition_variable m_turn_ended;
    bool m_is_writing = false; ///< a thread has the turn, and all below
    bool m_is_stuck = false;   ///< the log did not take the last record
    log_socket m_syslog{_PATH_LOG};
    log_stream m_stderr{STDERR_FILENO};
};

log_writer& writer() {
    static auto& only = *new log_writer; // never destroyed: threads may log until the process has ended
    return only;
}

} // namespace

void open_log(log_target target, const char* ident, field_log preferred, const char* syslog_path) {
    writer().open(target, ident, preferred, syslog_path);
}

void write_log(severity level, std::string_view line) {
    writer().write(level, line, {});
}

void write_log(severity level, const log_record& record) {
    writer().write(level, record.line(), record.fields());
}

} // namespace support
