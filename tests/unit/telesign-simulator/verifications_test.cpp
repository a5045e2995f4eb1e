// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/verifications.h"

#include "unit/telesign-simulator/known_time.h"

#include <cctype>
#include <set>

#include "cmocka_cpp.h"

namespace {

using namespace simulator;
using namespace std::chrono_literals;
using test::noon;

struct sent_code {
    verification_store store{300s};
    std::string reference_id =
        store.add({.phone_number = "13105551212", .code = "01234", .status = 290, .created = noon});

    std::string check(std::string_view code, time_point now = noon) {
        return std::string{store.check(*store.find(reference_id), code, now)};
    }
};

void a_reference_has_32_digits_in_upper_case(void**) {
    const sent_code sent;
    assert_int_equal(sent.reference_id.size(), 32);
    assert_true(sent.reference_id.find_first_not_of("0123456789ABCDEF") == std::string::npos);
}

void a_reference_is_found_only_as_it_was_given(void**) {
    sent_code sent;
    assert_non_null(sent.store.find(sent.reference_id));
    for (std::size_t place = 0; place < sent.reference_id.size(); ++place) {
        std::string other = sent.reference_id;
        other[place] = static_cast<char>(std::tolower(static_cast<unsigned char>(other[place])));
        if (other != sent.reference_id)
            assert_null(sent.store.find(other));
    }
    for (const std::string& other : {"0x" + sent.reference_id, " " + sent.reference_id,
                                     sent.reference_id + "\n", sent.reference_id.substr(1), std::string{}})
        assert_null(sent.store.find(other));
}

void the_right_code_is_valid_once(void**) {
    sent_code sent;
    assert_string_equal(sent.check("01234").c_str(), "VALID");
    assert_string_equal(sent.check("01234").c_str(), "UNKNOWN");
}

void a_code_is_text_and_not_a_number(void**) {
    sent_code sent;
    assert_string_equal(sent.check("1234").c_str(), "INVALID");
    assert_string_equal(sent.check("001234").c_str(), "INVALID");
}

void the_third_try_may_be_right(void**) {
    sent_code sent;
    assert_string_equal(sent.check("00000").c_str(), "INVALID");
    assert_string_equal(sent.check("00001").c_str(), "INVALID");
    assert_string_equal(sent.check("01234").c_str(), "VALID");
}

void three_wrong_codes_use_up_the_tries(void**) {
    sent_code sent;
    for (const char* wrong : {"00000", "00001", "00002"})
        assert_string_equal(sent.check(wrong).c_str(), "INVALID");
    assert_string_equal(sent.check("01234").c_str(), "MAX_ATTEMPTS_EXCEEDED");
    assert_string_equal(sent.check("00003").c_str(), "MAX_ATTEMPTS_EXCEEDED");
}

void a_code_expires_at_the_end_of_its_lifetime(void**) {
    sent_code sent;
    assert_string_equal(sent.check("01234", noon + 300s).c_str(), "EXPIRED");
    assert_string_equal(sent.check("99999", noon + 300s).c_str(), "EXPIRED");
    assert_string_equal(sent.check("01234", noon + 300s - 1us).c_str(), "VALID");
}

void an_old_reference_is_told_from_a_forgotten_one(void**) {
    sent_code sent;
    assert_false(verification_store::is_too_old(*sent.store.find(sent.reference_id), noon + 24h - 1s));
    assert_true(verification_store::is_too_old(*sent.store.find(sent.reference_id), noon + 24h));
    sent.store.add({.phone_number = "1", .code = "1", .created = noon + 48h});
    assert_non_null(sent.store.find(sent.reference_id));
    sent.store.add({.phone_number = "1", .code = "1", .created = noon + 48h + 1s});
    assert_null(sent.store.find(sent.reference_id));
}

void codes_have_seven_digits_in_writing_and_five_by_voice(void**) {
    const verification_store store{300s};
    assert_int_equal(store.make_code(false).size(), 7);
    assert_int_equal(store.make_code(true).size(), 5);
    for (unsigned length = 3; length <= 10; ++length)
        for (const bool spoken : {false, true})
            assert_int_equal((verification_store{300s, length}.make_code(spoken).size()), length);
}

void codes_are_digits_and_differ(void**) {
    const verification_store store{300s};
    std::set<std::string> seen;
    bool leading_zero = false;
    for (int draw = 0; draw < 1000; ++draw) {
        const std::string code = store.make_code(true);
        assert_true(code.find_first_not_of("0123456789") == std::string::npos);
        leading_zero = leading_zero || code.front() == '0';
        seen.insert(code);
    }
    assert_true(seen.size() > 900); // about 5 repeats are to be expected
    assert_true(leading_zero);      // missed in 1000 draws: 1 in 10^45
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_reference_has_32_digits_in_upper_case),
        cmocka_unit_test(a_reference_is_found_only_as_it_was_given),
        cmocka_unit_test(the_right_code_is_valid_once),
        cmocka_unit_test(a_code_is_text_and_not_a_number),
        cmocka_unit_test(the_third_try_may_be_right),
        cmocka_unit_test(three_wrong_codes_use_up_the_tries),
        cmocka_unit_test(a_code_expires_at_the_end_of_its_lifetime),
        cmocka_unit_test(an_old_reference_is_told_from_a_forgotten_one),
        cmocka_unit_test(codes_have_seven_digits_in_writing_and_five_by_voice),
        cmocka_unit_test(codes_are_digits_and_differ),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
