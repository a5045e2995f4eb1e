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

std::string filled_in(std::string text, std::string_view code) {
    for (std::size_t at = text.find(code_mark); at != std::string::npos;
         at = text.find(code_mark, at + code.size()))
        text.replace(at, code_mark.size(), code);
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
    return before + filled_in(text, spoken(code));
}

} // namespace

bool is_spoken(gateway::channel way, const form& fields) {
    const std::string* preference = find_field(fields, "preference");
    return way == gateway::channel::voice ||
           (way == gateway::channel::smart && preference != nullptr && *preference == "Voice Verify");
}

std::string make_message(gateway::channel way, const form& fields, std::string_view code) {
    constexpr std::string_view plain = "Your verification code is: $$CODE$$";
    if (is_spoken(way, fields))
        return voice_message(fields, code);
    return filled_in(text_or(fields, way == gateway::channel::sms ? "template" : "sms_message", plain), code);
}

} // namespace simulator
