// SPDX-License-Identifier: BSD-3-Clause
#include "config/conflicts.h"

#include "gateway/code_length.h"

#include <algorithm>
#include <array>
#include <span>

namespace config {

namespace {

using gateway::channel;
using gateway::lookup;
using word = std::string_view;

word voice(const effective_settings& all, word key) {
    return find_field(all.otp.fields, channel::voice, key);
}

bool uses(const effective_settings& all, channel channel) {
    return std::find(all.otp.channels.begin(), all.otp.channels.end(), channel) != all.otp.channels.end();
}

bool is_english(word language) {
    const auto is = [&](std::size_t at, char lower) {
        return (language[at] | 0x20) == lower;
    };                    // ASCII: checked
    if (language.empty()) // TeleSign's default is en-US
        return true;
    return language.size() >= 2 && is(0, 'e') && is(1, 'n') && (language.size() == 2 || language[2] == '-');
}

bool checks(const effective_settings& all, lookup kind) {
    return all.risk.check.contains(kind);
}

bool has_addon(lookup kind) {
    return kind == lookup::sim_swap || kind == lookup::call_forward_detection ||
           kind == lookup::number_deactivation || kind == lookup::porting_history ||
           kind == lookup::subscriber_status;
}

/// Looks at some keys together. The problem's text must fit whichever of them is blamed.
struct rule {
    std::array<word, 3> keys; ///< the first of them that the layer sets is reported; may end in empty ones
    word problem;
    bool (*is_broken)(const effective_settings& all);
};

/// What TeleSign would refuse.
constexpr std::array sender_rules{
    rule{{"verify_code", "channels"},
         "TeleSign makes the codes of channel smart: write `channels` without smart, or `verify_code = "
         "telesign`",
         [](const effective_settings& all) {
             return all.otp.verify_code == code_maker::local && uses(all, channel::smart);
         }},
    rule{{"code_length"},
         "TeleSign makes the codes and chooses their length: write `verify_code = local`, or leave "
         "code_length empty",
         [](const effective_settings& all) {
             return all.otp.code_length && all.otp.verify_code != code_maker::local;
         }},
    rule{{"code_length", "channels", "verify_code"},
         "a local code has 3 to 5 digits in a call: write `code_length = 5`, or `channels` without "
         "voice",
         [](const effective_settings& all) {
             return all.otp.verify_code == code_maker::local && uses(all, channel::voice) &&
                    all.otp.code_length.value_or(0) > gateway::max_own_code_length(channel::voice);
         }},
    rule{{"voice.pressx", "voice.tts_message"},
         "pressx and tts_message exclude each other: leave one of them empty",
         [](const effective_settings& all) {
             return !voice(all, "pressx").empty() && !voice(all, "tts_message").empty();
         }},
    rule{{"voice.pressx", "language"},
         "pressx is English only: write `pressx = no`, or an English language",
         [](const effective_settings& all) {
             return !voice(all, "pressx").empty() && !is_english(all.otp.language);
         }},
    rule{{"voice.prompt_digit", "voice.prompt_message"},
         "prompt_message and prompt_digit need each other: set both or none",
         [](const effective_settings& all) {
             return voice(all, "prompt_message").empty() != voice(all, "prompt_digit").empty();
         }},
    rule{{"voice.prompt_message", "voice.prompt_digit"},
         "prompt_message does not name prompt_digit: say in it which digit to press",
         [](const effective_settings& all) {
             const word message = voice(all, "prompt_message");
             const word digit = voice(all, "prompt_digit");
             return !message.empty() && !digit.empty() && message.find(digit) == word::npos;
         }},
    rule{{"voice.extension_template", "voice.extension_type"},
         "extension_type and extension_template need each other: set both or none",
         [](const effective_settings& all) {
             return voice(all, "extension_type").empty() != voice(all, "extension_template").empty();
         }},
    rule{{"voice.extension_template", "voice.extension_type"},
         "extension_template has commas, which only extension_type 1 takes: leave them out",
         [](const effective_settings& all) {
             return voice(all, "extension_type") == "2" &&
                    voice(all, "extension_template").find(',') != word::npos;
         }},
    rule{{"risk.check", "risk.phoneid"},
         "`phoneid = legacy` has no sim_swap, call_forward_detection, number_deactivation, porting_history "
         "and "
         "subscriber_status: leave them out of `check`, or write `phoneid = v1`",
         [](const effective_settings& all) {
             return all.phoneid == phoneid_style::legacy &&
                    std::any_of(all.risk.check.begin(), all.risk.check.end(), has_addon);
         }},
    rule{{"risk.check", "risk.consent"},
         "call_forward_detection needs a record of the users' consent: set `consent` to how they gave it (1 "
         "terms and "
         "conditions, 2 mobile app, 3 SMS, 4 other), or leave call_forward_detection out of `check`",
         [](const effective_settings& all) {
             return all.phoneid == phoneid_style::v1 && checks(all, lookup::call_forward_detection) &&
                    !all.risk.consent;
         }},
};

/// What would silently protect nothing.
constexpr std::array risk_rules_without_facts{
    rule{{"risk.call_forwarding", "risk.check", "voice.call_forward_action"},
         "call_forwarding has no effect: add call_forward_detection to `check`, set call_forward_action for "
         "the voice "
         "channel, or write `call_forwarding = allow`",
         [](const effective_settings& all) {
             return all.risk.call_forwarding != forwarding_policy::allow &&
                    !checks(all, lookup::call_forward_detection) && voice(all, "call_forward_action").empty();
         }},
    rule{{"risk.allow_countries", "risk.check"},
         "allow_countries has no effect without a lookup: add standard to `check`, or leave it empty",
         [](const effective_settings& all) {
             return !all.risk.allow_countries.empty() && all.risk.check.empty();
         }},
    rule{{"risk.refuse_countries", "risk.check"},
         "refuse_countries has no effect without a lookup: add standard to `check`, or leave it empty",
         [](const effective_settings& all) {
             return !all.risk.refuse_countries.empty() && all.risk.check.empty();
         }},
    rule{{"risk.refuse_unreachable", "risk.check"},
         "refuse_unreachable has no effect without live: add live to `check`, or write "
         "`refuse_unreachable = no`",
         [](const effective_settings& all) {
             return all.risk.refuse_unreachable && !checks(all, lookup::live);
         }},
    rule{{"risk.refuse_roaming", "risk.check"},
         "refuse_roaming has no effect without live: add live to `check`, or write `refuse_roaming = no`",
         [](const effective_settings& all) { return all.risk.refuse_roaming && !checks(all, lookup::live); }},
    rule{{"risk.refuse_inactive", "risk.check"},
         "refuse_inactive has no effect without subscriber_status and live: add one of them to `check`, or "
         "write `refuse_inactive = no`",
         [](const effective_settings& all) {
             return all.risk.refuse_inactive && !checks(all, lookup::subscriber_status) &&
                    !checks(all, lookup::live);
         }},
    rule{{"risk.refuse_deactivated", "risk.check"},
         "refuse_deactivated has no effect without number_deactivation: add it to `check`, or write "
         "`refuse_deactivated = no`",
         [](const effective_settings& all) {
             return all.risk.refuse_deactivated && !checks(all, lookup::number_deactivation);
         }},
    rule{{"risk.refuse_ported_within", "risk.check"},
         "refuse_ported_within has no effect without porting_history: add it to `check`, or leave "
         "refuse_ported_within empty",
         [](const effective_settings& all) {
             return all.risk.refuse_ported_within && !checks(all, lookup::porting_history);
         }},
};

using line_finder = std::function<unsigned(std::string_view key)>;

/// The broken rules with a key that this layer sets.
void gather(std::vector<conflict>& result, std::span<const rule> rules, const effective_settings& all,
            const line_finder& line_of) {
    for (const rule& each : rules) {
        if (!each.is_broken(all))
            continue;
        const auto found = std::find_if(each.keys.begin(), each.keys.end(),
                                        [&](word key) { return !key.empty() && line_of(key) != 0; });
        if (found != each.keys.end())
            result.push_back({*found, line_of(*found), each.problem});
    }
}

} // namespace

effective_settings effective_settings_of(const settings& all, std::string_view service) {
    return {all.otp_for(service), all.risk_for(service), all.phoneid.style};
}

std::vector<conflict> find_conflicts(const effective_settings& all, const line_finder& line_of) {
    std::vector<conflict> result;
    gather(result, sender_rules, all, line_of);
    gather(result, risk_rules_without_facts, all, line_of);
    return result;
}

} // namespace config
