#include "telesignd/answer.h"

#include "policy/recovery_text.h"
#include "support/text.h"

#include <string_view>

#include <strings.h>

namespace telesignd {

namespace {

constexpr std::size_t shortest_code = 3;
constexpr std::size_t longest_code = 5;

bool is_keyword(std::string_view text, const char* keyword) {
    const std::string_view word{keyword};
    return text.size() == word.size() && ::strncasecmp(text.data(), keyword, word.size()) == 0;
}

} // namespace

answer read_answer(const support::secret& typed) {
    const std::string_view text = support::trim(typed.view());
    if (text.empty())
        return nothing{};
    if (is_keyword(text, "resend"))
        return resend_keyword{};
    if (is_keyword(text, "call"))
        return channel_keyword{gateway::channel::voice};
    if (is_keyword(text, "sms"))
        return channel_keyword{gateway::channel::sms};
    if (auto recovery = policy::read_recovery_code(text))
        return typed_recovery_code{*std::move(recovery)};

    char digits[longest_code];
    std::size_t count = 0;
    bool plausible = true;
    for (const char each : text) {
        if (each == ' ' || each == '-')
            continue;
        plausible = each >= '0' && each <= '9' && count < longest_code;
        if (!plausible)
            break;
        digits[count++] = each;
    }
    answer result = implausible{};
    if (plausible && count >= shortest_code)
        result = typed_code{support::secret{std::string_view{digits, count}}};
    ::explicit_bzero(digits, sizeof digits);
    return result;
}

} // namespace telesignd
