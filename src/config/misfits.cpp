#include "config/misfits.h"

#include <algorithm>
#include <array>

namespace config {

namespace {

using gateway::channel;
using word = std::string_view;

word voice(const otp_settings& otp, word key) {
    return find_field(otp.fields, channel::voice, key);
}

bool is_english(word language) {
    const auto is = [&](std::size_t at, char lower) {
        return (language[at] | 0x20) == lower;
    }; // ASCII: checked
    return language.size() >= 2 && is(0, 'e') && is(1, 'n') && (language.size() == 2 || language[2] == '-');
}

/// Looks at some keys together. The problem's text must fit whichever of them is blamed.
struct rule {
    std::array<word, 2> keys;
    word problem;
    bool (*is_broken)(const otp_settings& otp);
};

constexpr std::array rules{
    rule{{"verify_code", "channels"},
         "the codes of channel smart are TeleSign's own: write `channels` without smart, or `verify_code = "
         "telesign`",
         [](const otp_settings& otp) {
             return otp.verify_code == code_maker::local &&
                    std::find(otp.channels.begin(), otp.channels.end(), channel::smart) != otp.channels.end();
         }},
    rule{{"voice.pressx", "voice.tts_message"},
         "pressx and tts_message exclude each other: leave one of them empty",
         [](const otp_settings& otp) {
             return !voice(otp, "pressx").empty() && !voice(otp, "tts_message").empty();
         }},
    rule{{"voice.pressx", "language"},
         "pressx speaks English only: write `pressx = no`, or an English language",
         [](const otp_settings& otp) { return !voice(otp, "pressx").empty() && !is_english(otp.language); }},
    rule{{"voice.prompt_digit", "voice.prompt_message"},
         "prompt_message and prompt_digit need each other: set both or none",
         [](const otp_settings& otp) {
             return voice(otp, "prompt_message").empty() != voice(otp, "prompt_digit").empty();
         }},
    rule{{"voice.prompt_message", "voice.prompt_digit"},
         "prompt_message does not name prompt_digit: say in it which digit to press",
         [](const otp_settings& otp) {
             const word message = voice(otp, "prompt_message");
             const word digit = voice(otp, "prompt_digit");
             return !message.empty() && !digit.empty() && message.find(digit) == word::npos;
         }},
    rule{{"voice.extension_template", "voice.extension_type"},
         "extension_type and extension_template need each other: set both or none",
         [](const otp_settings& otp) {
             return voice(otp, "extension_type").empty() != voice(otp, "extension_template").empty();
         }},
    rule{{"voice.extension_template", "voice.extension_type"},
         "extension_template has commas, which only extension_type 1 takes: leave them out",
         [](const otp_settings& otp) {
             return voice(otp, "extension_type") == "2" &&
                    voice(otp, "extension_template").find(',') != word::npos;
         }},
};

} // namespace

std::vector<misfit> misfits_in(const otp_settings& otp,
                               const std::function<unsigned(std::string_view key)>& line_of) {
    std::vector<misfit> result;
    for (const rule& each : rules) {
        if (!each.is_broken(otp))
            continue;
        for (const word key : each.keys) {
            if (const unsigned line = line_of(key); line != 0) {
                result.push_back({key, line, each.problem});
                break;
            }
        }
    }
    return result;
}

} // namespace config
