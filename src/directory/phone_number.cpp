// SPDX-License-Identifier: BSD-3-Clause
#include "directory/phone_number.h"

#include "config/quoted.h"
#include "support/ascii.h"
#include "support/text.h"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>
#include <phonenumbers/logger.h>
#include <phonenumbers/phonenumber.pb.h>
#include <phonenumbers/phonenumberutil.h>
#include <unicode/uloc.h>
#include <unicode/unistr.h>

namespace directory {

namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

constexpr std::size_t min_digits = 7;
constexpr std::size_t max_digits = 15; // E.164, 6.1
constexpr std::size_t min_national_digits = 4;
constexpr std::size_t max_national_digits = 19; // with a country's way out, up to 011 or 0011
constexpr std::string_view separators = " \t.-()";

tl::unexpected<std::string> bad(std::string_view problem) {
    return tl::unexpected{std::string{problem}};
}

/// libphonenumber's one object, silent: its log would repeat numbers on standard output.
const PhoneNumberUtil& silent_library() {
    static const PhoneNumberUtil& library = [&]() -> PhoneNumberUtil& {
        PhoneNumberUtil& only = *PhoneNumberUtil::GetInstance();
        only.SetLogger(new i18n::phonenumbers::NullLogger); // it takes ownership
        return only;
    }();
    return library;
}

std::string_view why_impossible(PhoneNumberUtil::ValidationResult result) {
    switch (result) {
    case PhoneNumberUtil::INVALID_COUNTRY_CODE:
        return "no such country code: begin with the country code";
    case PhoneNumberUtil::TOO_SHORT:
        return "too short for its country: write the whole number";
    case PhoneNumberUtil::TOO_LONG:
        return "too long for its country: correct the number";
    case PhoneNumberUtil::IS_POSSIBLE_LOCAL_ONLY:
        return "without its area code: write the whole number";
    default:
        return "not a number of its country: correct the number";
    }
}

tl::unexpected<std::string> refuse(std::string_view text, std::string_view problem) {
    return tl::unexpected{fmt::format("{} {}", config::quoted_phone(text), problem)};
}

/// The error about a text that holds more than digits and separators; nothing when it does not.
std::optional<std::string> find_foreign(std::string_view text) {
    const auto is_part = [](char c) {
        return support::is_digit(c) || separators.find(c) != std::string_view::npos;
    };
    const std::string_view number = text.substr(text.starts_with('+') ? 1 : 0);
    const auto* const found = std::find_if_not(number.begin(), number.end(), is_part);
    if (found == number.end())
        return std::nullopt;
    const std::string_view rest = number.substr(static_cast<std::size_t>(found - number.begin()));
    const std::string character = config::name_of_character(rest);
    const std::string shown = config::quoted_phone(text);
    if (!character.starts_with('"'))
        return fmt::format("{} holds {}, which cannot be seen: type the number by hand", shown, character);
    constexpr std::string_view remedy = "write digits, with blanks, dots, dashes and parentheses as you like";
    if (std::none_of(text.begin(), text.end(), support::is_digit))
        return fmt::format("{} is not a phone number: {}", shown, remedy);
    return fmt::format("{} holds {}, which is no part of a phone number: {}", shown, character, remedy);
}

/// A national number. The text has digits and separators only.
tl::expected<written_number, std::string> read_national(std::string_view text) {
    written_number number;
    number.form = number_form::national;
    const auto count = static_cast<std::size_t>(std::count_if(text.begin(), text.end(), support::is_digit));
    if (count < min_national_digits || count > max_national_digits)
        return refuse(
            text,
            fmt::format("has {} digits: write the whole number, or begin it with + and the country code",
                        count));
    for (const char c : text)
        if (support::is_digit(c)) {
            number.digits = number.digits * 10 + static_cast<std::uint64_t>(c - '0');
            number.leading_zeros += number.digits == 0 ? 1 : 0;
        }
    if (number.digits == 0)
        return refuse(text, "is not a phone number: write the whole number");
    return number;
}

std::string english_name(const std::string& region) {
    std::array<UChar, 100> name{};
    UErrorCode error = U_ZERO_ERROR;
    const std::int32_t size = ::uloc_getDisplayCountry(("und_" + region).c_str(), "en", name.data(),
                                                       static_cast<std::int32_t>(name.size()), &error);
    std::string text;
    if (U_SUCCESS(error) != 0)
        icu::UnicodeString{name.data(), size}.toUTF8String(text);
    return text.empty() ? region : text;
}

tl::expected<valid_number, std::string> validate(const std::string& text, const std::string& region) {
    const PhoneNumberUtil& library = silent_library();
    PhoneNumber number;
    switch (library.Parse(text, region, &number)) {
    case PhoneNumberUtil::NO_PARSING_ERROR:
        break;
    case PhoneNumberUtil::INVALID_COUNTRY_CODE_ERROR:
        return bad(why_impossible(PhoneNumberUtil::INVALID_COUNTRY_CODE));
    default:
        return bad("not a phone number: correct it");
    }
    if (const auto possible = library.IsPossibleNumberWithReason(number);
        possible != PhoneNumberUtil::IS_POSSIBLE)
        return bad(why_impossible(possible));
    valid_number result;
    library.GetRegionCodeForNumber(number, &result.region);
    if (!library.IsValidNumber(number) || result.region.empty())
        return bad("not in a range that its country has assigned: correct the number");
    library.Format(number, PhoneNumberUtil::E164, &result.digits);
    result.digits.erase(0, 1); // the `+`
    result.country_code = number.country_code();
    return result;
}

} // namespace

