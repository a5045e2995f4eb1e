// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/phone_section.h"

#include "cmocka_cpp.h"

namespace {

using namespace simulator;

void faults_belong_to_their_kind_of_request(void**) {
    phone_section section;
    const std::pair<const char*, request_kind> cases[] = {{"send", request_kind::send},
                                                          {"check", request_kind::check},
                                                          {"lookup", request_kind::lookup},
                                                          {"complete", request_kind::complete}};
    int number = 500;
    for (const auto& [key, kind] : cases)
        assert_false(section.set(key, "http " + std::to_string(number++)).has_value());
    number = 500;
    for (const auto& [key, kind] : cases)
        assert_int_equal(section.take(kind).front().number, number++);
}

void times_counts_each_kind_by_itself(void**) {
    phone_section section;
    for (const auto& [key, value] : {std::pair{"send", "http 503"}, {"lookup", "http 503"}, {"times", "2"}})
        assert_false(section.set(key, value).has_value());
    for (int request = 0; request < 3; ++request) {
        assert_int_equal(section.take(request_kind::send).size(), request < 2 ? 1 : 0);
        assert_int_equal(section.take(request_kind::lookup).size(), request < 2 ? 1 : 0);
        assert_int_equal(section.take(request_kind::complete).size(), 0);
    }
}

void a_channels_own_delivery_comes_first(void**) {
    phone_section section;
    assert_false(section.set("delivery", "100 after 1").has_value());
    assert_false(section.set("delivery-sms", "200 after 1").has_value());
    using enum gateway::channel;
    assert_int_equal(section.profile().delivery_by(sms).front().status, 200);
    assert_int_equal(section.profile().delivery_by(voice).front().status, 100);
    assert_int_equal(section.profile().delivery_by(smart).front().status, 100);
}

void every_key_is_taken_once(void**) {
    const std::pair<const char*, const char*> cases[] = {{"delivery", "remove one"},
                                                         {"times", "remove one"},
                                                         {"swapped", "remove one"},
                                                         {"check", "join the faults with commas"},
                                                         {"callback", "join the faults with commas"}};
    phone_section section;
    for (const auto& [key, value] : {std::pair{"delivery", "100 after 1"},
                                     {"times", "1"},
                                     {"swapped", "never"},
                                     {"check", "http 503"},
                                     {"callback", "twice"}})
        assert_false(section.set(key, value).has_value());
    for (const auto& [key, remedy] : cases)
        assert_string_equal(section.set(key, "1").value_or("").c_str(),
                            (std::string{key} + ": given twice for this phone: " + remedy).c_str());
}

void bad_keys_and_values_are_told_apart(void**) {
    const std::tuple<const char*, const char*, const char*> cases[] = {
        {"deliver", "1", "deliver: unknown key: write send, check, "},
        {"delivery-fax", "100 after 1", "delivery-fax: no channel: write delivery, "},
        {"delivery", "soon", "delivery: 'soon' is not a step of a delivery: "},
        {"callback", "late", "callback: unknown fault of a callback 'late': "},
        {"complete", "late", "complete: unknown fault 'late': "},
        {"sim-swap", "9", "sim-swap: bad value '9': write 1 to 4"},
        {"times", "0", "times: not a number of requests: write 1 or more"},
        {"\x1b", "1", "\\x1b: unknown key: "}};
    for (const auto& [key, value, problem] : cases) {
        phone_section section;
        const std::string told = section.set(key, value).value_or("");
        if (!told.starts_with(problem))
            fail_msg("%s", told.c_str());
    }
}

void times_alone_is_a_conflict(void**) {
    phone_section section;
    assert_false(section.conflict().has_value());
    assert_false(section.set("times", "1").has_value());
    assert_string_equal(section.conflict().value_or("").c_str(),
                        "times without send, check, lookup, complete: add one");
    assert_false(section.set("complete", "http 503").has_value());
    assert_false(section.conflict().has_value());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(faults_belong_to_their_kind_of_request),
        cmocka_unit_test(times_counts_each_kind_by_itself),
        cmocka_unit_test(a_channels_own_delivery_comes_first),
        cmocka_unit_test(every_key_is_taken_once),
        cmocka_unit_test(bad_keys_and_values_are_told_apart),
        cmocka_unit_test(times_alone_is_a_conflict),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
