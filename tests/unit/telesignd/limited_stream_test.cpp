// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/limited_stream.h"

#include "support/unique_fd.h"

#include <array>
#include <string>

#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include "cmocka_cpp.h"

namespace {

using namespace std::chrono_literals;
using telesignd::limited_stream;

struct line {
    support::unique_fd here;
    support::unique_fd there;
    support::unique_fd stop_event{::eventfd(0, EFD_CLOEXEC)};
    std::array<char, 64> buffer{};

    line() {
        int ends[2] = {-1, -1};
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) != 0)
            throw std::runtime_error{"socketpair"};
        here.reset(ends[0]);
        there.reset(ends[1]);
    }
    limited_stream stream(std::chrono::milliseconds for_so_long, std::size_t most = 1000) {
        return {here.get(), stop_event.get(), limited_stream::clock::now() + for_so_long, most};
    }
    void say(const std::string& text) const {
        assert_int_equal(::send(there.get(), text.data(), text.size(), MSG_NOSIGNAL), text.size());
    }
};

int open_line(void** state) {
    *state = new line;
    return 0;
}

int close_line(void** state) {
    delete static_cast<line*>(*state);
    return 0;
}

line& on(void** state) {
    return *static_cast<line*>(*state);
}

void what_comes_is_read_and_what_is_written_goes(void** state) {
    limited_stream stream = on(state).stream(1h);
    on(state).say("hello");
    assert_true(stream.is_readable());
    assert_int_equal(stream.read(on(state).buffer.data(), 3), 3);
    assert_int_equal(stream.read(on(state).buffer.data(), 64), 2);
    assert_true(stream.is_writable());
    assert_int_equal(stream.write("abc", 3), 3);
    assert_int_equal(::recv(on(state).there.get(), on(state).buffer.data(), 64, 0), 3);
    on(state).there.reset();
    assert_int_equal(stream.read(on(state).buffer.data(), 64), 0);
}

void nothing_is_waited_for_beyond_the_deadline(void** state) {
    limited_stream stream = on(state).stream(10ms);
    assert_int_equal(stream.read(on(state).buffer.data(), 64), -1);
    on(state).say("too late");
    assert_int_equal(stream.read(on(state).buffer.data(), 64), -1);
    assert_false(stream.is_readable());
    assert_int_equal(stream.write("abc", 3), -1);
}

void no_more_is_read_than_is_allowed(void** state) {
    limited_stream stream = on(state).stream(1h, 5);
    on(state).say("hello world");
    assert_int_equal(stream.read(on(state).buffer.data(), 64), 5);
    assert_int_equal(stream.read(on(state).buffer.data(), 64), -1);
}

void a_stop_ends_the_wait(void** state) {
    limited_stream stream = on(state).stream(1h);
    ::eventfd_write(on(state).stop_event.get(), 1);
    assert_int_equal(stream.read(on(state).buffer.data(), 64), -1);
    assert_int_equal(stream.write("abc", 3), -1);
}

void a_client_that_reads_nothing_ends_by_the_deadline(void** state) {
    limited_stream stream = on(state).stream(10ms);
    const std::string much(1 << 20, 'x');
    ssize_t written = 1;
    while (written > 0)
        written = stream.write(much.data(), much.size());
    assert_int_equal(written, -1);
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_line, close_line)
    const CMUnitTest tests[] = {
        CASE(what_comes_is_read_and_what_is_written_goes),
        CASE(nothing_is_waited_for_beyond_the_deadline),
        CASE(no_more_is_read_than_is_allowed),
        CASE(a_stop_ends_the_wait),
        CASE(a_client_that_reads_nothing_ends_by_the_deadline),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
