// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/login/delivery_tracker.h"

#include "support/ascii.h"

#include <utility>

namespace telesignd {

using support::lower_case;

namespace {

/// Whether `status` of that time are older than, or the same as, what is known since `known_since`.
bool is_stale(std::string_view known_since, const gateway::delivery_result& known,
              std::string_view updated_on, const gateway::delivery_result& status) {
    if (updated_on.empty() || known_since.empty())
        return known.final && !status.final;
    return updated_on <= known_since;
}

} // namespace

delivery_tracker::subscription::subscription(delivery_tracker& deliveries, const std::string& reference_id)
    : m_deliveries{&deliveries}, m_reference_id{lower_case(reference_id)} {
    const std::lock_guard lock{deliveries.m_mutex};
    ++deliveries.m_entries[m_reference_id].watchers;
}

delivery_tracker::subscription::~subscription() {
    if (m_deliveries == nullptr)
        return;
    const std::lock_guard lock{m_deliveries->m_mutex};
    const auto found = m_deliveries->m_entries.find(m_reference_id);
    if (found != m_deliveries->m_entries.end() && --found->second.watchers == 0)
        m_deliveries->m_entries.erase(found);
}

delivery_tracker::subscription::subscription(subscription&& other) noexcept
    : m_deliveries{std::exchange(other.m_deliveries, nullptr)}, m_reference_id{
                                                                    std::move(other.m_reference_id)} {}

delivery_tracker::subscription& delivery_tracker::subscription::operator=(subscription&& other) noexcept {
    subscription taken{std::move(other)};
    std::swap(m_deliveries, taken.m_deliveries); // what was watched before is forgotten with `taken`
    std::swap(m_reference_id, taken.m_reference_id);
    return *this;
}

std::optional<gateway::delivery_result> delivery_tracker::subscription::latest() const {
    if (m_deliveries == nullptr)
        return std::nullopt;
    const std::lock_guard lock{m_deliveries->m_mutex};
    const auto found = m_deliveries->m_entries.find(m_reference_id);
    return found == m_deliveries->m_entries.end() ? std::nullopt : found->second.latest;
}

delivery_tracker::post_result delivery_tracker::post(std::string_view reference_id,
                                                     std::string_view updated_on,
                                                     gateway::delivery_result status) {
    const std::lock_guard lock{m_mutex};
    const auto found = m_entries.find(lower_case(reference_id));
    if (found == m_entries.end())
        return post_result::unknown;
    entry& known = found->second;
    if (known.latest && is_stale(known.updated_on, *known.latest, updated_on, status)) {
        gateway::add_facts(status.facts, known.latest->facts);
        known.latest->facts = std::move(status.facts);
        return post_result::stale;
    }
    if (!updated_on.empty())
        known.updated_on = updated_on;
    gateway::phone_facts facts = known.latest ? known.latest->facts : gateway::phone_facts{};
    gateway::add_facts(facts, status.facts);
    known.latest = std::move(status);
    known.latest->facts = std::move(facts);
    return post_result::taken;
}

} // namespace telesignd
