// SPDX-License-Identifier: BSD-3-Clause
#include "http/connection.h"

#include <memory>
#include <string>
#include <string_view>

#include <curl/mprintf.h>
#include <malloc.h>

#include "cmocka_cpp.h"

namespace {

struct {
    int freed = 0;
    int not_wiped = 0;
} watch; // what lane.cpp gives to free(3)

struct fixture {
    http::connection_pool pool{1};
    std::unique_ptr<http::connection> first;
    std::unique_ptr<http::connection> second;
};

int setup(void** state) {
    *state = new fixture;
    return 0;
}

int teardown(void** state) {
    delete static_cast<fixture*>(*state);
    return 0;
}

void what_is_given_back_is_lent_again_and_no_more_than_max_idle_is_kept(void** state) {
    auto& f = *static_cast<fixture*>(*state);
    f.first = f.pool.acquire();
    f.second = f.pool.acquire();
    assert_ptr_not_equal(f.first.get(), f.second.get());
    const auto* const kept = f.first.get();
    f.pool.release(std::move(f.first));
    f.pool.release(std::move(f.second)); // one is kept already, so this one goes
    f.first = f.pool.acquire();
    assert_ptr_equal(f.first.get(), kept);
}

void options_do_not_outlive_the_loan(void** state) {
    auto& f = *static_cast<fixture*>(*state);
    f.first = f.pool.acquire();
    int mine = 0;
    assert_int_equal(curl_easy_setopt(f.first->easy(), CURLOPT_PRIVATE, &mine), CURLE_OK);
    f.pool.release(std::move(f.first));
    f.first = f.pool.acquire();
    int* found = &mine;
    assert_int_equal(curl_easy_getinfo(f.first->easy(), CURLINFO_PRIVATE, &found), CURLE_OK);
    assert_null(found);
}

void memory_that_libcurl_frees_is_wiped(void** state) {
    auto& f = *static_cast<fixture*>(*state);
    f.first = f.pool.acquire();
    watch = {};
    assert_int_equal(curl_easy_setopt(f.first->easy(), CURLOPT_URL, "https://localhost/?verify_code=12345"),
                     CURLE_OK);
    curl_easy_reset(f.first->easy());
    assert_in_range(watch.freed, 1, 1000);
    assert_int_equal(watch.not_wiped, 0);
}

void memory_that_libcurl_outgrows_is_wiped(void** state) {
    (void)state;
    const std::string part(100, 'x');
    watch = {};
    char* const whole = curl_maprintf("%s%s%s%s", part.c_str(), part.c_str(), part.c_str(), part.c_str());
    assert_non_null(whole);
    assert_int_equal(std::string_view{whole}.size(), 400);
    assert_in_range(watch.freed, 1, 1000); // its growth
    assert_int_equal(watch.not_wiped, 0);
    curl_free(whole);
    assert_int_equal(watch.not_wiped, 0);
}

} // namespace

// The linker gives these to lane.cpp in place of free(3).
extern "C" void __real_free(void* block);  // NOLINT(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp)
extern "C" void __wrap_free(void* block) { // NOLINT(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp)
    const std::string_view bytes{static_cast<char*>(block), block == nullptr ? 0 : malloc_usable_size(block)};
    watch.freed += block == nullptr ? 0 : 1;
    watch.not_wiped += bytes.find_first_not_of('\0') == std::string_view::npos ? 0 : 1;
    __real_free(block);
}

int main() {
#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const CMUnitTest tests[] = {
        CASE(what_is_given_back_is_lent_again_and_no_more_than_max_idle_is_kept),
        CASE(options_do_not_outlive_the_loan),
        CASE(memory_that_libcurl_frees_is_wiped),
        CASE(memory_that_libcurl_outgrows_is_wiped),
    };
    return cmocka_run_group_tests_name("http.connection", tests, nullptr, nullptr);
}
