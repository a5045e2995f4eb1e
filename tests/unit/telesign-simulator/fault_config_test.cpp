// SPDX-License-Identifier: BSD-3-Clause
#include "built_files.h"
#include "telesign-simulator/fault_config.h"

#include "unit/config/temporary_files.h"

#include <fstream>
#include <iterator>

#include "cmocka_cpp.h"

namespace {

using namespace simulator;
using test::files_of;
using enum request_kind;

void a_phone_gets_its_faults_by_kind_of_request(void** state) {
    const std::string path = files_of(state).write("faults.ini", "[+1 310 555 0101]\n"
                                                                 "send = delay 1, cut-after\n"
                                                                 "check = patch {\"a\": 1,\n  \"b\": 2}\n"
                                                                 "[13105550102]\n"
                                                                 "check = bad-json,\n"
                                                                 "  status 207\n");
    auto book = fault_config::load(path);
    assert_true(book.has_value());
    assert_int_equal(book->take("13105550101", send).size(), 2);
    assert_int_equal(book->take("13105550101", check).size(), 1);
    assert_int_equal(book->take("13105550102", send).size(), 0);
    assert_int_equal(book->take("13105550102", check).size(), 2);
    assert_int_equal(book->take("13105550103", send).size(), 0);
}

void times_counts_each_kind_by_itself(void** state) {
    const std::string path =
        files_of(state).write("faults.ini", "[13105550101]\nsend = http 503\ncheck = http 500\ntimes = 2\n");
    auto book = fault_config::load(path);
    assert_true(book.has_value());
    for (int request = 0; request < 4; ++request)
        assert_int_equal(book->take("13105550101", send).size(), request < 2 ? 1 : 0);
    assert_int_equal(book->take("13105550101", check).size(), 1);
}

void errors_name_file_line_and_remedy(void** state) {
    const std::pair<const char*, const char*> cases[] = {
        {"[13105550101]\n\nsend = cut\n",
         ":3: send: unknown fault 'cut': telesign-simulator --help lists them all"},
        {"[13105550101]\nsend = status\n", ":2: send: bad argument of 'status': write status N"},
        {"[13105550101]\nsend =\n", ":2: send: an empty fault: name one, or remove the comma"},
        {"[13105550101]\nreceive = cut-after\n",
         ":2: receive: unknown key: write send, check, lookup, complete, times, delivery, delivery-voice, "
         "delivery-sms, "
         "delivery-smart, callback or phone-type, country, risk-level, risk-recommendation, risk-score, "
         "sim-swap, swapped, "
         "forwarding, deactivated, live, device, roaming, ported, subscriber, contact, no-data"},
        {"[13105550101]\nsend = cut-after\nsend = cut-after\n",
         ":3: send: given twice for this phone: join the faults with commas"},
        {"[13105550101]\ncheck = cut-after\n[+13105550101]\ncheck = cut-after\n",
         ":4: check: given twice for this phone: join the faults with commas"},
        {"[13105550101]\nsend = cut-after\ntimes = 0\n",
         ":3: times: not a number of requests: write 1 or more"},
        {"[13105550101]\nsend = cut-after\ntimes = 2x\n",
         ":3: times: not a number of requests: write 1 or more"},
        {"[13105550101]\ntimes = 2\ntimes = 3\nsend = cut-after\n",
         ":3: times: given twice for this phone: remove one"},
        {"[13105550101]\ntimes = 2\n", ":2: times without send, check, lookup, complete: add one"},
        {"[alice]\nsend = cut-after\n",
         ":2: not below a phone number: write [DIGITS] with the country code above it"},
        {"send = cut-after\n", ":1: not below a phone number: write [DIGITS] with the country code above it"},
        {"[123456]\nsend = cut-after\n",
         ":2: not below a phone number: write [DIGITS] with the country code above it"},
    };
    for (const auto& [text, problem] : cases) {
        const std::string path = files_of(state).write("faults.ini", text);
        const auto book = fault_config::load(path);
        assert_false(book.has_value());
        assert_int_equal(book.error().size(), 1);
        assert_string_equal(book.error().front().c_str(), (path + problem).c_str());
    }
}

void what_is_not_ini_is_an_error_with_its_line(void** state) {
    const std::string path = files_of(state).write("faults.ini", "[13105550101]\ncut-after\n");
    const auto book = fault_config::load(path);
    assert_false(book.has_value());
    assert_true(book.error().front().starts_with(path + ":2: "));
}

void a_missing_file_is_an_error(void** state) {
    const std::string path = files_of(state).path("none.ini");
    const auto book = fault_config::load(path);
    assert_false(book.has_value());
    assert_string_equal(
        book.error().front().c_str(),
        (path + ": cannot open the faults file: No such file or directory: correct --faults").c_str());
}

void what_is_known_of_a_phone_comes_from_its_section(void** state) {
    const std::string path = files_of(state).write("faults.ini", "[+1 310 555 0101]\n"
                                                                 "lookup = http 503\n"
                                                                 "complete = http 500\n"
                                                                 "phone-type = voip\n"
                                                                 "delivery = 107 after 5\n"
                                                                 "callback = unsigned\n");
    auto book = fault_config::load(path);
    assert_true(book.has_value());
    assert_int_equal(book->take("13105550101", lookup).size(), 1);
    assert_int_equal(book->take("13105550101", complete).front().number, 500);
    assert_int_equal(book->take("13105550101", send).size(), 0);
    const phone_profile known = book->profile_of("13105550101");
    assert_string_equal(known.data.type.c_str(), "VOIP");
    assert_int_equal(known.delivery.size(), 1);
    assert_int_equal(known.callback_faults.size(), 1);
    assert_string_equal(book->profile_of("13105550102").data.type.c_str(), "");
}

const std::string sample = built::source_dir + std::string{"/conf/simulator-faults.ini"};

void the_sample_is_good_and_explains_every_name(void**) {
    auto book = fault_config::load(sample);
    assert_true(book.has_value());
    assert_int_equal(book->take("13105550108", send).size(), 3);
    assert_int_equal(book->profile_of("13105550116").data.no_data.size(), 9);
    std::ifstream file{sample};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    const auto explained = [&](const char* before, std::string_view name) {
        if (text.find(before + std::string{name} + " ") == std::string::npos)
            fail_msg("%s is not explained", std::string{name}.c_str());
    };
    for (const std::string_view name : fault_names())
        explained("\n; ", name);
    for (const std::string_view name : phone_keys())
        explained("\n; ", name);
    for (const std::string_view name : callback_fault_names())
        explained("\n; ", name);
    for (const char* key : {"send", "check", "lookup", "complete", "times", "delivery", "callback"})
        explained("\n;   ", key);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_phone_gets_its_faults_by_kind_of_request),
        cmocka_unit_test(times_counts_each_kind_by_itself),
        cmocka_unit_test(errors_name_file_line_and_remedy),
        cmocka_unit_test(what_is_not_ini_is_an_error_with_its_line),
        cmocka_unit_test(a_missing_file_is_an_error),
        cmocka_unit_test(what_is_known_of_a_phone_comes_from_its_section),
        cmocka_unit_test(the_sample_is_good_and_explains_every_name),
    };
    return cmocka_run_group_tests(tests, test::make_files, test::remove_files);
}
