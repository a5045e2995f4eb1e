// SPDX-License-Identifier: BSD-3-Clause
#include "gateway/phone_facts.h"

#include <chrono>

#include "cmocka_cpp.h"

namespace {

using namespace std::chrono;
using gateway::add_facts;
using gateway::phone_facts;
using gateway::phone_type;
using gateway::recommendation;
using gateway::risk_level;

void facts_add_up_and_what_is_not_known_takes_nothing_away(void**) {
    phone_facts all;
    all.type = phone_type::mobile;
    all.country = "US";
    all.suspicious = true;
    phone_facts more;
    more.type = phone_type::voip;
    more.level = risk_level::low;
    add_facts(all, more);
    phone_facts expected;
    expected.type = phone_type::voip;
    expected.country = "US";
    expected.level = risk_level::low;
    expected.suspicious = true;
    assert_true(all == expected);
    add_facts(all, {});
    assert_true(all == expected);
    phone_facts full;
    full.type = phone_type::pager;
    full.country = "DE";
    full.level = risk_level::low;
    full.advice = recommendation::flag;
    full.calls_forwarded = false;
    full.sim_swap = 1;
    full.swapped = full.deactivated = full.ported = sys_days{2018y / April / 6};
    full.in_service = full.reachable = full.roaming = full.active = false;
    full.recycled = full.ever_deactivated = full.ported_lately = false;
    full.suspicious = true;
    phone_facts into;
    add_facts(into, full);
    assert_true(into == full); // no member is forgotten
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(facts_add_up_and_what_is_not_known_takes_nothing_away),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
