// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/outbox.h"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>

namespace simulator {

namespace {

std::string reason(int error) {
    return std::generic_category().message(error);
}

} // namespace

tl::expected<outbox, std::string> outbox::open(const std::string& path) {
    support::unique_fd file{
        ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600)};
    if (!file)
        return tl::unexpected{fmt::format("{}: cannot open the outbox: {}: give --outbox a file in a folder "
                                          "that this user may write to",
                                          path, reason(errno))};
    struct stat facts {};
    if (::fstat(file.get(), &facts) != 0 || !S_ISREG(facts.st_mode))
        return tl::unexpected{
            fmt::format("{}: the outbox is not a regular file: give --outbox another", path)};
    if (::fchmod(file.get(), 0600) != 0)
        return tl::unexpected{
            fmt::format("{}: cannot make the outbox private: {}: remove the file, or run as "
                        "its owner",
                        path, reason(errno))};
    return outbox{std::move(file)};
}

bool outbox::append(const outbox_entry& entry) const {
    const nlohmann::ordered_json line{{"reference_id", entry.reference_id}, {"channel", entry.channel},
                                      {"phone_number", entry.phone_number}, {"code", entry.code},
                                      {"language", entry.language},         {"message", entry.message}};
    const std::string text = line.dump() + "\n";
    ssize_t written = -1;
    do
        written = ::write(m_file.get(), text.data(), text.size());
    while (written < 0 && errno == EINTR);
    return written == static_cast<ssize_t>(text.size());
}

} // namespace simulator
