// SPDX-License-Identifier: BSD-3-Clause
#include "gateway/telesign/quote.h"

#include <string>

#include "cmocka_cpp.h"

namespace {

using gateway::telesign::quote_reply;

void words_are_in_quotation_marks(void**) {
    assert_string_equal(quote_reply(" Bad Request\n").c_str(), "\"Bad Request\"");
    assert_string_equal(quote_reply("").c_str(), "");
    assert_string_equal(quote_reply(" \t ").c_str(), "");
}

void nothing_in_them_acts_or_ends_them(void**) {
    assert_string_equal(quote_reply("a\x1b[2J\" b\nc").c_str(), "\"a\\x1b[2J' b\\x0ac\"");
    assert_string_equal(quote_reply("\xff\xc3\xa9").c_str(), "\"\\xff\xc3\xa9\"");
}

void what_may_be_a_number_or_a_code_is_masked(void**) {
    assert_string_equal(quote_reply("to 13105551212, code 123 or 0123456789").c_str(),
                        "\"to ***********, code *** or **********\"");
    assert_string_equal(quote_reply("+1 310 555 1212").c_str(), "\"+1 *** *** ****\"");
    assert_string_equal(quote_reply("wait 20 s, 3 tries").c_str(), "\"wait 20 s, 3 tries\"");
    // Digits that are cut off would be too few to be masked.
    assert_string_equal(quote_reply(std::string(118, 'x') + "13105551212").c_str(),
                        ('"' + std::string(118, 'x') + "**...\"").c_str());
}

void a_long_text_is_cut_between_characters(void**) {
    assert_string_equal(quote_reply(std::string(120, 'x')).c_str(),
                        ('"' + std::string(120, 'x') + '"').c_str());
    assert_string_equal(quote_reply(std::string(121, 'x')).c_str(),
                        ('"' + std::string(120, 'x') + "...\"").c_str());
    assert_string_equal(quote_reply(std::string(119, 'x') + "\xc3\xa9").c_str(),
                        ('"' + std::string(119, 'x') + "...\"").c_str());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(words_are_in_quotation_marks),
        cmocka_unit_test(nothing_in_them_acts_or_ends_them),
        cmocka_unit_test(what_may_be_a_number_or_a_code_is_masked),
        cmocka_unit_test(a_long_text_is_cut_between_characters),
    };
    return cmocka_run_group_tests_name("gateway.telesign.quote", tests, nullptr, nullptr);
}
