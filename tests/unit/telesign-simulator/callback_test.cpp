// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/callback.h"

#include "support/base64.h"
#include "telesign-simulator/encoding.h"
#include "unit/telesign-simulator/known_time.h"

#include "cmocka_cpp.h"

namespace {

using namespace simulator;

constexpr const char* reference = "ABCDEF0123456789ABCDEF0123456789";

std::vector<callback> published(const std::vector<callback_fault>& faults) {
    std::vector<callback> made;
    const callback_publisher publisher{test::customer_id, test::api_key, parse_url("http://account.test/"),
                                       [&](callback each) { made.push_back(std::move(each)); }};
    publisher.publish(reference, {{"reference_id", reference}}, {}, std::chrono::milliseconds{250}, faults);
    return made;
}

std::string signature_of(const callback& made) {
    return simulator::sign(support::decode_base64(test::api_key)->view(), made.body);
}

/// The value of a header, or empty.
std::string header(const callback& made, const char* name) {
    for (const auto& [key, value] : made.credentials)
        if (key == name)
            return value;
    return {};
}

bool is_signed_well(const callback& made) {
    return header(made, "Authorization") == "TSA " + test::customer_id + ":" + signature_of(made) &&
           header(made, "X-TS-Authorization") == header(made, "Authorization");
}

void a_callback_is_signed_by_the_customers_key(void**) {
    const callback made = published({}).at(0);
    assert_string_equal(made.body.c_str(), R"({"reference_id":"ABCDEF0123456789ABCDEF0123456789"})");
    // by Python's hmac module, from what TeleSign's page about callbacks describes
    for (const char* name : {"Authorization", "X-TS-Authorization"})
        assert_string_equal(header(made, name).c_str(),
                            "TSA CUSTOMER-1:DoeWv646vg3j/b6SlK0KdwPJ9gXQA+b9MbQaNVo5DO0=");
    assert_int_equal(made.after.count(), 250);
    assert_string_equal(made.reference_id.c_str(), reference);
    assert_string_equal(made.destination.host.c_str(), "account.test");
}

void faults_about_the_signature(void**) {
    assert_true(published({{.kind = callback_fault_kind::unsigned_}}).at(0).credentials.empty());
    const callback forged = published({{.kind = callback_fault_kind::wrong_key}}).at(0);
    assert_true(header(forged, "Authorization").starts_with("TSA " + test::customer_id + ":"));
    assert_string_equal(header(forged, "X-TS-Authorization").c_str(),
                        header(forged, "Authorization").c_str());
    assert_false(is_signed_well(forged));
}

void each_form_of_telesigns_headers_is_there_to_be_had(void**) {
    const std::string credentials = header(published({}).at(0), "Authorization");
    const callback newer = published({{.kind = callback_fault_kind::x_ts_authorization}}).at(0);
    assert_string_equal(header(newer, "Authorization").c_str(), "");
    assert_string_equal(header(newer, "X-TS-Authorization").c_str(), credentials.c_str());
    const callback older = published({{.kind = callback_fault_kind::authorization}}).at(0);
    assert_string_equal(header(older, "Authorization").c_str(), credentials.c_str());
    assert_string_equal(header(older, "X-TS-Authorization").c_str(), "");
    const callback bare = published({{.kind = callback_fault_kind::bare_signature}}).at(0);
    assert_string_equal(header(bare, "Authorization").c_str(), credentials.c_str());
    assert_string_equal(header(bare, "X-TS-Authorization").c_str(), signature_of(bare).c_str());
}

void faults_about_the_body_are_signed_well(void**) {
    const callback big = published({{.kind = callback_fault_kind::huge}}).at(0);
    assert_true(big.body.size() > 1024UL * 1024);
    assert_true(nlohmann::json::accept(big.body));
    const callback broken = published({{.kind = callback_fault_kind::bad_json}}).at(0);
    assert_false(nlohmann::json::accept(broken.body));
    const callback changed =
        published({{.kind = callback_fault_kind::patch, .patch = {{"reference_id", "A"}}}}).at(0);
    assert_string_equal(changed.body.c_str(), R"({"reference_id":"A"})");
    for (const callback& each : {big, broken, changed})
        assert_true(is_signed_well(each));
}

void what_does_not_fit_is_left_out(void**) {
    const nlohmann::ordered_json patch{{{"op", "remove"}, {"path", "/voice"}}};
    assert_int_equal(published({{.kind = callback_fault_kind::patch, .patch = patch}}).size(), 0);
}

void some_come_twice(void**) {
    assert_int_equal(published({{.kind = callback_fault_kind::twice}}).size(), 2);
}

void without_an_address_there_is_none(void**) {
    int count = 0;
    const callback_publisher publisher{
        test::customer_id, test::api_key, {}, [&](const callback&) { ++count; }};
    publisher.publish(reference, {{"reference_id", reference}}, {}, {}, {});
    assert_int_equal(count, 0);
    publisher.publish(reference, {{"reference_id", reference}}, parse_url("http://own.test/"), {}, {});
    assert_int_equal(count, 1);
    callback_publisher{}.publish(reference, {{"reference_id", reference}}, parse_url("http://own.test/"), {},
                                 {});
    assert_int_equal(count, 1);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_callback_is_signed_by_the_customers_key),
        cmocka_unit_test(faults_about_the_signature),
        cmocka_unit_test(each_form_of_telesigns_headers_is_there_to_be_had),
        cmocka_unit_test(faults_about_the_body_are_signed_well),
        cmocka_unit_test(what_does_not_fit_is_left_out),
        cmocka_unit_test(some_come_twice),
        cmocka_unit_test(without_an_address_there_is_none),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
