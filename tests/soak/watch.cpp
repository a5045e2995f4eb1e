// SPDX-License-Identifier: BSD-3-Clause
#include "soak/watch.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include <fmt/format.h>

namespace soak {

namespace {

namespace fs = std::filesystem;

// What the last quiet moments of one telesignd may have on top of the first ones: the allocator's arenas,
// SQLite's cache.
constexpr sample flat{6 * 1024, 4, 1};
// What any quiet moment may: up to 8 connections to the provider are kept, with what libcurl needs for each.
constexpr sample bound{12 * 1024, 24, 1};
constexpr std::size_t compared = 3; // moments at either end

std::string inode_of(const std::string& socket) {
    std::ifstream table{"/proc/net/unix"}; // num refs protocol flags type state inode path
    constexpr const char* listening = "00010000";
    for (std::string line; std::getline(table, line);) {
        std::istringstream columns{line};
        const std::vector<std::string> words{std::istream_iterator<std::string>{columns}, {}};
        if (words.size() == 8 && words[7] == socket && words[3] == listening)
            return words[6];
    }
    return {};
}

/// All processes of the machine.
std::vector<pid_t> processes() {
    std::vector<pid_t> result;
    for (const auto& each : fs::directory_iterator{"/proc"}) {
        const std::string name = each.path().filename();
        pid_t id = 0;
        const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), id);
        if (error == std::errc{} && end == name.data() + name.size())
            result.push_back(id);
    }
    return result;
}

/// Whether the process has it open; a process that ends meanwhile has not.
bool has_open(pid_t process, const std::string& wanted) {
    std::error_code error;
    for (fs::directory_iterator each{"/proc/" + std::to_string(process) + "/fd", error}, end;
         !error && each != end; each.increment(error))
        if (std::error_code gone; fs::read_symlink(each->path(), gone) == wanted)
            return true;
    return false;
}

long number_in(const std::string& text, const std::string& name) {
    const auto at = text.find("\n" + name + ":");
    return at == std::string::npos ? 0 : std::stol(text.substr(at + name.size() + 2));
}

std::string read(const std::string& path) {
    std::ifstream file{path};
    return {std::istreambuf_iterator<char>{file}, {}};
}

} // namespace

std::vector<pid_t> owners_of(const std::string& socket) {
    const std::string inode = inode_of(socket);
    std::vector<pid_t> result;
    if (inode.empty())
        return result;
    for (const pid_t each : processes())
        if (has_open(each, "socket:[" + inode + "]"))
            result.push_back(each);
    return result;
}

sample look_at(pid_t process) {
    const std::string folder = "/proc/" + std::to_string(process);
    const std::string status = read(folder + "/status");
    std::error_code error;
    const auto descriptors =
        std::distance(fs::directory_iterator{folder + "/fd", error}, fs::directory_iterator{});
    return {number_in(status, "VmRSS"), static_cast<long>(descriptors), number_in(status, "Threads")};
}

growth compare_samples(const std::vector<sample>& one_daemon, const std::vector<sample>& all,
                       long sample::*value) {
    const auto less = [value](const sample& one, const sample& other) { return one.*value < other.*value; };
    const auto count = static_cast<std::ptrdiff_t>(std::min(compared, one_daemon.size()));
    if (count == 0)
        return {false, "no quiet moment after the warm-up"};
    const long first = (*std::max_element(one_daemon.begin(), one_daemon.begin() + count, less)).*value;
    const long last = (*std::min_element(one_daemon.end() - count, one_daemon.end(), less)).*value;
    const long most = (*std::max_element(all.begin(), all.end(), less)).*value;
    return {last <= first + flat.*value && most <= first + bound.*value,
            fmt::format("{} at first, {} at last (at most {} more), never more than {} (at most {} more)",
                        first, last, flat.*value, most, bound.*value)};
}

int zombies_of(pid_t process) {
    const auto all = processes();
    return static_cast<int>(std::count_if(all.begin(), all.end(), [process](pid_t each) {
        const std::string status = read("/proc/" + std::to_string(each) + "/status");
        return number_in(status, "PPid") == process && status.find("\nState:\tZ") != std::string::npos;
    }));
}

} // namespace soak
