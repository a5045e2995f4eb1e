#include "telesignd/login/delivery_tracker.h"

#include "support/ascii.h"

#include <utility>

namespace telesignd {

using support::lower_case;

namespace {

/// Whether `news` of that time are older than, or the same as, what is known since `known_since`.
bool is_stale(std::string_view known_since, const gateway::delivery_result& known,
              std::string_view updated_on, const gateway::delivery_result& news) {
    if (updated_on.empty() || known_since.empty())
        return known.final && !news.final;
    return updated_on <= known_since;
}

} // namespace

delivery_tracker::watch::watch(delivery_tracker& board, const std::string& reference_id)
    : m_board{&board}, m_reference_id{lower_case(reference_id)} {
    const std::lock_guard lock{board.m_mutex};
    ++board.m_entries[m_reference_id].watchers;
}

delivery_tracker::watch::~watch() {
    if (m_board == nullptr)
        return;
    const std::lock_guard lock{m_board->m_mutex};
    const auto found = m_board->m_entries.find(m_reference_id);
    if (found != m_board->m_entries.end() && --found->second.watchers == 0)
        m_board->m_entries.erase(found);
}

delivery_tracker::watch::watch(watch&& other) noexcept
    : m_board{std::exchange(other.m_board, nullptr)}, m_reference_id{std::move(other.m_reference_id)} {}

delivery_tracker::watch& delivery_tracker::watch::operator=(watch&& other) noexcept {
    watch taken{std::move(other)};
    std::swap(m_board, taken.m_board); // what was watched before is forgotten with `taken`
    std::swap(m_reference_id, taken.m_reference_id);
    return *this;
}

std::optional<gateway::delivery_result> delivery_tracker::watch::latest() const {
    if (m_board == nullptr)
        return std::nullopt;
    const std::lock_guard lock{m_board->m_mutex};
    const auto found = m_board->m_entries.find(m_reference_id);
    return found == m_board->m_entries.end() ? std::nullopt : found->second.latest;
}

delivery_tracker::post_result delivery_tracker::post(std::string_view reference_id,
                                                     std::string_view updated_on,
                                                     gateway::delivery_result news) {
    const std::lock_guard lock{m_mutex};
    const auto found = m_entries.find(lower_case(reference_id));
    if (found == m_entries.end())
        return post_result::unknown;
    entry& known = found->second;
    if (known.latest && is_stale(known.updated_on, *known.latest, updated_on, news)) {
        gateway::add_facts(news.facts, known.latest->facts);
        known.latest->facts = std::move(news.facts);
        return post_result::stale;
    }
    if (!updated_on.empty())
        known.updated_on = updated_on;
    gateway::phone_facts facts = known.latest ? known.latest->facts : gateway::phone_facts{};
    gateway::add_facts(facts, news.facts);
    known.latest = std::move(news);
    known.latest->facts = std::move(facts);
    return post_result::taken;
}

} // namespace telesignd
