#include "telesign-simulator/callback_fault.h"

#include "cmocka_cpp.h"

namespace {

using namespace simulator;

void every_name_is_read(void**) {
    std::string all;
    for (const std::string_view name : callback_fault_names())
        all += (all.empty() ? "" : ", ") + std::string{name};
    const auto faults = parse_callback_faults(all);
    assert_true(faults.has_value());
    assert_int_equal(faults->size(), 14);
    assert_true(faults->front() == callback_fault::unsigned_);
    assert_true(faults->back() == callback_fault::rfc822);
}

void an_unknown_name_is_refused_and_shown_harmlessly(void**) {
    assert_string_equal(
        parse_callback_faults("twice, la\x1bte").error().c_str(),
        "unknown fault of a callback 'la\\x1bte': write unsigned, wrong-key, twice, huge, none, "
        "other-reference, bad-json, x-ts-authorization, authorization, bare-signature, other-case, bare, "
        "rfc3339, rfc822");
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
        cmocka_unit_test(an_unknown_name_is_refused_and_shown_harmlessly),
        cmocka_unit_test(the_help_names_every_kind),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
