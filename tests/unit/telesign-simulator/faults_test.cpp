#include "telesign-simulator/faults.h"

#include "cmocka_cpp.h"

namespace {

using namespace simulator;

void every_fault_without_an_argument_is_read(void**) {
    const std::pair<const char*, fault_kind> cases[] = {
        {"redirect", fault_kind::redirect},
        {"no-answer", fault_kind::no_answer},
        {"cut-before", fault_kind::cut_before},
        {"cut-amid", fault_kind::cut_amid},
        {"cut-after", fault_kind::cut_after},
        {"bad-json", fault_kind::bad_json},
        {"bad-utf8", fault_kind::bad_utf8},
        {"deep-nesting", fault_kind::deep_nesting},
        {"empty-body", fault_kind::empty_body},
        {"huge-body", fault_kind::huge_body},
        {"huge-chunked", fault_kind::huge_chunked},
        {"wrong-types", fault_kind::wrong_types},
        {"strict-fields", fault_kind::strict_fields},
        {"other-case", fault_kind::other_case},
        {"impossible-dates", fault_kind::impossible_dates},
        {"no-verify", fault_kind::no_verify},
        {"no-errors", fault_kind::no_errors},
        {"other-reference", fault_kind::other_reference},
        {"no-reference", fault_kind::no_reference},
        {"lower-case", fault_kind::lower_case},
        {"numbers-as-strings", fault_kind::numbers_as_strings},
        {"nulls-and-extras", fault_kind::nulls_and_extras},
        {"escape-sequences", fault_kind::escape_sequences},
        {"valid-with-errors", fault_kind::valid_with_errors},
        {"valid-text", fault_kind::valid_text},
        {"valid-http-500", fault_kind::valid_http_500},
        {"risk-indicator-number", fault_kind::risk_indicator_number},
        {"null-text", fault_kind::null_text},
        {"deactivation-2022", fault_kind::deactivation_2022},
        {"addon-http-400", fault_kind::addon_http_400},
    };
    for (const auto& [name, kind] : cases) {
        const auto parsed = parse_fault(name);
        assert_true(parsed.has_value());
        assert_int_equal(static_cast<int>(parsed->kind), static_cast<int>(kind));
        assert_string_equal(
            parse_fault(std::string{name} + " 1").error().c_str(),
            ("bad argument of '" + std::string{name} + "': write " + name + " nothing behind it").c_str());
    }
    assert_int_equal(std::size(cases) + 16, fault_names().size()); // the others have arguments, below
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
    assert_string_equal(parse_fault("code-state EXPIRED")->word.c_str(), "EXPIRED");
    assert_string_equal(parse_fault("error -30000 401")->word.c_str(), "");
    assert_string_equal(parse_fault("error -30000 401 Invalid  CustomerID")->word.c_str(),
                        "Invalid CustomerID");
    const std::pair<const char*, std::vector<const char*>> choices[] = {
        {"smart-by", {"voice", "sms"}},
        {"error-shape", {"id", "null", "none", "missing"}},
        {"submit-timestamp", {"rfc3339", "rfc822", "missing"}},
        {"code-entered", {"null", "empty"}},
        {"swap-date", {"day", "midnight"}},
        {"level-with", {"dashes", "underscores", "spaces"}},
        {"sub-resource", {"call", "null", "empty", "missing"}},
        {"reference",
         {"lower-case", "mixed-case", "opaque", "longest", "slash", "question-mark", "hash", "percent",
          "blank", "control", "not-ascii", "too-long", "empty"}}};
    for (const auto& [name, words] : choices)
        for (const char* word : words)
            assert_string_equal(parse_fault(std::string{name} + " " + word)->word.c_str(), word);
    assert_true(parse_fault("undeliverable-by sms")->way == gateway::channel::sms);
    assert_true(parse_fault("undeliverable-by voice")->way == gateway::channel::voice);
    assert_true(parse_fault("undeliverable-by smart")->way == gateway::channel::smart);
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
                             "code-state",
                             "code-state A B",
                             "undeliverable-by",
                             "undeliverable-by fax",
                             "smart-by smart",
                             "smart-by",
                             "error-shape nul",
                             "error-shape nulls",
                             "error-shape id|null",
                             "error-shape id null",
                             "submit-timestamp rfc850",
                             "code-entered 12345",
                             "sub-resource",
                             "reference",
                             "reference upper-case"}) {
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
    const auto faults = parse_faults("delay 1, lower-case,\n  cut-after\nstatus 200");
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
        cmocka_unit_test(bad_arguments_are_refused),
        cmocka_unit_test(an_unknown_name_is_refused_and_shown_harmlessly),
        cmocka_unit_test(lists_are_separated_by_commas_and_line_ends),
        cmocka_unit_test(an_empty_place_in_a_list_is_refused),
        cmocka_unit_test(only_some_faults_take_the_place_of_the_work),
        cmocka_unit_test(the_help_names_every_fault),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
