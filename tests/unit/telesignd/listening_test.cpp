// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/listening.h"

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <optional>
#include <string>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "cmocka_cpp.h"

namespace {

using telesignd::listening_socket;

/// A folder of the test's own, with the socket's path in it.
struct folder {
    std::string name = "/tmp/telesignd-listening-XXXXXX";
    std::string path;
    std::optional<listening_socket> first;
    std::optional<tl::expected<listening_socket, std::string>> second;

    folder() {
        if (::mkdtemp(name.data()) == nullptr)
            std::abort();
        path = name + "/telesignd.sock";
    }
    folder(const folder&) = delete;
    folder& operator=(const folder&) = delete;
    ~folder() {
        ::unlink(path.c_str());
        ::rmdir(name.c_str());
    }
};

int make_folder(void** state) {
    *state = new folder;
    return 0;
}

int remove_folder(void** state) {
    delete static_cast<folder*>(*state);
    return 0;
}

folder& in(void** state) {
    return *static_cast<folder*>(*state);
}

void the_socket_is_its_owners_alone(void** state) {
    in(state).second.emplace(listening_socket::open(in(state).path));
    assert_true(in(state).second->has_value());
    struct stat found {};
    assert_int_equal(::lstat(in(state).path.c_str(), &found), 0);
    assert_true(S_ISSOCK(found.st_mode));
    assert_int_equal(found.st_mode & 0777, 0600);
    assert_false(in(state).second->value().is_from_systemd());
}

void the_socket_goes_with_its_owner(void** state) {
    { const auto opened = listening_socket::open(in(state).path); }
    assert_int_equal(::access(in(state).path.c_str(), F_OK), -1);
}

void a_stale_socket_is_replaced(void** state) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    in(state).path.copy(address.sun_path, sizeof address.sun_path - 1);
    {
        const support::unique_fd left_behind{::socket(AF_UNIX, SOCK_SEQPACKET, 0)};
        assert_int_equal(::bind(left_behind.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    }
    assert_true(listening_socket::open(in(state).path).has_value());
}

void a_socket_in_use_is_left_alone(void** state) {
    auto running = listening_socket::open(in(state).path);
    assert_true(running.has_value());
    in(state).first.emplace(std::move(*running));
    in(state).second.emplace(listening_socket::open(in(state).path));
    assert_false(in(state).second->has_value());
    assert_non_null(std::strstr(in(state).second->error().c_str(), "stop the other telesignd"));
    assert_int_equal(::access(in(state).path.c_str(), F_OK), 0);
}

void a_file_that_is_no_socket_is_left_alone(void** state) {
    std::ofstream{in(state).path} << "precious";
    in(state).second.emplace(listening_socket::open(in(state).path));
    assert_false(in(state).second->has_value());
    std::string recorded;
    std::ifstream{in(state).path} >> recorded;
    assert_string_equal(recorded.c_str(), "precious");
}

void a_path_that_cannot_be_is_refused_with_its_name(void** state) {
    const std::string missing = in(state).name + "/no/such/folder.sock";
    in(state).second.emplace(listening_socket::open(missing));
    assert_false(in(state).second->has_value());
    assert_non_null(std::strstr(in(state).second->error().c_str(), missing.c_str()));
    in(state).second.emplace(listening_socket::open(std::string(200, 'x')));
    assert_false(in(state).second->has_value());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_socket_is_its_owners_alone, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(the_socket_goes_with_its_owner, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(a_stale_socket_is_replaced, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(a_socket_in_use_is_left_alone, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(a_file_that_is_no_socket_is_left_alone, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(a_path_that_cannot_be_is_refused_with_its_name, make_folder,
                                        remove_folder),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
