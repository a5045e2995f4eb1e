// SPDX-License-Identifier: BSD-3-Clause
// A log that does not read: nothing waits for it, and what it missed is counted.
#include "support/log.h"
#include "support/log_socket.h"

#include "unit/support/stalled_logger.h"

#include <algorithm>
#include <cstdio>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "cmocka_cpp.h"

namespace {

using steady = std::chrono::steady_clock;

constexpr int many = 1000;
constexpr std::chrono::seconds bound{60}; // far beyond log_timeout: hundreds of threads on a busy machine

std::optional<test::stalled_logger> logger;
std::string logger_path;

int open_logger(void**) {
    logger.emplace();
    logger_path = logger->path();
    support::open_log(support::log_target::syslog, "log_test", nullptr, logger_path.c_str());
    return 0;
}

int close_logger(void**) {
    support::log(support::severity::info, "so that nothing is left to be said");
    logger.reset();
    support::open_log(support::log_target::standard_error, "log_test");
    return 0;
}

bool ends_with(const std::string& text, const std::string& end) {
    return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

/// Writes many records; nobody reads.
void log_many() {
    const auto begun = steady::now();
    for (int each = 0; each < many; ++each)
        support::log(support::severity::info, "record {}", each);
    assert_true(steady::now() - begun < bound);
}

void assert_number_is_said(std::size_t taken) {
    support::log(support::severity::info, "after that");
    const auto records = logger->read();
    assert_int_equal(records.size(), 2);
    assert_true(ends_with(
        records[0], fmt::format(": {} log records were dropped: nobody read {}", many - taken, logger_path)));
    assert_int_equal(records[0].rfind("<84>", 0), 0); // authpriv, warning
    assert_true(ends_with(records[1], ": after that"));
}

void a_record_has_the_form_that_syslog_gives_it(void**) {
    support::log(support::severity::notice, "one\ntwo");
    const auto records = logger->read();
    assert_int_equal(records.size(), 1);
    int end = 0;
    char month[4] = "";
    int numbers[4];
    assert_int_equal(std::sscanf(records[0].c_str(), "<85>%3s %2d %2d:%2d:%2d %n", month, &numbers[0],
                                 &numbers[1], &numbers[2], &numbers[3], &end),
                     5);
    assert_int_equal(end, 4 + 16);
    assert_string_equal(records[0].substr(static_cast<std::size_t>(end)).c_str(),
                        fmt::format("log_test[{}]: one\\x0atwo", ::getpid()).c_str());
}

void a_full_queue_delays_nobody_and_what_was_dropped_is_counted(void**) {
    log_many();
    const auto taken = logger->read().size();
    assert_in_range(taken, 1, many - 1);
    assert_number_is_said(taken);
}

void threads_do_not_wait_for_each_other_either(void**) {
    const auto begun = steady::now();
    std::vector<std::thread> threads;
    for (int each = 0; each < many; ++each)
        threads.emplace_back([] { support::log(support::severity::info, "a record"); });
    for (auto& each : threads)
        each.join();
    assert_true(steady::now() - begun < bound);
    assert_number_is_said(logger->read().size());
}

void a_record_waits_for_room_until_its_deadline(void**) {
    support::log_socket sender{logger_path};
    while (sender.send("fills the queue", steady::now())) {
    }
    bool was_sent = false;
    std::thread waiting{[&] { was_sent = sender.send("waits for room", steady::now() + bound * 6); }};
    std::string last;
    while (last != "waits for room")
        for (const std::string& each : logger->read())
            last = each;
    waiting.join();
    assert_true(was_sent);
}

void without_a_logger_records_are_counted_until_there_is_one(void**) {
    logger->stop();
    log_many();
    logger->listen();
    assert_number_is_said(0);
}

void a_logger_that_was_restarted_gets_the_next_record(void**) {
    support::log(support::severity::info, "before");
    logger->stop();
    logger->listen();
    support::log(support::severity::info, "after");
    const auto records = logger->read();
    assert_int_equal(records.size(), 1);
    assert_true(ends_with(records[0], ": after"));
}

void a_logger_with_a_stream_socket_gets_records_that_end_with_nul(void**) {
    logger->stop();
    logger->listen(SOCK_STREAM);
    support::log(support::severity::info, "a record");
    assert_true(ends_with(logger->read_stream(), ": a record" + std::string(1, '\0')));
    logger->stop();
    logger->listen();
}

/// Standard error is a pipe, or another pair of descriptors, with nobody at its end until they are read.
class unread_stderr {
public:
    explicit unread_stderr(const int (&ends)[2])
        : m_before{::dup(STDERR_FILENO)}, m_reader{ends[0]}, m_writer{ends[1]} {
        ::dup2(ends[1], STDERR_FILENO);
        support::open_log(support::log_target::standard_error, "log_test");
    }
    ~unread_stderr() { ::dup2(m_before.get(), STDERR_FILENO); }
    unread_stderr(const unread_stderr&) = delete;
    unread_stderr& operator=(const unread_stderr&) = delete;

    std::string read() {
        std::string text;
        char part[4096];
        pollfd waiting{m_reader.get(), POLLIN, 0};
        while (::poll(&waiting, 1, 0) > 0)
            text.append(part, static_cast<std::size_t>(::read(m_reader.get(), part, sizeof part)));
        return text;
    }

private:
    support::unique_fd m_before;
    support::unique_fd m_reader;
    support::unique_fd m_writer;
};

void assert_that_lines_stay_whole(unread_stderr& where) {
    const std::string line(5000, 'x'); // longer than PIPE_BUF: the last one is cut
    const auto begun = steady::now();
    for (int each = 0; each < many; ++each)
        support::log(support::severity::info, "{}", line);
    assert_true(steady::now() - begun < bound);
    const std::string first = where.read();
    const auto whole = std::count(first.begin(), first.end(), '\n');
    support::log(support::severity::info, "after that");
    std::string rest = where.read();
    rest.erase(0, rest.find("warning")); // the end of the line that was cut
    assert_string_equal(
        rest.c_str(),
        fmt::format("warning: {} log records were dropped: nobody read standard error\ninfo: after that\n",
                    many - whole)
            .c_str());
}

void standard_error_that_is_a_full_pipe_delays_nobody(void**) {
    int ends[2];
    assert_int_equal(::pipe2(ends, O_CLOEXEC), 0);
    unread_stderr where{ends};
    assert_that_lines_stay_whole(where);
}

void standard_error_that_is_a_full_socket_delays_nobody(void**) {
    int ends[2];
    assert_int_equal(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    unread_stderr where{ends};
    assert_that_lines_stay_whole(where);
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_logger, close_logger)
    const CMUnitTest tests[] = {
        CASE(a_record_has_the_form_that_syslog_gives_it),
        CASE(a_full_queue_delays_nobody_and_what_was_dropped_is_counted),
        CASE(threads_do_not_wait_for_each_other_either),
        CASE(a_record_waits_for_room_until_its_deadline),
        CASE(without_a_logger_records_are_counted_until_there_is_one),
        CASE(a_logger_that_was_restarted_gets_the_next_record),
        CASE(a_logger_with_a_stream_socket_gets_records_that_end_with_nul),
        cmocka_unit_test(standard_error_that_is_a_full_pipe_delays_nobody),
        cmocka_unit_test(standard_error_that_is_a_full_socket_delays_nobody),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
