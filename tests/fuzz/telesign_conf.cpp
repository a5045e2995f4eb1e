// SPDX-License-Identifier: BSD-3-Clause
// telesign.conf: an input is the file.
#include "config/settings.h"
#include "fuzz.h"
#include "support/text.h"

#include <algorithm>
#include <charconv>

namespace {

using fuzz::require;

const std::string& file() {
    static const std::string path = fuzz::folder() + "/telesign.conf";
    return path;
}

tl::expected<config::settings, config::errors> load(std::string_view text) {
    fuzz::write_file(file(), text);
    return config::load_settings(file());
}

/// "FILE:LINE: …", or "FILE: …" of the whole.
void look_at_error(std::string_view error, std::size_t lines) {
    require(error.starts_with(file() + ':'), "an error names the file:", error);
    const std::string_view rest = error.substr(file().size() + 1);
    std::size_t line = 0;
    const auto [end, failed] = std::from_chars(rest.data(), rest.data() + rest.size(), line);
    require((rest.starts_with(' ')) || (failed == std::errc{} && *end == ':' && line >= 1 && line <= lines),
            "an error names one of the file's lines:", error);
    require(support::is_plain_text(error), "an error is one line without control characters:", error);
}

bool same(const config::settings& one, const config::settings& other) {
    const auto same_for = [&](const std::string& service) {
        return one.otp_for(service) == other.otp_for(service) &&
               one.policy_for(service) == other.policy_for(service) &&
               one.risk_for(service) == other.risk_for(service);
    };
    const bool same_services = std::equal(one.services.begin(), one.services.end(), other.services.begin(),
                                          other.services.end(), [&](const auto& mine, const auto& others) {
                                              return mine.first == others.first && same_for(mine.first);
                                          });
    return same_services && same_for("") && one.exempt == other.exempt && one.remember == other.remember &&
           one.limits == other.limits && one.callback == other.callback &&
           one.phones_file == other.phones_file && one.default_region == other.default_region &&
           one.database == other.database && one.keep == other.keep &&
           one.telesign.customer_id == other.telesign.customer_id &&
           one.telesign.endpoints == other.telesign.endpoints &&
           one.telesign.api_key.view() == other.telesign.api_key.view() &&
           one.telesign.ca_file == other.telesign.ca_file && one.telesign.proxy == other.telesign.proxy &&
           one.daemon.max_logins == other.daemon.max_logins;
}

/// As Windows would have written it, and with a remark at the end.
std::string on_windows(std::string_view text) {
    std::string result = "\xef\xbb\xbf";
    for (const char each : text)
        result += each == '\n' ? std::string{"\r\n"} : std::string{each};
    return result + "\r\n# a remark\r\n";
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = fuzz::as_text(data, size);
    const auto first = load(text);
    const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
    if (!first) {
        require(!first.error().empty(), "a refusal has an error");
        for (const std::string& each : first.error())
            look_at_error(each, lines);
    }
    const bool is_ascii_first =
        !text.empty() && static_cast<unsigned char>(text.front()) < 0x80; // no mark of a charset
    if (!is_ascii_first || text.find('\r') != text.npos || text.find('\0') != text.npos)
        return 0;
    const auto again = load(on_windows(text));
    require(first.has_value() == again.has_value(),
            "line ends and remarks change nothing:", first ? again.error().front() : first.error().front());
    require(first ? same(*first, *again) : first.error() == again.error(),
            "line ends and remarks change no value");
    return 0;
}
