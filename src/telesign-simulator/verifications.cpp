#include "telesign-simulator/verifications.h"

#include "telesign-simulator/encoding.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include <fmt/format.h>

namespace simulator {

namespace {

constexpr unsigned most_wrong_tries = 3;
constexpr std::chrono::hours reference_lifetime{24};
constexpr std::chrono::hours memory{48};

} // namespace

std::string verification_store::add(verification fresh) {
    const time_point oldest = fresh.created - memory;
    std::erase_if(m_entries, [=](const auto& each) { return each.second.created < oldest; });
    std::string reference_id = random_hex(16);
    m_entries.emplace(reference_id, std::move(fresh));
    return reference_id;
}

verification* verification_store::find(std::string_view reference_id) {
    std::string upper{reference_id};
    std::transform(upper.begin(), upper.end(), upper.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    const auto found = m_entries.find(upper);
    return found == m_entries.end() ? nullptr : &found->second;
}

bool verification_store::is_too_old(const verification& entry, time_point now) {
    return now >= entry.created + reference_lifetime;
}

std::string_view verification_store::check(verification& entry, std::string_view code, time_point now) const {
    if (entry.used_up)
        return "UNKNOWN";
    if (entry.wrong_tries >= most_wrong_tries)
        return "MAX_ATTEMPTS_EXCEEDED";
    if (now >= entry.created + m_code_lifetime)
        return "EXPIRED";
    if (!equal_secretly(code, entry.code)) {
        ++entry.wrong_tries;
        return "INVALID";
    }
    entry.used_up = true;
    return "VALID";
}

std::string make_code() {
    return fmt::format("{:05}", random_below(100000));
}

} // namespace simulator
