#include "gateway/telesign/reply.h"

#include "gateway/telesign/ascii.h"
#include "support/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <limits>
#include <set>
#include <utility>

#include <string.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

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

void blame(verify_reply& reply, std::string_view what) {
    if (reply.fault.empty()) // the first says enough
        reply.fault = what;
}

/// The member when it is there and not null. `object` is an object.
const json* find(const json& object, const char* name) {
    const auto at = object.find(name);
    return at == object.end() || at->is_null() ? nullptr : &*at;
}

/// As find(), in the member `outer`, which must be an object when it is there.
const json* find_in(verify_reply& reply, const json& document, const char* outer, const char* name) {
    const json* const object = find(document, outer);
    if (object == nullptr)
        return nullptr;
    if (object->is_object())
        return find(*object, name);
    blame(reply, fmt::format("{} is not an object", outer));
    return nullptr;
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

void read_reference_id(verify_reply& reply, const json& document) {
    const json* const field = find(document, "reference_id");
    if (field == nullptr)
        return;
    if (field->is_string() && is_reference_id(field->get_ref<const std::string&>()))
        reply.reference_id = lower_case(field->get_ref<const std::string&>());
    else
        blame(reply, "reference_id is not 32 hexadecimal digits");
}

void read_error(verify_reply& reply, const json& one) {
    const json* const code = one.is_object() ? find(one, "code") : nullptr;
    const auto number = code == nullptr ? std::nullopt : to_int(*code);
    if (!number) {
        blame(reply, "errors[].code is not a number");
        return;
    }
    const json* const description = find(one, "description");
    const bool has_text = description != nullptr && description->is_string();
    reply.errors.push_back({*number, has_text ? description->get<std::string>() : std::string{}});
}

void read_errors(verify_reply& reply, const json& document) {
    const json* const field = find(document, "errors");
    if (field == nullptr)
        return;
    if (!field->is_array()) {
        blame(reply, "errors is not a list");
        return;
    }
    for (const json& one : *field)
        read_error(reply, one);
}

void read_status(verify_reply& reply, const json& document) {
    const json* const code = find_in(reply, document, "status", "code");
    if (code == nullptr)
        return;
    reply.status_code = to_int(*code);
    if (!reply.status_code)
        blame(reply, "status.code is not a number");
}

void read_code_state(verify_reply& reply, const json& document) {
    constexpr std::array<std::pair<std::string_view, code_state>, 5> states{{
        {"valid", code_state::valid},
        {"invalid", code_state::invalid},
        {"expired", code_state::expired},
        {"max_attempts_exceeded", code_state::max_attempts_exceeded},
        {"unknown", code_state::unknown},
    }};
    const json* const field = find_in(reply, document, "verify", "code_state");
    if (field == nullptr)
        return;
    const std::string word = field->is_string() ? lower_case(field->get_ref<const std::string&>()) : "";
    const auto* const known =
        std::find_if(states.begin(), states.end(), [&](const auto& one) { return one.first == word; });
    if (known == states.end())
        blame(reply, "verify.code_state is none of the known states");
    else
        reply.state = known->second;
}

std::string describe_no_json(std::string_view body, std::string_view content_type) {
    const std::string_view text = support::trim(body);
    if (text.empty())
        return "the reply is empty";
    if (text.front() == '<' || lower_case(content_type).find("html") != std::string::npos)
        return "the reply is a web page and not JSON: is there something between this host and TeleSign?";
    return "the reply is not JSON";
}

} // namespace

verify_reply read_reply(std::string_view body, std::string_view content_type) {
    verify_reply reply;
    watcher watch;
    const json document = json::parse(body, std::ref(watch), false);
    // The parser takes a NUL for the end, whatever follows.
    if (document.is_discarded() || body.find('\0') != std::string_view::npos) {
        reply.fault = describe_no_json(body, content_type);
        return reply;
    }
    reply.fault = watch.fault();
    if (!document.is_object()) {
        blame(reply, "the reply is JSON, but not an object");
        return reply;
    }
    read_reference_id(reply, document);
    read_errors(reply, document);
    read_status(reply, document);
    read_code_state(reply, document);
    return reply;
}

bool is_reference_id(std::string_view text) noexcept {
    return text.size() == 32 && text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

} // namespace gateway::telesign
