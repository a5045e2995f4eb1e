#include "directory/phone_number.h"

#include <fmt/format.h>
#include <phonenumbers/logger.h>
#include <phonenumbers/phonenumber.pb.h>
#include <phonenumbers/phonenumberutil.h>

namespace directory {

namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

constexpr std::size_t least_digits = 7;
constexpr std::size_t most_digits = 15; // E.164, 6.1

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

} // namespace

tl::expected<std::uint64_t, std::string> parse_e164(std::string_view text) {
    if (text.starts_with('+'))
        text.remove_prefix(1);
    if (text.find("(0)") != std::string_view::npos)
        return bad("holds a (0), which is not dialled from abroad: leave it out");
    std::uint64_t number = 0;
    std::size_t digits = 0;
    for (const char c : text) {
        if (c >= '0' && c <= '9') {
            if (digits == 0 && c == '0')
                return bad("no country code: begin with the country code, without any 0 before it");
            if (++digits <= most_digits)
                number = number * 10 + static_cast<std::uint64_t>(c - '0');
        } else if (std::string_view{" \t.-()"}.find(c) == std::string_view::npos) {
            return bad(
                "not a phone number: write digits, with blanks, dots, dashes and parentheses as you like");
        }
    }
    if (digits == 0)
        return bad("no phone number: write one that begins with the country code");
    if (digits < least_digits || digits > most_digits)
        return tl::unexpected{
            fmt::format("a phone number has {} to {} digits, this one {}: begin with the country code",
                        least_digits, most_digits, digits)};
    return number;
}

tl::expected<valid_number, std::string> validate_number(std::uint64_t digits) {
    const PhoneNumberUtil& library = silent_library();
    PhoneNumber number;
    switch (library.Parse(fmt::format("+{}", digits), "ZZ", &number)) {
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
        return bad("in no range that its country has given out: correct the number");
    library.Format(number, PhoneNumberUtil::E164, &result.digits);
    result.digits.erase(0, 1); // the `+`
    return result;
}

} // namespace directory
