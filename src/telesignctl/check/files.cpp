#include "telesignctl/check/site.h"

#include <cerrno>
#include <filesystem>
#include <optional>
#include <system_error>

#include <fmt/format.h>
#include <pwd.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace telesignctl {

namespace {

struct account {
    uid_t user = 0;
    gid_t group = 0;
};

/// Whom telesignd runs as. In a scratch copy the files are whose they are.
std::optional<account> daemon_account(const machine& where) {
    if (where.is_scratch())
        return account{::geteuid(), ::getegid()};
    const passwd* const found = ::getpwnam("_telesign"); // NOLINT(concurrency-mt-unsafe): one thread
    if (found == nullptr)
        return std::nullopt;
    return account{found->pw_uid, found->pw_gid};
}

/// What a file has to be.
struct rule {
    std::string path;
    account owner;
    mode_t most;  ///< no bit beyond these
    mode_t least; ///< all of these
    bool may_lack = false;
};

std::string owner_name(const rule& which, const account& daemon) {
    return fmt::format("{}:{}", which.owner.user == 0 && daemon.user != 0 ? "root" : "_telesign",
                       which.owner.group == 0 && daemon.group != 0 ? "root" : "_telesign");
}

/// True when all is well.
bool check_rule(const rule& which, const account& daemon, findings& into) {
    struct stat status {};
    if (::stat(which.path.c_str(), &status) != 0) {
        if (which.may_lack && errno == ENOENT)
            return true;
        into.push_back({health::error, "files",
                        fmt::format("{}: {}", which.path, std::generic_category().message(errno)),
                        "install the packages again, or run systemd-tmpfiles --create telesignd.conf"});
        return false;
    }
    const mode_t mode = status.st_mode & 07777U;
    const bool mode_is_good = (mode & ~which.most) == 0 && (mode & which.least) == which.least;
    if (status.st_uid == which.owner.user && status.st_gid == which.owner.group && mode_is_good)
        return true;
    into.push_back({health::error, "files",
                    fmt::format("{}: belongs to {}:{} and has mode {:04o}", which.path, status.st_uid,
                                status.st_gid, mode),
                    fmt::format("chown {0} {1} && chmod {2:04o} {1}", owner_name(which, daemon), which.path,
                                (mode & which.most) | which.least)});
    return false;
}

/// Who may write to a library, or to its folder, decides about every login.
bool check_module_file(const site& here, findings& into) {
    bool good = true;
    const std::filesystem::path module = here.where.module;
    for (const auto& [path, mode] : {std::pair{module, "0644"}, {module.parent_path(), "0755"}}) {
        struct stat status {};
        if (::stat(path.c_str(), &status) != 0)
            continue; // check_module tells
        const bool is_ours = status.st_uid == 0 || here.where.is_scratch();
        if (is_ours && (status.st_mode & (S_IWGRP | S_IWOTH)) == 0)
            continue;
        good = false;
        into.push_back({health::error, "files", path.string() + ": may be written by others than root",
                        fmt::format("chown root:root {0} && chmod {1} {0}", path.string(), mode)});
    }
    return good;
}

/// systemd makes the socket as root; without it, telesignd does, in a folder of its own (init script).
account socket_folder_owner(const machine& where, const account& root, const account& daemon) {
    struct stat status {};
    const bool is_the_daemons = !where.has_systemd() &&
                                ::stat(where.at("/run/telesign").c_str(), &status) == 0 &&
                                status.st_uid == daemon.user;
    return is_the_daemons ? daemon : root;
}

} // namespace

void check_files(const site& here, findings& into) {
    const auto daemon = daemon_account(here.where);
    if (!daemon) {
        into.push_back({health::error, "files", "there is no user _telesign, which telesignd runs as",
                        "systemd-sysusers telesignd.conf"});
        return;
    }
    const uid_t root = here.where.is_scratch() ? daemon->user : 0;
    const gid_t root_group = here.where.is_scratch() ? daemon->group : 0;
    const account configured{root, daemon->group};
    std::vector<rule> rules{
        {here.where.at("/etc/telesign"), configured, 0755, 0050},
        {here.where.configuration(), configured, 0640, 0040},
        {here.where.at("/run/telesign"), socket_folder_owner(here.where, {root, root_group}, *daemon), 0755,
         0500, true},
    };
    if (here.settings) {
        const std::string folder = std::filesystem::path{here.settings->database}.parent_path();
        rules.push_back({here.settings->phones_file, configured, 0640, 0040});
        rules.push_back({folder, *daemon, 0700, 0700});
        rules.push_back({here.settings->database, *daemon, 0600, 0600, true});
    }
    bool good = check_module_file(here, into);
    for (const rule& each : rules)
        good &= check_rule(each, *daemon, into);
    if (good)
        into.push_back({health::ok, "files", "owners and modes are right", {}});
}

void check_space(const site& here, findings& into) {
    constexpr std::uint64_t mebibyte = 1U << 20U;
    constexpr std::uint64_t scarce = 100;
    constexpr std::uint64_t none = 10;
    if (!here.settings)
        return;
    const std::string folder = std::filesystem::path{here.settings->database}.parent_path();
    struct statvfs disk {};
    if (::statvfs(folder.c_str(), &disk) != 0) // check_files tells
        return;
    const std::uint64_t free = disk.f_bavail * disk.f_frsize / mebibyte;
    const health how = free < none ? health::error : free < scarce ? health::warning : health::ok;
    into.push_back({how, "disk", fmt::format("{} MiB are free for {}", free, folder),
                    how == health::ok ? "" : "make room: limits and [remember] are kept there"});
}

} // namespace telesignctl
