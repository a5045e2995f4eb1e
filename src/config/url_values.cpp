// SPDX-License-Identifier: BSD-3-Clause
#include "config/url_values.h"

#include "support/text.h"

#include <algorithm>
#include <initializer_list>
#include <memory>
#include <optional>

#include <curl/urlapi.h>

namespace config {

namespace {

/// A URL as curl reads it.
class parsed_url {
public:
    explicit parsed_url(std::string_view text) : m_url{::curl_url(), &::curl_url_cleanup}, m_text{text} {
        m_good = m_url != nullptr && ::curl_url_set(m_url.get(), CURLUPART_URL, m_text.c_str(),
                                                    CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK;
    }

    [[nodiscard]] bool is_url() const { return m_good; }
    [[nodiscard]] bool has(CURLUPart part) const { return get(part).has_value(); }

    /// Whether that is all. What curl has read must equal the text, so that it neither drops nor guesses anything.
    [[nodiscard]] bool is_scheme_and_authority() const {
        if (!m_good || has(CURLUPART_QUERY) || has(CURLUPART_FRAGMENT) || has(CURLUPART_OPTIONS))
            return false;
        std::string whole = get(CURLUPART_SCHEME).value_or("") + "://";
        if (const auto user = get(CURLUPART_USER))
            whole += *user + (has(CURLUPART_PASSWORD) ? ":" + *get(CURLUPART_PASSWORD) : "") + "@";
        whole += get(CURLUPART_HOST).value_or("");
        if (const auto port = get(CURLUPART_PORT))
            whole += ":" + *port;
        return whole == m_text;
    }

private:
    [[nodiscard]] std::optional<std::string> get(CURLUPart part) const {
        char* text = nullptr;
        if (!m_good || ::curl_url_get(m_url.get(), part, &text, 0) != CURLUE_OK)
            return std::nullopt;
        const std::unique_ptr<char, decltype(&::curl_free)> owned{text, &::curl_free};
        return std::string{text};
    }

    std::unique_ptr<CURLU, decltype(&::curl_url_cleanup)> m_url;
    std::string m_text;
    bool m_good = false;
};

/// A proxy's text without what stands before its host, whatever is wrong with it: a password may hold any character.
std::string without_user(std::string_view text) {
    if (const std::size_t at = text.rfind('@'); at != std::string_view::npos)
        return fmt::format("***{}", text.substr(at));
    const std::size_t port = text.find(':') + 1;
    const bool is_port = port == 0 || text.find_first_not_of("0123456789", port) == std::string_view::npos;
    return is_port || text.find("://") != std::string_view::npos ? std::string{text}
                                                                 : fmt::format("{}***", text.substr(0, port));
}

} // namespace

parsed<std::string> parse_endpoint(std::string_view text) {
    constexpr std::string_view remedy = "write https://HOST or https://HOST:PORT";
    if (text.starts_with("http://"))
        return refuse("{} is not encrypted", text, "write https:// instead of http://");
    if (!text.starts_with("https://"))
        return refuse("{} is not an https URL", text, remedy);
    if (text.ends_with('/') && text != "https://")
        return refuse("{} ends with a slash", text, "leave the slash out");
    const parsed_url url{text};
    if (!url.is_scheme_and_authority() || url.has(CURLUPART_USER))
        return refuse("{} is not a host alone", text, fmt::format("{}, without user, path or query", remedy));
    return std::string{text};
}

parsed<std::vector<std::string>> parse_endpoints(std::string_view text) {
    std::vector<std::string> endpoints;
    for (const std::string_view word : support::split_list(text)) {
        auto endpoint = parse_endpoint(word);
        if (!endpoint)
            return tl::unexpected{std::move(endpoint).error()};
        if (std::find(endpoints.begin(), endpoints.end(), *endpoint) != endpoints.end())
            return refuse_twice(word);
        endpoints.push_back(*std::move(endpoint));
    }
    return endpoints;
}

parsed<std::string> parse_proxy(std::string_view text) {
    const std::initializer_list<std::string_view> schemes{"http://", "https://", "socks5h://"};
    const bool known =
        std::any_of(schemes.begin(), schemes.end(), [&](auto scheme) { return text.starts_with(scheme); });
    if (!text.empty() && (!known || !parsed_url{text}.is_scheme_and_authority()))
        return refuse(
            "{} is not a proxy", without_user(text),
            "write http://HOST:PORT, https://HOST:PORT or socks5h://HOST:PORT, or nothing for none");
    return std::string{text};
}

parsed<std::string> parse_callback_url(std::string_view text) {
    const std::string whole = unfold(text);
    const parsed_url url{whole};
    // curl forgives a third slash and an empty fragment.
    if (!whole.starts_with("https://") || whole.starts_with("https:///") || !url.is_url() ||
        url.has(CURLUPART_USER) || whole.find('#') != std::string::npos)
        return refuse("{} is not an https URL", whole, "write https://HOST/PATH, without user and `#`");
    return whole;
}

} // namespace config
