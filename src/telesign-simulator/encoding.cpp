// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/encoding.h"

#include "support/base64.h"
#include "support/hmac.h"
#include "support/random.h"

#include <random>
#include <stdexcept>

namespace simulator {

namespace {

/// The value of a hexadecimal digit, or -1.
int hex_value(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

std::optional<std::string> percent_decode(std::string_view text) {
    std::string result;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '%') {
            result += text[at] == '+' ? ' ' : text[at];
            continue;
        }
        if (at + 2 >= text.size())
            return std::nullopt;
        const int high = hex_value(text[at + 1]);
        const int low = hex_value(text[at + 2]);
        if (high < 0 || low < 0)
            return std::nullopt;
        result += static_cast<char>(high * 16 + low);
        at += 2;
    }
    return result;
}

} // namespace

std::string sign(std::string_view key, std::string_view text) {
    const auto code = support::hmac_sha256(key, text);
    if (!code)
        throw std::runtime_error{"OpenSSL has no HMAC-SHA256"};
    return std::string{support::encode_base64(code->view()).view()};
}

std::optional<form> parse_form(std::string_view text) {
    form fields;
    while (!text.empty()) {
        const std::string_view pair = text.substr(0, text.find('&'));
        text.remove_prefix(pair.size() == text.size() ? pair.size() : pair.size() + 1);
        if (pair.empty())
            continue;
        const std::size_t equals = pair.find('=');
        const auto name = percent_decode(pair.substr(0, equals));
        const auto value =
            percent_decode(equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1));
        if (!name || !value)
            return std::nullopt;
        fields.emplace_back(*name, *value);
    }
    return fields;
}

const std::string* find_field(const form& fields, std::string_view name) {
    for (const auto& [key, value] : fields)
        if (key == name)
            return &value;
    return nullptr;
}

unsigned random_below(unsigned limit) {
    support::random_generator random;
    return std::uniform_int_distribution<unsigned>{0, limit - 1}(random);
}

} // namespace simulator
