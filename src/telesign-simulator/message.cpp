// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/message.h"

#include <fmt/format.h>

namespace simulator {

namespace {

constexpr std::string_view code_mark = "$$CODE$$";

std::string spoken(std::string_view code) {
    std::string result;
    for (const char digit : code) {
        if (!result.empty())
            result += ", ";
        result += digit;
    }
    return result;
}

std::string fill_in(std::string text, std::string_view mark, std::string_view value) {
    for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + value.size()))
        text.replace(at, mark.size(), value);
    return text;
}

std::string text_or(const form& fields, std::string_view name, std::string_view otherwise) {
    const std::string* own = find_field(fields, name);
    return own != nullptr ? *own : std::string{otherwise};
}

std::string voice_message(const form& fields, std::string_view code) {
    std::string before;
    if (const std::string* prompt = find_field(fields, "prompt_message"))
        before = *prompt + "\n";
    else if (find_field(fields, "pressx") != nullptr)
        before =
            fmt::format("Hello. Thank you for using the phone verification system. Please press {} to hear "
                        "your code.\n",
                        random_below(10));
    const std::string text = text_or(
        fields, "tts_message", "Hello. Your verification code is $$CODE$$. Again, your code is $$CODE$$.");
    return before + fill_in(text, code_mark, spoken(code));
}

} // namespace

bool is_spoken(gateway::channel channel, const form& fields) {
    const std::string* preference = find_field(fields, "preference");
    return channel == gateway::channel::voice ||
           (channel == gateway::channel::smart && preference != nullptr && *preference == "Voice Verify");
}

std::string make_message(gateway::channel channel, bool spoken, const form& fields, std::string_view code) {
    constexpr std::string_view plain = "Your verification code is: $$CODE$$";
    if (spoken)
        return voice_message(fields, code);
    std::string text = text_or(fields, channel == gateway::channel::sms ? "template" : "sms_message", plain);
    text = fill_in(std::move(text), "$$AMOUNT$$", text_or(fields, "transaction_amount", "$$AMOUNT$$"));
    text = fill_in(std::move(text), "$$PAYEE$$", text_or(fields, "transaction_payee", "$$PAYEE$$"));
    return fill_in(std::move(text), code_mark, code);
}

} // namespace simulator
