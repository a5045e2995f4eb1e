// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/fields.h"

#include "support/ascii.h"
#include "support/utf8.h"
#include "telesign-simulator/clock.h"
#include "telesign-simulator/parsing.h"
#include "telesign-simulator/url.h"
#include "telesign-simulator/validators.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace simulator {

namespace {

using support::is_letter;
using support::is_letter_or_digit;

constexpr std::size_t max_speech_length = 2000; // code points
constexpr std::size_t max_text_length = 1600;   // code points, where long messages are enabled
constexpr std::size_t max_detail_length = 40;   // code points
constexpr std::size_t max_sender_id_length = 20;
constexpr int max_window = 36500; // days
constexpr std::string_view code_mark = "$$CODE$$";

/// The outline of BCP 47: two or three letters, then groups of 1 to 8 letters and digits.
bool is_language(std::string_view text) {
    for (bool first = true;; first = false) {
        const std::string_view group = text.substr(0, text.find('-'));
        const bool good = first ? group.size() >= 2 && group.size() <= 3 &&
                                      std::all_of(group.begin(), group.end(), is_letter)
                                : !group.empty() && group.size() <= 8 &&
                                      std::all_of(group.begin(), group.end(), is_letter_or_digit);
        if (!good)
            return false;
        if (group.size() == text.size())
            return true;
        text.remove_prefix(group.size() + 1);
    }
}

bool is_code_to_speak(std::string_view text) { // 100 to 99999
    return is_all_digits(text) && text.size() >= 3 && text.size() <= 5 && text.front() != '0';
}

bool is_code_to_text(std::string_view text) { // 000 to 9999999
    return is_all_digits(text) && text.size() >= 3 && text.size() <= 7;
}

bool holds_code(std::string_view text) {
    return text.find(code_mark) != std::string_view::npos;
}

template <const std::size_t& Max>
bool is_text(std::string_view text) {
    const auto length = support::count_characters(text);
    return length && *length > 0 && *length <= Max;
}

bool is_template(std::string_view text) {
    return holds_code(text) && is_text<max_text_length>(text);
}

bool is_any(std::string_view) {
    return true;
}

bool is_http_date(std::string_view text) {
    return parse_http_date(text).has_value();
}

bool is_window(std::string_view text) {
    return parse_within(text, 0, max_window).has_value();
}

template <const auto&... Allowed>
bool is_one_of(std::string_view text) {
    return ((text == Allowed) || ...);
}

constexpr std::string_view word_true = "true", word_false = "false", word_1 = "1", word_2 = "2",
                           word_block = "block", word_flag = "flag", word_sms = "SMS Verify",
                           word_voice = "Voice Verify";

bool is_digit(std::string_view text) {
    return text.size() == 1 && is_all_digits(text);
}

bool is_extension(std::string_view text) {
    return !text.empty() && text.size() <= 28 &&
           text.find_first_not_of("0123456789,") == std::string_view::npos;
}

bool is_url(std::string_view text) {
    return parse_url(text).has_value();
}

enum senders : unsigned { call = 1, sms = 2, smart = 4 };

struct field_rule {
    std::string_view name;
    unsigned takers; ///< senders that take it
    bool (*is_valid)(std::string_view);
    std::string_view companion = {}; ///< a field that must be there too
};

constexpr std::array rules{
    field_rule{"phone_number", call | sms | smart, is_phone},
    field_rule{"ucid", call | sms | smart, is_ucid},
    field_rule{"originating_ip", call | sms, is_address},
    field_rule{"language", call | sms | smart, is_language},
    field_rule{"verify_code", call, is_code_to_speak},
    field_rule{"verify_code", sms, is_code_to_text},
    field_rule{"template", sms, is_template},
    field_rule{"tts_message", call | smart, is_text<max_speech_length>},
    field_rule{"sms_message", smart, is_template},
    field_rule{"preference", smart, is_one_of<word_sms, word_voice>},
    field_rule{"ignore_risk", smart, is_one_of<word_true, word_false>},
    field_rule{"caller_id", call, is_phone},
    field_rule{"sender_id", sms, is_text<max_sender_id_length>},
    field_rule{"is_primary", sms, is_one_of<word_true, word_false>},
    field_rule{"sim_swap_check", sms, is_one_of<word_true, word_false>},
    field_rule{"dlt_template_id", sms, is_text<max_detail_length>},
    field_rule{"dlt_entity_id", sms, is_text<max_detail_length>},
    field_rule{"transaction_amount", sms, is_text<max_detail_length>, "transaction_payee"},
    field_rule{"transaction_payee", sms, is_text<max_detail_length>, "transaction_amount"},
    field_rule{"num_deac_req", sms, is_any},
    field_rule{"last_valid_activity_time", sms, is_http_date, "num_deac_req"},
    field_rule{"deactivation_lookup_window", sms, is_window, "num_deac_req"},
    field_rule{"number_deactivation_action", sms, is_one_of<word_block, word_flag>, "num_deac_req"},
    field_rule{"pressx", call, is_one_of<word_1>},
    field_rule{"prompt_message", call, is_text<max_speech_length>, "prompt_digit"},
    field_rule{"prompt_digit", call, is_digit, "prompt_message"},
    field_rule{"extension_type", call, is_one_of<word_1, word_2>, "extension_template"},
    field_rule{"extension_template", call, is_extension, "extension_type"},
    field_rule{"call_forward_action", call, is_one_of<word_block, word_flag>},
    field_rule{"redial", call, is_one_of<word_true, word_false>},
    field_rule{"callback_url", call | sms, is_url},
};

unsigned sender_of(gateway::channel channel) {
    switch (channel) {
    case gateway::channel::voice:
        return call;
    case gateway::channel::sms:
        return sms;
    case gateway::channel::smart:
        break;
    }
    return smart;
}

/// One field by itself, and its companion's presence.
bool is_good(unsigned sender, const form& fields, const std::string& name, const std::string& value) {
    const auto* rule = std::find_if(rules.begin(), rules.end(), [&](const field_rule& each) {
        return each.name == name && (each.takers & sender) != 0;
    });
    if (rule == rules.end() || !support::count_characters(value) || !rule->is_valid(value))
        return false;
    if (std::count_if(fields.begin(), fields.end(), [&](const auto& each) { return each.first == name; }) > 1)
        return false;
    return rule->companion.empty() || find_field(fields, rule->companion) != nullptr;
}

/// What depends on the value of another field: the name of the first one that is wrong, or empty.
std::string_view find_conflict(const form& fields) {
    const std::string* language = find_field(fields, "language");
    if (find_field(fields, "pressx") != nullptr) {
        if (find_field(fields, "tts_message") != nullptr)
            return "pressx";
        if (language != nullptr && *language != "en" && !language->starts_with("en-"))
            return "pressx";
    }
    const std::string* prompt = find_field(fields, "prompt_message");
    if (prompt != nullptr && prompt->find(*find_field(fields, "prompt_digit")) == std::string::npos)
        return "prompt_message";
    const std::string* extension = find_field(fields, "extension_template");
    if (extension != nullptr && *find_field(fields, "extension_type") == "2" &&
        extension->find(',') != std::string::npos)
        return "extension_template";
    return {};
}

} // namespace

std::optional<api_error> check_fields(gateway::channel channel, const form& fields) {
    if (find_field(fields, "phone_number") == nullptr)
        return missing_field("phone_number");
    for (const auto& [name, value] : fields)
        if (!is_good(sender_of(channel), fields, name, value))
            return invalid_parameter(name);
    if (const std::string_view name = find_conflict(fields); !name.empty())
        return invalid_parameter(name);
    return std::nullopt;
}

} // namespace simulator
