// SPDX-License-Identifier: BSD-3-Clause
#include "config/safe_open.h"

#include "unit/config/temporary_files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "cmocka_cpp.h"

namespace {

using config::safe_open;
using config::secrecy;
using test::files_of;

constexpr uid_t nobody = 65534;

void assert_refused(const std::string& path, secrecy wanted, const std::string& expected) {
    const auto file = safe_open(path, wanted);
    assert_false(file.has_value());
    assert_string_equal(file.error().c_str(), expected.c_str());
}

void a_private_file_is_opened_for_reading_and_closed_on_exec(void** state) {
    const std::string path = files_of(state).write("key", "abc", 0640);
    const auto file = safe_open(path, secrecy::secret);
    assert_true(file.has_value());
    char text[4] = {};
    assert_int_equal(::read(file->get(), text, sizeof text), 3);
    assert_string_equal(text, "abc");
    assert_int_equal(::fcntl(file->get(), F_GETFL) & O_ACCMODE, O_RDONLY);
    assert_int_equal(::fcntl(file->get(), F_GETFD), FD_CLOEXEC);
}

void what_everybody_may_read_is_refused_only_as_a_secret(void** state) {
    const std::string path = files_of(state).write("file", "abc", 0644);
    assert_true(safe_open(path, secrecy::readable).has_value());
    assert_refused(path, secrecy::secret, path + ": may be read by everybody: chmod 0640 " + path);
}

void what_others_may_write_is_refused(void** state) {
    for (const mode_t mode : {0660U, 0602U}) {
        const std::string path = files_of(state).write("file", "abc", mode);
        assert_refused(path, secrecy::secret,
                       fmt::format("{0}: may be written by its group or by others: chmod 0640 {0}", path));
        assert_refused(path, secrecy::readable,
                       fmt::format("{0}: may be written by its group or by others: chmod 0644 {0}", path));
    }
}

void a_missing_file_is_refused(void** state) {
    const std::string path = files_of(state).path("none");
    assert_refused(path, secrecy::secret, path + ": no such file: create it, or correct the path");
}

void a_symbolic_link_is_refused(void** state) {
    const std::string target = files_of(state).write("target", "abc");
    const std::string path = files_of(state).path("link");
    assert_int_equal(::symlink(target.c_str(), path.c_str()), 0);
    assert_refused(path, secrecy::secret,
                   path + ": is a symbolic link: name the file that it points to (readlink -f " + path + ")");
}

void what_is_no_regular_file_is_refused_without_waiting(void** state) {
    const std::string fifo = files_of(state).path("fifo");
    assert_int_equal(::mkfifo(fifo.c_str(), 0600), 0);
    assert_refused(fifo, secrecy::secret, fifo + ": is not a regular file: correct the path");
    assert_refused("/dev/null", secrecy::readable, "/dev/null: is not a regular file: correct the path");
    const std::string folder = files_of(state).path("");
    assert_refused(folder, secrecy::secret, folder + ": is not a regular file: correct the path");

    const std::string address = files_of(state).path("socket");
    const support::unique_fd listener{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    address.copy(name.sun_path, sizeof name.sun_path - 1);
    assert_int_equal(::bind(listener.get(), reinterpret_cast<const sockaddr*>(&name), sizeof name), 0);
    assert_refused(address, secrecy::secret, address + ": is not a regular file: correct the path");
}

void a_path_below_a_file_or_with_a_nul_is_refused(void** state) {
    const std::string path = files_of(state).write("file", "abc") + "/x";
    assert_refused(path, secrecy::secret, path + ": cannot be opened (Not a directory): correct the path");
    assert_refused(std::string{"/etc/passwd\0x", 13}, secrecy::readable, "the path holds a NUL: correct it");
}

void somebody_elses_file_is_refused(void** state) {
    if (::geteuid() != 0)
        skip(); // only root can give a file away
    const std::string path = files_of(state).write("file", "abc");
    assert_int_equal(::chown(path.c_str(), nobody, nobody), 0);
    assert_refused(path, secrecy::secret,
                   path + ": belongs to user 65534, who could change it: chown root:_telesign " + path);
    assert_refused(path, secrecy::readable,
                   path + ": belongs to user 65534, who could change it: chown root:root " + path);
}

int become_root_again(void** state) {
    if (::getuid() == 0 && ::seteuid(0) != 0)
        return -1;
    return test::remove_files(state);
}

void a_daemon_without_root_may_own_its_file_and_read_roots(void** state) {
    if (::geteuid() != 0)
        skip();
    const std::string own = files_of(state).write("own", "abc");
    const std::string roots = files_of(state).write("roots", "abc", 0644);
    const std::string closed = files_of(state).write("closed", "abc");
    assert_int_equal(::chown(own.c_str(), nobody, nobody), 0);
    assert_int_equal(::chmod(files_of(state).path("").c_str(), 0755), 0);
    assert_int_equal(::seteuid(nobody), 0);
    assert_true(safe_open(own, secrecy::secret).has_value());
    assert_true(safe_open(roots, secrecy::readable).has_value());
    assert_refused(closed, secrecy::secret,
                   closed + ": may not be read by the daemon: chown root:_telesign " + closed +
                       " && chmod 0640 " + closed + ", and let it pass the folders above");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_private_file_is_opened_for_reading_and_closed_on_exec,
                                        test::make_files, test::remove_files),
        cmocka_unit_test_setup_teardown(what_everybody_may_read_is_refused_only_as_a_secret, test::make_files,
                                        test::remove_files),
        cmocka_unit_test_setup_teardown(what_others_may_write_is_refused, test::make_files,
                                        test::remove_files),
        cmocka_unit_test_setup_teardown(a_missing_file_is_refused, test::make_files, test::remove_files),
        cmocka_unit_test_setup_teardown(a_symbolic_link_is_refused, test::make_files, test::remove_files),
        cmocka_unit_test_setup_teardown(what_is_no_regular_file_is_refused_without_waiting, test::make_files,
                                        test::remove_files),
        cmocka_unit_test_setup_teardown(a_path_below_a_file_or_with_a_nul_is_refused, test::make_files,
                                        test::remove_files),
        cmocka_unit_test_setup_teardown(somebody_elses_file_is_refused, test::make_files, test::remove_files),
        cmocka_unit_test_setup_teardown(a_daemon_without_root_may_own_its_file_and_read_roots,
                                        test::make_files, become_root_again),
    };
    return cmocka_run_group_tests_name("config/safe_open", tests, nullptr, nullptr);
}
