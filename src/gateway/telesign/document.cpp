// SPDX-License-Identifier: BSD-3-Clause
#include "gateway/telesign/document.h"

#include "support/ascii.h"
#include "support/text.h"

#include <charconv>
#include <cstdint>
#include <functional>
#include <set>
#include <utility>
#include <vector>

#include <string.h>

namespace gateway::telesign {

namespace {

using nlohmann::json;

constexpr int max_depth = 16; // TeleSign's replies have 3

/// Follows the parser, finds what a finished document no longer shows, and wipes the code.
class watcher {
public:
    using event_type = json::parse_event_t;

    bool operator()(int depth, event_type event, json& parsed) {
        if (depth > max_depth)
            m_fault = "nested too deep";
        if (event == event_type::object_start)
            m_keys.emplace_back();
        else if (event == event_type::object_end)
            m_keys.pop_back();
        else if (event == event_type::key) {
            m_last_key = parsed.get_ref<const std::string&>();
            if (!m_keys.back().insert(m_last_key).second)
                m_fault = "a key is given twice";
        } else if (event == event_type::value && m_last_key == "code_entered" && parsed.is_string()) {
            auto& code = parsed.get_ref<std::string&>();
            ::explicit_bzero(code.data(), code.size());
        }
        return true;
    }
    [[nodiscard]] const std::string& fault() const { return m_fault; }

private:
    std::vector<std::set<std::string>> m_keys; ///< of the objects that are open
    std::string m_last_key;
    std::string m_fault;
};

std::string describe_no_json(std::string_view body, std::string_view content_type) {
    const std::string_view text = support::trim(body);
    if (text.empty())
        return "the reply is empty";
    if (text.front() == '<' || support::lower_case(content_type).find("html") != std::string::npos)
        return "the reply is a web page and not JSON: is there something between this host and TeleSign?";
    return "the reply is not JSON";
}

} // namespace

document read_document(std::string_view body, std::string_view content_type) {
    watcher watch;
    document result{json::parse(body, std::ref(watch), false), {}};
    // The parser takes a NUL for the end, whatever follows.
    if (result.value.is_discarded() || body.find('\0') != std::string_view::npos)
        return {json(json::value_t::discarded), describe_no_json(body, content_type)};
    result.fault = watch.fault();
    return result;
}

const json* find(const json& value, std::initializer_list<const char*> path) {
    const json* here = &value;
    for (const char* const name : path) {
        if (!here->is_object())
            return nullptr;
        const auto at = here->find(name);
        if (at == here->end() || at->is_null())
            return nullptr;
        here = &*at;
    }
    return here;
}

std::optional<int> to_int(const json& value) {
    if (value.is_number_integer()) {
        const bool too_large = value.is_number_unsigned() && value.get<std::uint64_t>() > INT32_MAX;
        const auto number = too_large ? INT64_MAX : value.get<std::int64_t>();
        if (std::in_range<int>(number))
            return static_cast<int>(number);
    } else if (value.is_string()) {
        const auto& text = value.get_ref<const std::string&>();
        int number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error == std::errc{} && end == text.data() + text.size())
            return number;
    }
    return std::nullopt;
}

std::string to_word(const json* value) {
    return value != nullptr && value->is_string() ? support::lower_case(value->get_ref<const std::string&>())
                                                  : std::string{};
}

} // namespace gateway::telesign
