#include "telesignctl/enable/file_change.h"

#include "support/unique_fd.h"

#include <array>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

namespace telesignctl {

namespace {

std::system_error failed(const std::string& path) {
    return {errno, std::generic_category(), path};
}

/// A file that has no name unless it is complete.
class fresh_file {
public:
    explicit fresh_file(std::string path) : m_path{std::move(path)} {
        m_file.reset(::open(m_path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
                            0600)); // NOLINT(*-vararg)
        if (!m_file)
            throw failed(m_path);
    }
    fresh_file(const fresh_file&) = delete;
    fresh_file& operator=(const fresh_file&) = delete;
    ~fresh_file() {
        if (m_file)
            ::unlink(m_path.c_str());
    }

    void write(std::string_view text) const {
        while (!text.empty()) {
            const ssize_t size = ::write(m_file.get(), text.data(), text.size());
            if (size < 0 && errno != EINTR)
                throw failed(m_path);
            text.remove_prefix(size > 0 ? static_cast<std::size_t>(size) : 0);
        }
    }

    /// Owner, mode and label of another file.
    void resemble(const std::string& model) const {
        struct stat status {};
        if (::stat(model.c_str(), &status) != 0)
            throw failed(model);
        if (::fchown(m_file.get(), status.st_uid, status.st_gid) != 0)
            throw failed(m_path);
        set_mode(status.st_mode & 07777U);
        std::array<char, 256> label{};
        constexpr const char* name = "security.selinux"; // absent where SELinux is
        if (const ssize_t size = ::getxattr(model.c_str(), name, label.data(), label.size()); size > 0)
            if (::fsetxattr(m_file.get(), name, label.data(), static_cast<std::size_t>(size), 0) != 0)
                throw failed(m_path);
    }

    void set_mode(mode_t mode) const {
        if (::fchmod(m_file.get(), mode) != 0)
            throw failed(m_path);
    }

    /// Takes its name, from whatever had it before.
    void become(const std::string& path) {
        if (::fsync(m_file.get()) != 0 || ::rename(m_path.c_str(), path.c_str()) != 0)
            throw failed(path);
        m_file.reset();
        const std::string folder = std::filesystem::path{path}.parent_path();
        const support::unique_fd above{
            ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)}; // NOLINT(*-vararg)
        if (!above || ::fsync(above.get()) != 0)
            throw failed(folder);
    }

private:
    std::string m_path;
    support::unique_fd m_file;
};

/// Beside it, and no name that libpam or sshd (`*.conf`) reads.
std::string draft_of(const std::string& path) {
    return fmt::format("{}.telesignctl-{}~", path, ::getpid());
}

} // namespace

void make_keep_folder(const machine& where) {
    const std::string folder = where.keep_folder();
    std::filesystem::create_directories(std::filesystem::path{folder}.parent_path());
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
        throw failed(folder);
    struct stat status {};
    if (::lstat(folder.c_str(), &status) != 0)
        throw failed(folder);
    if (!S_ISDIR(status.st_mode) || status.st_uid != ::geteuid() || (status.st_mode & 077U) != 0)
        throw std::system_error{std::make_error_code(std::errc::operation_not_permitted),
                                folder + ": is not a folder of root's alone: chown root: and chmod 0700 it"};
}

std::string back_up(const machine& where, const std::string& path) {
    make_keep_folder(where);
    const std::string name = std::filesystem::path{path}.filename();
    std::string copy = fmt::format("{}/{}.{}", where.keep_folder(), name, time_stamp());
    for (int more = 2; ::access(copy.c_str(), F_OK) == 0; ++more)
        copy = fmt::format("{}/{}.{}-{}", where.keep_folder(), name, time_stamp(), more);
    fresh_file file{draft_of(copy)};
    file.write(read_file(path));
    file.resemble(path);
    file.become(copy);
    return copy;
}

void replace_file(const std::string& path, std::string_view text) {
    // A link stays one: what it names is replaced.
    const bool exists = std::filesystem::exists(path);
    const std::string real = exists ? std::string{std::filesystem::canonical(path)} : path;
    fresh_file file{draft_of(real)};
    file.write(text);
    if (exists)
        file.resemble(real);
    else
        file.set_mode(0644);
    file.become(real);
}

void write_private(const std::string& path, std::string_view text) {
    fresh_file file{draft_of(path)};
    file.write(text);
    file.become(path);
}

} // namespace telesignctl
