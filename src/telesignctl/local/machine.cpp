// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/local/machine.h"

#include "support/unique_fd.h"
#include "telesignctl/local/service_commands.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <ctime>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

namespace telesignctl {

machine::machine(std::string folder) : root{std::move(folder)}, module{PAM_MODULE_PATH} {
    while (root.ends_with('/'))
        root.pop_back();
    if (is_scratch())
        socket = root + socket;
    if (is_scratch() && ::access((root + module).c_str(), F_OK) == 0)
        module = root + module;
}

bool machine::has_systemd() const {
    return !is_scratch() && is_run_by_systemd();
}

std::string read_file(const std::string& path) {
    if (auto text = read_if_present(path))
        return *std::move(text);
    throw std::system_error{ENOENT, std::generic_category(), path};
}

std::optional<std::string> read_if_present(const std::string& path) {
    const auto failed = [&path] { return std::system_error{errno, std::generic_category(), path}; };
    const support::unique_fd file{
        ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)}; // NOLINT(*-vararg)
    if (!file && errno == ENOENT)
        return std::nullopt;
    if (!file)
        throw failed();
    std::string text;
    std::array<char, 4096> part{};
    for (;;) {
        const ssize_t size = ::read(file.get(), part.data(), part.size());
        if (size < 0)
            throw failed();
        if (size == 0)
            return text;
        text.append(part.data(), static_cast<std::size_t>(size));
    }
}

std::string time_stamp() {
    return fmt::format("{:%Y-%m-%dT%H-%M-%SZ}", fmt::gmtime(std::time(nullptr)));
}

} // namespace telesignctl
