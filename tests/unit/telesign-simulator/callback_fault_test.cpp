// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/callback_fault.h"

#include "cmocka_cpp.h"

namespace {

using namespace simulator;

void every_name_is_read(void**) {
    std::string all;
    for (const std::string_view name : callback_fault_names())
        all += (all.empty() ? "" : ", ") + std::string{name} + (name == "patch" ? R"( {"a":1,"b":2})" : "");
    const auto faults = parse_callback_faults(all);
    assert_true(faults.has_value());
    assert_int_equal(faults->size(), 9);
    assert_true(faults->front().kind == callback_fault_kind::unsigned_);
    assert_true(faults->back().kind == callback_fault_kind::bare_signature);
    assert_string_equal(parse_callback_faults(R"(patch {"a":null})")->front().patch.dump().c_str(),
                        R"({"a":null})");
}

void a_patch_is_json(void**) {
    for (const char* text : {"patch {", "patch 1"})
        assert_string_equal(parse_callback_faults(text).error().c_str(),
                            "bad argument of 'patch': write patch JSON");
    assert_true(parse_callback_faults("patch").error().starts_with("unknown fault of a callback 'patch': "));
}

void an_unknown_name_is_refused_and_shown_harmlessly(void**) {
    assert_string_equal(
        parse_callback_faults("twice, la\x1bte").error().c_str(),
        "unknown fault of a callback 'la\\x1bte': write unsigned, wrong-key, twice, huge, bad-json, patch, "
        "x-ts-authorization, authorization, bare-signature");
    assert_false(parse_callback_faults("").has_value());
}

void the_help_names_every_kind(void**) {
    for (const std::string_view name : callback_fault_names())
        assert_true(describe_callback_faults().find("  " + std::string{name} + "\n") != std::string::npos);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(every_name_is_read),
        cmocka_unit_test(a_patch_is_json),
        cmocka_unit_test(an_unknown_name_is_refused_and_shown_harmlessly),
        cmocka_unit_test(the_help_names_every_kind),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
