// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/local/atomic_file.h"

#include "telesignctl/local/machine.h"
#include "unit/config/temporary_files.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <iterator>
#include <string>

#include <endian.h>
#include <sys/resource.h>
#include <sys/xattr.h>

#include "unit/telesignctl/failures.h"

namespace {

using telesignctl::atomic_file;
using telesignctl::read_file;
using test::files_of;
using tests::failure_of;

std::size_t files_in(void** state) {
    const std::filesystem::directory_iterator all{files_of(state).path("")};
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

struct stat status_of(const std::string& path) {
    struct stat status {};
    assert_int_equal(::lstat(path.c_str(), &status), 0);
    return status;
}

void a_draft_is_its_owners_alone_and_hidden(void** state) {
    const std::string path = files_of(state).path("a.conf");
    const atomic_file file{path};
    assert_int_equal(status_of(file.temp_path()).st_mode & 07777, 0600);
    assert_string_equal(file.temp_path().c_str(), files_of(state).path(".a.conf.new").c_str());
    assert_false(std::filesystem::exists(path));
}

void what_is_not_put_in_place_is_gone(void** state) {
    const std::string path = files_of(state).write("a", "old");
    {
        const atomic_file file{path};
        file.write("new");
    }
    assert_string_equal(read_file(path).c_str(), "old");
    assert_int_equal(files_in(state), 1);
}

void a_draft_that_was_left_is_written_over(void** state) {
    const std::string path = files_of(state).write("a", "old");
    const std::string victim = files_of(state).write("victim", "untouched");
    std::filesystem::create_symlink(victim, files_of(state).path(".a.new"));
    atomic_file file{path};
    file.write("new");
    file.commit();
    assert_string_equal(read_file(path).c_str(), "new");
    assert_string_equal(read_file(victim).c_str(), "untouched");
    assert_true(S_ISREG(status_of(path).st_mode));
    assert_int_equal(files_in(state), 2);
}

void owner_and_mode_are_carried_over(void** state) {
    const std::string path = files_of(state).write("a", "old");
    const bool is_root = ::geteuid() == 0; // the others can give nothing away
    assert_int_equal(::chown(path.c_str(), is_root ? 12 : ::geteuid(), is_root ? 34 : ::getegid()), 0);
    assert_int_equal(::chmod(path.c_str(), 06754), 0); // chown takes the first bits away
    const struct stat before = status_of(path);
    atomic_file file{path};
    file.copy_attributes(path);
    file.commit();
    const struct stat after = status_of(path);
    assert_int_equal(after.st_uid, before.st_uid);
    assert_int_equal(after.st_gid, before.st_gid);
    assert_int_equal(after.st_mode & 07777, 06754);
}

/// As the kernel keeps an access list (include/uapi/linux/posix_acl_xattr.h).
struct access_list {
    struct entry {
        std::uint16_t tag;
        std::uint16_t permissions;
        std::uint32_t id;
    };
    std::uint32_t version = htole32(2);
    std::array<entry, 5> entries{{{htole16(0x01), htole16(6), ~0U},
                                  {htole16(0x02), htole16(4), htole32(12345)},
                                  {htole16(0x04), htole16(0), ~0U},
                                  {htole16(0x10), htole16(4), ~0U},
                                  {htole16(0x20), htole16(0), ~0U}}};
};

/// Without it the mode's middle bits, which were its mask, would let the group read.
void an_access_list_is_carried_over(void** state) {
    constexpr const char* attribute = "system.posix_acl_access";
    const std::string path = files_of(state).write("a", "old", 0640);
    const access_list expected;
    if (::setxattr(path.c_str(), attribute, &expected, sizeof expected, 0) != 0 && errno == ENOTSUP)
        skip();
    atomic_file file{path};
    file.copy_attributes(path);
    file.commit();
    access_list found{0, {}};
    assert_int_equal(::getxattr(path.c_str(), attribute, &found, sizeof found), sizeof found);
    assert_memory_equal(&found, &expected, sizeof found);
}

void a_full_disk_leaves_the_old_file(void** state) {
    const std::string path = files_of(state).write("a", "old");
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    auto* const handler = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{4, before.rlim_max};
    const std::string problem = failure_of([&] {
        const atomic_file file{path};
        ::setrlimit(RLIMIT_FSIZE, &small);
        file.write("longer");
    });
    ::setrlimit(RLIMIT_FSIZE, &before);
    static_cast<void>(std::signal(SIGXFSZ, handler));
    assert_string_equal(problem.c_str(), (path + ": cannot be rewritten: File too large").c_str());
    assert_string_equal(read_file(path).c_str(), "old");
    assert_int_equal(files_in(state), 1);
}

void a_failure_names_the_file_and_what_was_tried(void** state) {
    const std::string nowhere = files_of(state).path("none/a");
    assert_string_equal(
        failure_of([&] { atomic_file{nowhere}; }).c_str(),
        (nowhere + ": a new file cannot be made beside it: No such file or directory").c_str());
    const std::string path = files_of(state).path("a");
    assert_string_equal(failure_of([&] { atomic_file{path}.copy_attributes(nowhere); }).c_str(),
                        (path + ": its owner and mode cannot be read: No such file or directory").c_str());
    std::filesystem::create_directory(path);
    assert_string_equal(failure_of([&] { atomic_file{path}.commit(); }).c_str(),
                        (path + ": cannot be replaced: Is a directory").c_str());
    assert_int_equal(files_in(state), 1);
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, test::make_files, test::remove_files)
    const CMUnitTest tests[] = {
        CASE(a_draft_is_its_owners_alone_and_hidden),
        CASE(what_is_not_put_in_place_is_gone),
        CASE(a_draft_that_was_left_is_written_over),
        CASE(owner_and_mode_are_carried_over),
        CASE(an_access_list_is_carried_over),
        CASE(a_full_disk_leaves_the_old_file),
        CASE(a_failure_names_the_file_and_what_was_tried),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
