#include "telesignctl/file_edit.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

namespace telesignctl {

namespace {

constexpr std::chrono::seconds patience{5};
constexpr std::chrono::milliseconds between_tries{20};

bool write_whole(int file, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(file, text.data(), text.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

bool is_same(const struct stat& one, const struct stat& other) {
    return one.st_dev == other.st_dev && one.st_ino == other.st_ino && one.st_size == other.st_size &&
           one.st_mtim.tv_sec == other.st_mtim.tv_sec && one.st_mtim.tv_nsec == other.st_mtim.tv_nsec;
}

} // namespace

tl::expected<file_edit, std::string> file_edit::begin(const std::string& path) {
    file_edit edit;
    edit.m_path = path;
    const std::unique_ptr<char, decltype(&std::free)> resolved{::realpath(path.c_str(), nullptr), &std::free};
    if (resolved == nullptr)
        return tl::unexpected{edit.problem("cannot be found")};
    edit.m_path = resolved.get();
    if (auto locked = edit.lock_folder(); !locked)
        return tl::unexpected{std::move(locked).error()};
    if (auto got = edit.read(); !got)
        return tl::unexpected{std::move(got).error()};
    return edit;
}

file_edit::file_edit(file_edit&& other) noexcept
    : m_path{std::move(other.m_path)}, m_new_path{std::exchange(other.m_new_path, {})},
      m_text{std::move(other.m_text)}, m_folder{std::move(other.m_folder)}, m_status{other.m_status} {}

file_edit::~file_edit() {
    if (!m_new_path.empty())
        ::unlink(m_new_path.c_str());
}

/// The folder, because the file itself is another one afterwards; flock(2) ends with the process.
tl::expected<void, std::string> file_edit::lock_folder() {
    const std::string folder = m_path.substr(0, m_path.rfind('/') + 1);
    m_folder.reset(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!m_folder)
        return tl::unexpected{problem("its folder cannot be opened")};
    const auto until = std::chrono::steady_clock::now() + patience;
    while (::flock(m_folder.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR)
            return tl::unexpected{problem("its folder cannot be locked")};
        if (std::chrono::steady_clock::now() > until)
            return tl::unexpected{fmt::format("{}: another telesignctl is changing it: try again", m_path)};
        std::this_thread::sleep_for(between_tries);
    }
    return {};
}

tl::expected<void, std::string> file_edit::read() {
    const support::unique_fd file{::open(m_path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)};
    if (!file || ::fstat(file.get(), &m_status) != 0)
        return tl::unexpected{problem("cannot be opened")};
    if (!S_ISREG(m_status.st_mode))
        return tl::unexpected{fmt::format("{}: is not a regular file: correct the path", m_path)};
    std::array<char, 65536> part{};
    for (;;) {
        const ssize_t got = ::read(file.get(), part.data(), part.size());
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return tl::unexpected{problem("cannot be read")};
        if (got == 0)
            return {};
        m_text.append(part.data(), static_cast<std::size_t>(got));
    }
}

tl::expected<std::string, std::string> file_edit::write(std::string_view text) {
    const std::size_t slash = m_path.rfind('/') + 1;
    const std::string where = fmt::format("{}.{}.new", m_path.substr(0, slash), m_path.substr(slash));
    ::unlink(where.c_str()); // of an edit that was killed: the lock says that none is under way
    const support::unique_fd file{
        ::open(where.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR)};
    if (!file)
        return tl::unexpected{problem("a new file cannot be made beside it")};
    m_new_path = where;
    // The owner first: changing it takes bits of the mode away.
    if (::fchown(file.get(), m_status.st_uid, m_status.st_gid) != 0 ||
        ::fchmod(file.get(), m_status.st_mode & 07777) != 0)
        return tl::unexpected{problem("its owner and mode cannot be given to a new file")};
    if (!write_whole(file.get(), text) || ::fsync(file.get()) != 0)
        return tl::unexpected{problem("cannot be written anew")};
    return where;
}

tl::expected<void, std::string> file_edit::commit() {
    struct stat now {};
    if (::lstat(m_path.c_str(), &now) != 0 || !is_same(now, m_status))
        return tl::unexpected{
            fmt::format("{}: somebody has changed it meanwhile: nothing was done, try again", m_path)};
    if (::rename(m_new_path.c_str(), m_path.c_str()) != 0)
        return tl::unexpected{problem("cannot be replaced")};
    m_new_path.clear();
    if (::fsync(m_folder.get()) != 0)
        return tl::unexpected{problem("is changed, but may be the old one again after a power cut")};
    return {};
}

std::string file_edit::problem(std::string_view what) const {
    return fmt::format("{}: {}: {}", m_path, what, ::strerrordesc_np(errno));
}

} // namespace telesignctl
