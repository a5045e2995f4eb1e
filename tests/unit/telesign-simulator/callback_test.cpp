#include "telesign-simulator/callback.h"

#include "telesign-simulator/encoding.h"
#include "unit/telesign-simulator/known_time.h"

#include "cmocka_cpp.h"

namespace {

using namespace simulator;

constexpr const char* reference = "ABCDEF0123456789ABCDEF0123456789";

std::vector<callback> announced(const std::vector<callback_fault>& faults) {
    std::vector<callback> made;
    const callback_desk desk{test::customer_id, test::api_key, parse_url("http://account.test/"),
                             [&](callback each) { made.push_back(std::move(each)); }};
    desk.announce({{"reference_id", reference}}, {}, std::chrono::milliseconds{250}, faults);
    return made;
}

bool is_signed_well(const callback& made) {
    return made.credentials == "TSA " + test::customer_id + ":" +
                                   base64_encode(hmac_sha256(*base64_decode(test::api_key), made.body));
}

void a_callback_is_signed_by_the_customers_key(void**) {
    const callback made = announced({}).at(0);
    assert_string_equal(made.body.c_str(), R"({"reference_id":"ABCDEF0123456789ABCDEF0123456789"})");
    assert_string_equal(made.header.c_str(), "Authorization");
    // by Python's hmac module, from what telesign-api.md describes
    assert_string_equal(made.credentials.c_str(),
                        "TSA CUSTOMER-1:DoeWv646vg3j/b6SlK0KdwPJ9gXQA+b9MbQaNVo5DO0=");
    assert_int_equal(made.after.count(), 250);
    assert_string_equal(made.reference_id.c_str(), reference);
    assert_string_equal(made.to.host.c_str(), "account.test");
}

void faults_about_the_signature(void**) {
    const callback plain = announced({callback_fault::unsigned_}).at(0);
    assert_string_equal(plain.header.c_str(), "");
    const callback forged = announced({callback_fault::wrong_key}).at(0);
    assert_string_equal(forged.header.c_str(), "Authorization");
    assert_true(forged.credentials.starts_with("TSA " + test::customer_id + ":"));
    assert_false(is_signed_well(forged));
    const callback other = announced({callback_fault::x_ts_authorization}).at(0);
    assert_string_equal(other.header.c_str(), "x-ts-authorization");
    assert_true(is_signed_well(other));
}

void faults_about_the_body_are_signed_well(void**) {
    const callback big = announced({callback_fault::huge}).at(0);
    assert_true(big.body.size() > 1024UL * 1024);
    assert_true(nlohmann::json::accept(big.body));
    const callback broken = announced({callback_fault::bad_json}).at(0);
    assert_false(nlohmann::json::accept(broken.body));
    const callback astray = announced({callback_fault::other_reference}).at(0);
    const std::string other = nlohmann::json::parse(astray.body).at("reference_id");
    assert_int_equal(other.size(), 32);
    assert_string_not_equal(other.c_str(), reference);
    for (const callback& each : {big, broken, astray})
        assert_true(is_signed_well(each));
}

void some_come_twice_and_some_never(void**) {
    assert_int_equal(announced({callback_fault::twice}).size(), 2);
    assert_int_equal(announced({callback_fault::none, callback_fault::twice}).size(), 0);
}

void without_an_address_there_is_none(void**) {
    int count = 0;
    const callback_desk desk{test::customer_id, test::api_key, {}, [&](const callback&) { ++count; }};
    desk.announce({{"reference_id", reference}}, {}, {}, {});
    assert_int_equal(count, 0);
    desk.announce({{"reference_id", reference}}, parse_url("http://own.test/"), {}, {});
    assert_int_equal(count, 1);
    callback_desk{}.announce({{"reference_id", reference}}, parse_url("http://own.test/"), {}, {});
    assert_int_equal(count, 1);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_callback_is_signed_by_the_customers_key),
        cmocka_unit_test(faults_about_the_signature),
        cmocka_unit_test(faults_about_the_body_are_signed_well),
        cmocka_unit_test(some_come_twice_and_some_never),
        cmocka_unit_test(without_an_address_there_is_none),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
