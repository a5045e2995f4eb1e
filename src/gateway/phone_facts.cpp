// SPDX-License-Identifier: BSD-3-Clause
#include "gateway/phone_facts.h"

namespace gateway {

namespace {

template <typename Fact>
void add(Fact& into, const Fact& more) {
    if (more != Fact{})
        into = more;
}

} // namespace

void add_facts(phone_facts& into, const phone_facts& more) {
    add(into.type, more.type);
    add(into.country, more.country);
    add(into.level, more.level);
    add(into.advice, more.advice);
    add(into.calls_forwarded, more.calls_forwarded);
    add(into.sim_swap, more.sim_swap);
    add(into.swapped, more.swapped);
    add(into.in_service, more.in_service);
    add(into.reachable, more.reachable);
    add(into.roaming, more.roaming);
    add(into.active, more.active);
    add(into.recycled, more.recycled);
    add(into.ever_deactivated, more.ever_deactivated);
    add(into.deactivated, more.deactivated);
    add(into.ported_lately, more.ported_lately);
    add(into.ported, more.ported);
    add(into.suspicious, more.suspicious);
}

} // namespace gateway
