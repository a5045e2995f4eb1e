// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/check/check_context.h"

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
std::optional<account> daemon_account(const machine& host) {
    if (host.is_scratch())
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
    mode_t allowed;  ///< no bit beyond these
    mode_t required; ///< all of these
    bool optional = false;
};

std::string owner_name(const rule& expected, const account& daemon) {
    return fmt::format("{}:{}", expected.owner.user == 0 && daemon.user != 0 ? "root" : "_telesign",
                       expected.owner.group == 0 && daemon.group != 0 ? "root" : "_telesign");
}

/// True when all is well.
bool check_rule(const rule& expected, const account& daemon, findings& results) {
    struct stat status {};
    if (::stat(expected.path.c_str(), &status) != 0) {
        if (expected.optional && errno == ENOENT)
            return true;
        results.push_back({check_status::error, "files",
                           fmt::format("{}: {}", expected.path, std::generic_category().message(errno)),
                           "Reinstall the packages, or run systemd-tmpfiles --create telesignd.conf"});
        return false;
    }
    const mode_t mode = status.st_mode & 07777U;
    const bool mode_is_good =
        (mode & ~expected.allowed) == 0 && (mode & expected.required) == expected.required;
    if (status.st_uid == expected.owner.user && status.st_gid == expected.owner.group && mode_is_good)
        return true;
    results.push_back({check_status::error, "files",
                       fmt::format("{}: belongs to {}:{} and has mode {:04o}", expected.path, status.st_uid,
                                   status.st_gid, mode),
                       fmt::format("Run chown {0} {1} && chmod {2:04o} {1}", owner_name(expected, daemon),
                                   expected.path, (mode & expected.allowed) | expected.required)});
    return false;
}

/// Who may write to a library, or to its folder, decides about every login.
bool check_module_file(const check_context& context, findings& results) {
    bool good = true;
    const std::filesystem::path module = context.host.module;
    for (const auto& [path, mode] : {std::pair{module, "0644"}, {module.parent_path(), "0755"}}) {
        struct stat status {};
        if (::stat(path.c_str(), &status) != 0)
            continue; // check_module reports that
        const bool is_ours = status.st_uid == 0 || context.host.is_scratch();
        if (is_ours && (status.st_mode & (S_IWGRP | S_IWOTH)) == 0)
            continue;
        good = false;
        results.push_back({check_status::error, "files",
                           path.string() + ": users other than root can write to it",
                           fmt::format("Run chown root:root {0} && chmod {1} {0}", path.string(), mode)});
    }
    return good;
}

/// systemd makes the socket as root; without it, telesignd does, in a folder of its own (init script).
account socket_folder_owner(const machine& host, const account& root, const account& daemon) {
    struct stat status {};
    const bool is_the_daemons = !host.has_systemd() &&
                                ::stat(host.at("/run/telesign").c_str(), &status) == 0 &&
                                status.st_uid == daemon.user;
    return is_the_daemons ? daemon : root;
}

} // namespace

void check_files(const check_context& context, findings& results) {
    const auto daemon = daemon_account(context.host);
    if (!daemon) {
        results.push_back({check_status::error, "files",
                           "the user _telesign, which telesignd runs as, does not exist",
                           "Run systemd-sysusers telesignd.conf"});
        return;
    }
    const uid_t root = context.host.is_scratch() ? daemon->user : 0;
    const gid_t root_group = context.host.is_scratch() ? daemon->group : 0;
    const account configured{root, daemon->group};
    std::vector<rule> rules{
        {context.host.at("/etc/telesign"), configured, 0755, 0050},
        {context.host.configuration(), configured, 0640, 0040},
        {context.host.at("/run/telesign"), socket_folder_owner(context.host, {root, root_group}, *daemon),
         0755, 0500, true},
    };
    if (context.settings) {
        const std::string folder = std::filesystem::path{context.settings->database}.parent_path();
        rules.push_back({context.settings->phones_file, configured, 0640, 0040});
        rules.push_back({folder, *daemon, 0700, 0700});
        rules.push_back({context.settings->database, *daemon, 0600, 0600, true});
    }
    bool good = check_module_file(context, results);
    for (const rule& each : rules)
        good &= check_rule(each, *daemon, results);
    if (good)
        results.push_back({check_status::ok, "files", "owners and modes are correct", {}});
}

void check_space(const check_context& context, findings& results) {
    constexpr std::uint64_t mebibyte = 1U << 20U;
    constexpr std::uint64_t scarce = 100;
    constexpr std::uint64_t none = 10;
    if (!context.settings)
        return;
    const std::string folder = std::filesystem::path{context.settings->database}.parent_path();
    struct statvfs disk {};
    if (::statvfs(folder.c_str(), &disk) != 0) // check_files reports that
        return;
    const std::uint64_t free = disk.f_bavail * disk.f_frsize / mebibyte;
    const check_status status = free < none     ? check_status::error
                                : free < scarce ? check_status::warning
                                                : check_status::ok;
    results.push_back(
        {status, "disk", fmt::format("{} MiB free in {}", free, folder),
         status == check_status::ok ? "" : "Free some space: limits and [remember] are stored there"});
}

} // namespace telesignctl
