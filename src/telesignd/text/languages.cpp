// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/text/languages.h"

#include "config/safe_open.h"
#include "support/log.h"

#include <cerrno>
#include <cstring>

#include <strings.h>
#include <unistd.h>

namespace telesignd {

namespace {

using support::log;
using support::severity;

constexpr std::size_t largest = 256UL * 1024;

/// Why a catalogue cannot be read, or what is in it.
tl::expected<std::string, std::string> read_file(const std::string& path) {
    const auto file = config::safe_open(path, config::secrecy::readable);
    if (!file)
        return tl::unexpected{file.error()};
    std::string content(largest, '\0');
    std::size_t size = 0;
    ssize_t got = 1;
    while (got > 0 && size < content.size()) {
        do
            got = ::read(file->get(), content.data() + size, content.size() - size);
        while (got < 0 && errno == EINTR);
        size += got > 0 ? static_cast<std::size_t>(got) : 0;
    }
    if (got < 0)
        return tl::unexpected{fmt::format("{}: {}", path, ::strerrordesc_np(errno))};
    content.resize(size);
    return content;
}

/// The error names the file.
tl::expected<language, std::string> read_language(const std::string& path) {
    return read_file(path).and_then([&](std::string&& content) {
        return language::read(std::move(content)).map_error([&](const std::string& problem) {
            return fmt::format("{}: {}: install telesignd again", path, problem);
        });
    });
}

} // namespace

languages::languages(const std::string& folder) {
    for (const char* const name : translated) {
        auto read = read_language(fmt::format("{}/{}/LC_MESSAGES/pam-telesign.mo", folder, name));
        if (!read)
            log(severity::warning, "users whose language is {} get English texts: {}", name, read.error());
        else
            m_languages.emplace_back(name, *std::move(read));
    }
}

language languages::find(std::string_view tag) const {
    const std::string name{tag.substr(0, tag.find('-'))};
    for (const auto& [known, texts] : m_languages)
        if (::strcasecmp(known, name.c_str()) == 0)
            return texts;
    return {};
}

} // namespace telesignd
