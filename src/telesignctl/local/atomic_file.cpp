// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/local/atomic_file.h"

#include <array>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

namespace telesignctl {

namespace {

constexpr const char* label = "security.selinux";

} // namespace

atomic_file::atomic_file(std::string path) : m_path{std::move(path)} {
    const std::size_t name = m_path.rfind('/') + 1;
    m_temp_path = fmt::format("{}.{}.new", m_path.substr(0, name), m_path.substr(name));
    ::unlink(m_temp_path.c_str());
    m_file.reset(::open(m_temp_path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!m_file)
        fail("a new file cannot be made beside it");
}

atomic_file::~atomic_file() {
    if (m_file)
        ::unlink(m_temp_path.c_str());
}

void atomic_file::copy_attributes(const std::string& model) const {
    struct stat status {};
    if (::stat(model.c_str(), &status) != 0)
        fail("its owner and mode cannot be read");
    // The owner first: changing it clears bits of the mode.
    if (::fchown(m_file.get(), status.st_uid, status.st_gid) != 0)
        fail("its owner cannot be given to a new file");
    set_mode(status.st_mode & 07777U);
    for (const char* attribute : {label, "system.posix_acl_access"}) { // xattr(7)
        std::array<char, 4096> value{};
        const ssize_t size = ::getxattr(model.c_str(), attribute, value.data(), value.size());
        if (size < 0 && (errno == ENODATA || errno == ENOTSUP))
            continue;
        if (size >= 0 &&
            ::fsetxattr(m_file.get(), attribute, value.data(), static_cast<std::size_t>(size), 0) == 0)
            continue;
        // A label that SELinux left, now that it is off, needs CAP_SYS_ADMIN, which no trial's end has.
        const bool is_left_over = std::string_view{attribute} == label && errno == EPERM &&
                                  ::access("/sys/fs/selinux/enforce", F_OK) != 0;
        if (!is_left_over)
            fail("its label and access list cannot be given to a new file");
    }
}

void atomic_file::set_mode(mode_t mode) const {
    if (::fchmod(m_file.get(), mode) != 0)
        fail("its mode cannot be given to a new file");
}

void atomic_file::write(std::string_view text) const {
    while (!text.empty()) {
        const ssize_t size = ::write(m_file.get(), text.data(), text.size());
        if (size < 0 && errno != EINTR)
            fail("cannot be rewritten");
        text.remove_prefix(size > 0 ? static_cast<std::size_t>(size) : 0);
    }
    if (::fsync(m_file.get()) != 0)
        fail("cannot be rewritten");
}

void atomic_file::commit() {
    if (::rename(m_temp_path.c_str(), m_path.c_str()) != 0)
        fail("cannot be replaced");
    m_file.reset();
    const std::string folder = m_path.substr(0, m_path.rfind('/') + 1);
    const support::unique_fd above{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!above || ::fsync(above.get()) != 0)
        fail("is changed, but may be the old one again after a power cut");
}

void atomic_file::fail(const char* problem) const {
    throw std::system_error{errno, std::generic_category(), fmt::format("{}: {}", m_path, problem)};
}

void replace_file(const std::string& path, std::string_view text) {
    // A link stays one: what it names is replaced.
    const bool exists = std::filesystem::exists(path);
    const std::string real = exists ? std::string{std::filesystem::canonical(path)} : path;
    atomic_file file{real};
    if (exists)
        file.copy_attributes(real);
    else
        file.set_mode(0644);
    file.write(text);
    file.commit();
}

void write_private_file(const std::string& path, std::string_view text) {
    atomic_file file{path};
    file.write(text);
    file.commit();
}

} // namespace telesignctl
