// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/numbering.h"

#include <phonenumbers/logger.h>
#include <phonenumbers/phonenumber.pb.h>
#include <phonenumbers/phonenumberutil.h>

namespace simulator {

namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

/// libphonenumber's one object, silent: its log would repeat numbers on standard output.
const PhoneNumberUtil& library() {
    static const PhoneNumberUtil& only = []() -> PhoneNumberUtil& {
        PhoneNumberUtil& it = *PhoneNumberUtil::GetInstance();
        it.SetLogger(new i18n::phonenumbers::NullLogger); // it takes ownership
        return it;
    }();
    return only;
}

/// Empty for no country, and for what spans several ("001").
std::string country_of(const PhoneNumber& number) {
    std::string region;
    library().GetRegionCodeForNumber(number, &region);
    if (!is_country(region)) // numbers made for examples are nobody's; their country code is enough
        library().GetRegionCodeForCountryCode(number.country_code(), &region);
    return is_country(region) ? region : std::string{};
}

} // namespace

numbering parse_numbering(std::string_view phone_number) {
    PhoneNumber number;
    if (library().Parse("+" + std::string{phone_number}, "ZZ", &number) != PhoneNumberUtil::NO_PARSING_ERROR)
        return {.country_code = {}, .national = std::string{phone_number}, .country = {}};
    numbering result{
        .country_code = std::to_string(number.country_code()), .national = {}, .country = country_of(number)};
    library().GetNationalSignificantNumber(number, &result.national);
    return result;
}

bool is_country(std::string_view iso2) {
    return iso2.size() == 2 && library().GetCountryCodeForRegion(std::string{iso2}) != 0;
}

} // namespace simulator
