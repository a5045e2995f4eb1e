// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/faults.h"

#include "cmocka_cpp.h"

namespace {

using namespace simulator;

void every_fault_without_an_argument_is_read(void**) {
    const std::pair<const char*, fault_kind> cases[] = {
        {"redirect", fault_kind::redirect},         {"no-answer", fault_kind::no_answer},
        {"cut-before", fault_kind::cut_before},     {"cut-amid", fault_kind::cut_amid},
        {"cut-after", fault_kind::cut_after},       {"bad-json", fault_kind::bad_json},
        {"bad-utf8", fault_kind::bad_utf8},         {"deep-nesting", fault_kind::deep_nesting},
        {"empty-body", fault_kind::empty_body},     {"huge-body", fault_kind::huge_body},
        {"huge-chunked", fault_kind::huge_chunked},
    };
    for (const auto& [name, kind] : cases) {
        const auto parsed = parse_fault(name);
        assert_true(parsed.has_value());
        assert_int_equal(static_cast<int>(parsed->kind), static_cast<int>(kind));
        assert_string_equal(
            parse_fault(std::string{name} + " 1").error().c_str(),
            ("bad argument of '" + std::string{name} + "': write " + name + " nothing behind it").c_str());
    }
    assert_int_equal(std::size(cases) + 8, fault_names().size()); // the others have arguments, below
}

void arguments_are_read(void**) {
    assert_int_equal(parse_fault("status 207")->number, 207);
    assert_int_equal(parse_fault(" error  -30006 ")->number, -30006);
    assert_int_equal(parse_fault("error -30006")->http, 0);
    assert_int_equal(parse_fault("error 10030 402")->http, 402);
    assert_int_equal(parse_fault("http 503")->number, 503);
    assert_int_equal(parse_fault("retry-after 120")->number, 120);
    assert_int_equal(parse_fault("delay 0.25")->duration.count(), 250);
    assert_int_equal(parse_fault("delay 600")->duration.count(), 600000);
    assert_int_equal(parse_fault("clock-skew -7200")->duration.count(), -7200000);
    assert_string_equal(parse_fault("reference a_B-9")->text.c_str(), "a_B-9");
    assert_string_equal(parse_fault("error -30000 401")->text.c_str(), "");
    assert_string_equal(parse_fault("error -30000 401 Invalid  CustomerID")->text.c_str(),
                        "Invalid CustomerID");
}

void patches_are_json_objects_and_arrays(void**) {
    assert_string_equal(parse_fault(R"(patch {"a": {"b": 1},)"
                                    "\n"
                                    R"("c":null})")
                            ->patch.dump()
                            .c_str(),
                        R"({"a":{"b":1},"c":null})");
    assert_string_equal(parse_fault(R"(patch [{"op":"remove","path":"/a"}])")->patch.dump().c_str(),
                        R"([{"op":"remove","path":"/a"}])");
    assert_false(parse_patch("\"a\"").has_value());
}

void patches_change_members_and_remove_them(void**) {
    nlohmann::ordered_json document{{"a", {{"b", 1}, {"c", 2}}}, {"d", 3}};
    apply_patch(*parse_patch(R"({"a":{"b":"1"},"d":null,"e":[null]})"), document);
    assert_string_equal(document.dump().c_str(), R"({"a":{"b":"1","c":2},"e":[null]})");
    apply_patch(
        *parse_patch(R"([{"op":"add","path":"/a/b","value":null},{"op":"move","from":"/a","path":"/a"}])"),
        document);
    assert_string_equal(document.dump().c_str(), R"({"e":[null],"a":{"b":null,"c":2}})");
}

void bad_arguments_are_refused(void**) {
    for (const char* text : {"status",
                             "status x",
                             "status 0",
                             "status 10000",
                             "status 1 2",
                             "status 207x",
                             "error",
                             "error x",
                             "error -1 99",
                             "error 1 2 3",
                             "error -30000 Invalid CustomerID",
                             "http",
                             "http 100",
                             "http 600",
                             "retry-after",
                             "retry-after -1",
                             "retry-after 0.5",
                             "retry-after soon",
                             "delay",
                             "delay -1",
                             "delay 601",
                             "delay nan",
                             "delay inf",
                             "delay 1s",
                             "clock-skew",
                             "clock-skew 99999999999",
                             "patch",
                             "patch {",
                             "patch 1",
                             "patch null",
                             "patch {\"a\":1} 2",
                             "reference",
                             "reference A B"}) {
        const auto parsed = parse_fault(text);
        assert_false(parsed.has_value());
        assert_true(parsed.error().starts_with("bad argument of '"));
    }
}

void an_unknown_name_is_refused_and_shown_harmlessly(void**) {
    assert_string_equal(parse_fault("cut-\x1b[2J").error().c_str(),
                        "unknown fault 'cut-\\x1b[2J': telesign-simulator --help lists them all");
}

void lists_are_separated_by_commas_and_line_ends(void**) {
    const auto faults = parse_faults("delay 1, patch {\"a\":[1,\n2]},\n  cut-after\nstatus 200");
    assert_true(faults.has_value());
    assert_int_equal(faults->size(), 4);
    assert_true((*faults)[2].kind == fault_kind::cut_after);
    assert_int_equal((*faults)[3].number, 200);
}

void an_empty_place_in_a_list_is_refused(void**) {
    for (const char* text :
         {"", " ", ",", "delay 1,", ",delay 1", "delay 1,,cut-after", "delay 1,,\ncut-after"})
        assert_false(parse_faults(text).has_value());
}

void only_some_faults_take_the_place_of_the_work(void**) {
    std::size_t count = 0;
    for (const std::string_view name : fault_names()) {
        const auto plain = parse_fault(name);
        const auto with_number = parse_fault(std::string{name} + " 500");
        const fault& each = plain ? *plain : with_number ? *with_number : fault{};
        count += replaces_work(each) ? 1 : 0;
    }
    assert_int_equal(count, 3);
    assert_true(replaces_work(*parse_fault("error -1")));
    assert_true(replaces_work(*parse_fault("http 503")));
    assert_true(replaces_work(*parse_fault("redirect")));
}

void the_help_names_every_fault(void**) {
    const std::string help = describe_faults();
    for (const std::string_view name : fault_names())
        assert_true(help.find("  " + std::string{name} + " ") != std::string::npos ||
                    help.find("  " + std::string{name} + "\n") != std::string::npos);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(every_fault_without_an_argument_is_read),
        cmocka_unit_test(arguments_are_read),
        cmocka_unit_test(patches_are_json_objects_and_arrays),
        cmocka_unit_test(patches_change_members_and_remove_them),
        cmocka_unit_test(bad_arguments_are_refused),
        cmocka_unit_test(an_unknown_name_is_refused_and_shown_harmlessly),
        cmocka_unit_test(lists_are_separated_by_commas_and_line_ends),
        cmocka_unit_test(an_empty_place_in_a_list_is_refused),
        cmocka_unit_test(only_some_faults_take_the_place_of_the_work),
        cmocka_unit_test(the_help_names_every_fault),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
