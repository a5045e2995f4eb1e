// SPDX-License-Identifier: BSD-3-Clause
#include "gateway/telesign/status_codes.h"

#include "words.h"

#include <climits>
#include <set>
#include <vector>

#include "cmocka_cpp.h"

namespace {

using namespace gateway::telesign;
using gateway::outcome;

struct meaning_case {
    status_meaning meaning;
    outcome of_send;
    bool is_final;
    std::vector<int> codes;
};

// TeleSign's page "All status and error codes", by what they mean for a login.
const std::vector<meaning_case> meanings{
    {status_meaning::in_progress, outcome::sent, false, {103, 105, 203, 290, 291, 292, 295, 2000}},
    {status_meaning::arrived, outcome::sent, true, {100, 200, 201}},
    {status_meaning::unconfirmed, outcome::sent, true, {251}},
    {status_meaning::undeliverable, outcome::undeliverable, true, {101, 106, 107, 108, 207, 210, 211, 220,
                                                                   221, 222, 231, 250, 502, 503, 504, 505,
                                                                   506, 507, 508, 509, 510, 511, 512, 513,
                                                                   514, 515, 516, 517, 520, 521}},
    {status_meaning::blocked,
     outcome::blocked,
     true,
     {129, 229, 130, 230, 133, 232, 233, 2028, 237, 238, 518, 519}},
    {status_meaning::account, outcome::refused, true, {501, 500}},
    {status_meaning::no_answer, outcome::unavailable, false, {599}},
    {status_meaning::phoneid, outcome::unavailable, false, {300, 301}},
    {status_meaning::addon,
     outcome::unavailable,
     false,
     {2800, 2801, 2802, 2803, 2804, 2805, 2806, 2807, 2808, 2809, 2810, 2811, 2812}},
    {status_meaning::foreign, outcome::unavailable, false, {293}},
    {status_meaning::completion, outcome::unavailable, false, {1900}},
};

void every_status_code_has_its_meaning(void** state) {
    (void)state;
    std::size_t count = 0;
    for (const auto& one : meanings)
        for (const int code : one.codes) {
            ++count;
            const status_row* const row = find_status(code);
            assert_non_null(row);
            assert_int_equal(row->code, code);
            assert_true(row->meaning == one.meaning);
        }
    assert_int_equal(status_table().size(), count); // no row without a case above, and none twice
}

void every_meaning_has_its_own_words_outcome_and_end(void** state) {
    (void)state;
    for (const auto& one : meanings) {
        assert_true(outcome_of(one.meaning) == one.of_send);
        assert_true(is_final(one.meaning) == one.is_final);
        assert_false(name_of(one.meaning).empty());
        for (const auto& other : meanings)
            assert_true((one.meaning == other.meaning) == (name_of(one.meaning) == name_of(other.meaning)));
    }
}

void every_row_has_words_for_the_log_of_its_own_and_a_sentence_for_the_person(void** state) {
    (void)state;
    std::set<std::string_view> logs;
    for (const status_row& row : status_table()) {
        assert_true(test::is_plain_sentence(row.user_message));
        assert_false(row.log.empty());
        assert_true(logs.insert(row.log).second);
    }
}

void a_person_reads_what_happened(void** state) {
    (void)state;
    struct {
        int code;
        std::string_view user_message;
    } const cases[] = {
        {100, "The call was answered."},          {101, "The call was not answered."},
        {103, "The phone is ringing."},           {107, "The line was busy."},
        {200, "The text message was delivered."}, {207, "The text message could not be delivered."},
        {290, "The text message is being sent."},
    };
    for (const auto& one : cases)
        assert_true(find_status(one.code)->user_message == one.user_message);
}

void a_block_for_risk_does_not_tell_which(void** state) {
    (void)state;
    for (const int code : {133, 232, 233, 518, 519, 2028})
        assert_true(find_status(code)->user_message ==
                    "No code was sent to this phone, for security reasons.");
}

void one_status_is_suspicious(void** state) {
    (void)state;
    for (const status_row& row : status_table())
        assert_true(row.suspicious == (row.code == 201));
}

void an_unknown_status_code_has_no_row(void** state) {
    (void)state;
    for (const int code : {0,    -1,   1,    102,  104,  202,  299,  302,   600,     1901,
                           2001, 2799, 2813, 3000, 3901, 4501, 5001, 10000, INT_MAX, INT_MIN})
        assert_null(find_status(code));
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(every_status_code_has_its_meaning),
        cmocka_unit_test(every_meaning_has_its_own_words_outcome_and_end),
        cmocka_unit_test(every_row_has_words_for_the_log_of_its_own_and_a_sentence_for_the_person),
        cmocka_unit_test(a_person_reads_what_happened),
        cmocka_unit_test(a_block_for_risk_does_not_tell_which),
        cmocka_unit_test(one_status_is_suspicious),
        cmocka_unit_test(an_unknown_status_code_has_no_row),
    };
    return cmocka_run_group_tests_name("gateway.telesign.status_codes", tests, nullptr, nullptr);
}
