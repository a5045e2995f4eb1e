// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/verifications.h"

#include "support/hmac.h"
#include "support/random.h"
#include "telesign-simulator/encoding.h"

#include <utility>

namespace simulator {

namespace {

constexpr unsigned max_wrong_tries = 3;
constexpr unsigned spoken_length = 5;
constexpr unsigned written_length = 7;
constexpr std::chrono::hours reference_lifetime{24};
constexpr std::chrono::hours retention{48};

} // namespace

std::string verification_store::add(verification fresh, std::string_view ordered_reference) {
    const time_point oldest = fresh.created - retention;
    std::erase_if(m_entries, [=](const auto& each) { return each.second.created < oldest; });
    std::string reference_id =
        ordered_reference.empty() ? support::random_hex(16) : std::string{ordered_reference};
    m_entries.insert_or_assign(reference_id, std::move(fresh));
    return reference_id;
}

verification* verification_store::find(std::string_view reference_id) {
    const auto found = m_entries.find(reference_id);
    return found == m_entries.end() ? nullptr : &found->second;
}

bool verification_store::is_too_old(const verification& entry, time_point now) {
    return now >= entry.created + reference_lifetime;
}

std::string_view verification_store::check(verification& entry, std::string_view code, time_point now) const {
    if (entry.used_up)
        return "UNKNOWN";
    if (entry.wrong_tries >= max_wrong_tries)
        return "MAX_ATTEMPTS_EXCEEDED";
    if (now >= entry.created + m_code_lifetime)
        return "EXPIRED";
    if (!support::constant_time_equal(code, entry.code)) {
        ++entry.wrong_tries;
        return "INVALID";
    }
    entry.used_up = true;
    return "VALID";
}

std::string verification_store::make_code(bool spoken) const {
    std::string code(m_code_length.value_or(spoken ? spoken_length : written_length), '0');
    for (char& digit : code)
        digit = static_cast<char>('0' + random_below(10));
    return code;
}

} // namespace simulator
