// SPDX-License-Identifier: BSD-3-Clause
#include "state/keyed_rows.h"

#include <algorithm>
#include <optional>
#include <variant>

namespace state {

namespace {

template <typename Rows>
void erase(Rows& rows, const std::optional<std::string>& user) {
    std::erase_if(rows, [&](const auto& row) { return !user || row.second.user == *user; });
}

template <typename Rows>
void append(const Rows& rows, std::vector<change>& to) {
    for (const auto& [key, row] : rows)
        to.emplace_back(row);
}

} // namespace

keyed_rows::keyed_rows(const records& loaded) {
    for (const auto& each : loaded.locks)
        apply(each);
    for (const auto& each : loaded.limits_resets)
        apply(each);
    for (const auto& each : loaded.remembered_logins)
        apply(each);
    for (const auto& each : loaded.recovery_codes)
        apply(each);
}

void keyed_rows::apply(const change& written) {
    if (const auto* locked = std::get_if<lock>(&written))
        m_locks.insert_or_assign({locked->user, locked->source}, *locked);
    if (const auto* reset = std::get_if<limits_reset>(&written))
        m_limits_resets.insert_or_assign({reset->user, reset->phone}, *reset);
    if (const auto* known = std::get_if<remembered>(&written))
        m_remembered.insert_or_assign({known->user, known->source, known->service}, *known);
    if (const auto* code = std::get_if<recovery_code>(&written))
        m_recovery_codes.insert_or_assign({{code->user}, code->number}, *code);
    const auto* gone = std::get_if<removal>(&written);
    if (gone == nullptr)
        return;
    switch (gone->target) {
    case removal::kind::locks:
        std::erase_if(m_locks, [&](const auto& row) {
            const lock& each = row.second;
            return (!gone->user || each.user == *gone->user) &&
                   (!gone->source || each.source == *gone->source);
        });
        return;
    case removal::kind::remembered:
        return erase(m_remembered, gone->user);
    case removal::kind::recovery_codes:
        return erase(m_recovery_codes, gone->user);
    }
}

std::vector<change> keyed_rows::all() const {
    std::vector<change> rows;
    append(m_locks, rows);
    append(m_limits_resets, rows);
    append(m_remembered, rows);
    append(m_recovery_codes, rows);
    return rows;
}

} // namespace state
