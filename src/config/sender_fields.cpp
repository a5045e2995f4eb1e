#include "config/sender_fields.h"

#include "config/field_values.h"

#include <algorithm>
#include <array>
#include <utility>

namespace config {

namespace {

using gateway::channel;
using word = std::string_view;

constexpr std::array true_words{std::pair{word{"yes"}, word{"true"}}, std::pair{word{"no"}, word{"false"}}};
constexpr std::array pressx_words{std::pair{word{"yes"}, word{"1"}}, std::pair{word{"no"}, word{""}}};
constexpr std::array extension_types{std::pair{word{"1"}, word{"1"}}, std::pair{word{"2"}, word{"2"}}};
constexpr std::array forward_words{std::pair{word{"block"}, word{"block"}},
                                   std::pair{word{"flag"}, word{"flag"}}};
constexpr std::array preference_words{std::pair{word{"SMS Verify"}, word{"SMS Verify"}},
                                      std::pair{word{"Voice Verify"}, word{"Voice Verify"}}};

/// The form's word for the file's.
template <const auto& words>
parsed<std::string> chosen(word text) {
    return parse_choice(text, words).map([](word value) { return std::string{value}; });
}

constexpr std::array fields{
    sender_field{channel::voice, "caller_id", parse_caller_id},
    sender_field{channel::voice, "tts_message", parse_speech_with_code, true},
    sender_field{channel::voice, "pressx", chosen<pressx_words>},
    sender_field{channel::voice, "prompt_message", parse_speech, true},
    sender_field{channel::voice, "prompt_digit", parse_digit},
    sender_field{channel::voice, "extension_type", chosen<extension_types>},
    sender_field{channel::voice, "extension_template", parse_extension},
    sender_field{channel::voice, "call_forward_action", chosen<forward_words>},
    sender_field{channel::voice, "redial", chosen<true_words>},
    sender_field{channel::voice, "callback_url", parse_callback_url},
    sender_field{channel::sms, "template", parse_message_with_code, true},
    sender_field{channel::sms, "sender_id", parse_sender_id},
    sender_field{channel::sms, "is_primary", chosen<true_words>},
    sender_field{channel::sms, "sim_swap_check", chosen<true_words>},
    sender_field{channel::sms, "dlt_template_id", parse_dlt_id},
    sender_field{channel::sms, "dlt_entity_id", parse_dlt_id},
    sender_field{channel::sms, "callback_url", parse_callback_url},
    sender_field{channel::smart, "tts_message", parse_speech_with_code, true},
    sender_field{channel::smart, "sms_message", parse_text_with_code, true},
    sender_field{channel::smart, "preference", chosen<preference_words>},
    sender_field{channel::smart, "ignore_risk", chosen<true_words>},
};

} // namespace

std::span<const sender_field> sender_fields() noexcept {
    return fields;
}

std::optional<channel> sender_of(std::string_view section) noexcept {
    for (const channel way : {channel::voice, channel::sms, channel::smart})
        if (section == gateway::name_of(way))
            return way;
    return std::nullopt;
}

bool is_phone_text(std::string_view section, std::string_view key) noexcept {
    if (section.starts_with("service ") || section.starts_with("user ")) {
        const std::size_t dot = std::min(key.find('.'), key.size());
        section = key.substr(0, dot);
        key.remove_prefix(std::min(dot + 1, key.size()));
    }
    const auto way = sender_of(section);
    return way && std::any_of(fields.begin(), fields.end(), [&](const sender_field& field) {
               return field.is_text && field.way == *way && field.key == key;
           });
}

parsed<void> set_field(field_values& into, channel way, std::string_view key, std::string_view text) {
    std::string known;
    for (const sender_field& field : fields) {
        if (field.way != way)
            continue;
        if (field.key != key) {
            known.append(known.empty() ? "" : ", ").append(field.key);
            continue;
        }
        if (into.contains(&field))
            return tl::unexpected{std::string{"given twice: remove one of them"}};
        auto value = text.empty() ? parsed<std::string>{} : field.parse(text);
        if (!value)
            return tl::unexpected{std::move(value).error()};
        into.emplace(&field, *std::move(value));
        return {};
    }
    return tl::unexpected{fmt::format("unknown key: the keys of {} are {}", gateway::name_of(way), known)};
}

std::string_view find_field(const field_values& values, channel way, std::string_view key) noexcept {
    const auto found = std::find_if(values.begin(), values.end(), [&](const auto& each) {
        return each.first->way == way && each.first->key == key;
    });
    return found == values.end() ? std::string_view{} : std::string_view{found->second};
}

} // namespace config
