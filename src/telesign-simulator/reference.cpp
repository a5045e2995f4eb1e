#include "telesign-simulator/reference.h"

#include "support/ascii.h"
#include "support/random.h"
#include "telesign-simulator/encoding.h"

#include <array>
#include <utility>

namespace simulator {

namespace {

constexpr unsigned longest = 64;

/// At least one letter of each case.
std::string mixed_case() {
    const std::string upper = "AbCdEf" + support::random_hex(13);
    std::string text = support::lower_case(upper);
    for (std::size_t place = 0; place < text.size(); ++place)
        if (place < 6 || random_below(2) == 0)
            text[place] = upper[place];
    return text;
}

std::string opaque(unsigned length) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
    std::string text(length, ' ');
    for (char& each : text)
        each = alphabet[random_below(alphabet.size())];
    return text;
}

/// What leads a request elsewhere, ends its line or is no text at all, when it stands in a path as it is.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> traps{
    {{"slash", "../../v1/redirected/"},
     {"question-mark", "A?verify_code=0&"},
     {"hash", "A#"},
     {"percent", "A%2F"},
     {"blank", "A B"},
     {"control", "A\r\nX-Injected: "},
     {"not-ascii", "\xc3\x84"}}};

} // namespace

std::string make_reference(std::string_view kind) {
    if (kind == "lower-case")
        return "a" + support::lower_case(support::random_hex(16)).substr(1);
    if (kind == "mixed-case")
        return mixed_case();
    if (kind == "opaque")
        return opaque(1 + random_below(longest));
    if (kind == "longest")
        return opaque(longest);
    if (kind == "too-long")
        return opaque(longest + 1);
    if (kind == "empty")
        return {};
    for (const auto& [name, start] : traps)
        if (name == kind)
            return std::string{start} + support::random_hex(8);
    return support::random_hex(16);
}

} // namespace simulator
