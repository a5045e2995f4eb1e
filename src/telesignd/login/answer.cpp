// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/login/answer.h"

#include "gateway/code_length.h"
#include "policy/recovery_text.h"
#include "support/text.h"
#include "telesignd/login/typed_text.h"

#include <optional>
#include <string_view>

#include <strings.h>

namespace telesignd {

namespace {

bool is_keyword(std::string_view text, const char* keyword) {
    const std::string_view word{keyword};
    return text.size() == word.size() && ::strncasecmp(text.data(), keyword, word.size()) == 0;
}

/// `text`: without blanks around it.
answer read_code(std::string_view text) {
    char digits[gateway::max_code_length];
    std::size_t count = 0;
    bool plausible = true;
    for (const char each : text) {
        if (each == ' ' || each == '-')
            continue;
        plausible = each >= '0' && each <= '9' && count < gateway::max_code_length;
        if (!plausible)
            break;
        digits[count++] = each;
    }
    answer result = no_code{};
    if (plausible && count >= gateway::min_code_length)
        result = typed_code{support::secret{std::string_view{digits, count}}};
    ::explicit_bzero(digits, sizeof digits);
    return result;
}

} // namespace

answer read_answer(const support::secret& typed) {
    const std::optional<support::secret> folded = fold_typed(typed.view());
    if (!folded)
        return no_code{};
    const std::string_view text = support::trim(folded->view());
    if (text.empty())
        return empty_answer{};
    if (is_keyword(text, "resend"))
        return resend_keyword{};
    if (is_keyword(text, "call"))
        return channel_keyword{gateway::channel::voice};
    if (is_keyword(text, "sms"))
        return channel_keyword{gateway::channel::sms};
    if (auto recovery = policy::read_recovery_code(text))
        return typed_recovery_code{*std::move(recovery)};
    return read_code(text);
}

bool repetition::is_again(const support::secret& typed, bool is_no_code) {
    const bool is_same = is_no_code && typed.view() == m_last.view();
    m_last = support::secret{is_no_code ? typed.view() : std::string_view{}};
    return is_same;
}

} // namespace telesignd
