// SPDX-License-Identifier: BSD-3-Clause
#include "gateway/phone_lookup.h"

#include <string_view>
#include <utility>

#include "cmocka_cpp.h"

namespace {

using gateway::lookup;
using gateway::lookup_of;
using gateway::name_of;

constexpr std::pair<lookup, std::string_view> lookups[] = {
    {lookup::standard, "standard"},
    {lookup::score, "score"},
    {lookup::contact, "contact"},
    {lookup::live, "live"},
    {lookup::sim_swap, "sim_swap"},
    {lookup::call_forward_detection, "call_forward_detection"},
    {lookup::number_deactivation, "number_deactivation"},
    {lookup::porting_history, "porting_history"},
    {lookup::subscriber_status, "subscriber_status"},
};

void every_lookup_has_its_name_and_is_found_by_it(void**) {
    for (const auto& [kind, name] : lookups) {
        assert_true(name_of(kind) == name);
        assert_true(lookup_of(name) == kind);
    }
}

void other_names_are_no_lookup(void**) {
    for (const std::string_view name :
         {"", "Standard", "sim-swap", "standard ", "sim", "all", "call_forward"})
        assert_false(lookup_of(name).has_value());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(every_lookup_has_its_name_and_is_found_by_it),
        cmocka_unit_test(other_names_are_no_lookup),
    };
    return cmocka_run_group_tests_name("gateway.phone_lookup", tests, nullptr, nullptr);
}