tl::expected<written_number, std::string> read_number(std::string_view text,
                                                      std::string_view default_region) {
    text = support::trim(text);
    const bool has_plus = text.starts_with('+');
    if (has_plus || default_region.empty())
        return parse_e164(text).map([&](std::uint64_t digits) {
            return written_number{digits, 0, has_plus ? number_form::international : number_form::bare};
        });
    if (auto problem = find_foreign(text))
        return tl::unexpected{*std::move(problem)};
    if (text.empty())
        return bad("empty: write a phone number");
    return read_national(text);
}

tl::expected<std::uint64_t, std::string> parse_e164(std::string_view text) {
    if (text.find("(0)") != std::string_view::npos)
        return refuse(text, "holds a (0), which is not dialled from abroad: leave it out");
    if (auto problem = find_foreign(text))
        return tl::unexpected{*std::move(problem)};
    std::uint64_t number = 0;
    std::size_t digits = 0;
    for (const char c : text) {
        if (!support::is_digit(c))
            continue;
        if (digits == 0 && c == '0')
            return refuse(
                text,
                "has no country code: begin with + and the country code, without any 0 before it, or set "
                "[phones] default_region");
        if (++digits <= max_digits)
            number = number * 10 + static_cast<std::uint64_t>(c - '0');
    }
    if (digits == 0)
        return bad("empty: write a phone number that begins with + and the country code");
    if (digits < min_digits || digits > max_digits)
        return refuse(
            text, fmt::format("has {} digits, and a phone number {} to {}: begin with + and the country code",
                              digits, min_digits, max_digits));
    return number;
}

tl::expected<valid_number, std::string> validate_number(std::uint64_t digits) {
    return validate(fmt::format("+{}", digits), "ZZ");
}

tl::expected<valid_number, std::string> validate_number(const written_number& number,
                                                        const std::string& default_region) {
    if (number.form != number_form::national)
        return validate_number(number.digits);
    return validate(fmt::format("{}{}", std::string(number.leading_zeros, '0'), number.digits),
                    default_region);
}

std::string country_of(const valid_number& number) {
    return number.region == "001"
               ? fmt::format("country code {}", number.country_code)
               : fmt::format("country code {} ({})", number.country_code, english_name(number.region));
}

} // namespace directory
