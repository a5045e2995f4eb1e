// SPDX-License-Identifier: BSD-3-Clause
#include "state/tally.h"

#include <algorithm>
#include <variant>

namespace state {

void add_waiting(tallies& into, const std::vector<change>& waiting, time_point from, time_point to) {
    const auto add = [&](tally one) {
        const auto same = std::find_if(into.rows.begin(), into.rows.end(), [&](const tally& each) {
            one.count = each.count;
            return each == one;
        });
        one.count = 1;
        if (same != into.rows.end())
            ++same->count;
        else
            into.rows.push_back(std::move(one));
    };
    for (const change& each : waiting) {
        const auto* sent = std::get_if<send>(&each);
        if (sent != nullptr && sent->counted && sent->outcome != "decoy" && sent->outcome != "lookup" &&
            sent->at >= from && sent->at < to)
            add({tally::kind::send, sent->service, sent->channel, sent->region, sent->outcome});
        const auto* ended = std::get_if<login>(&each);
        if (ended != nullptr && ended->at >= from && ended->at < to)
            add({tally::kind::login, ended->service, ended->channel, ended->region, ended->outcome});
    }
}

} // namespace state
