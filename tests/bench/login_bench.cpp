// SPDX-License-Identifier: BSD-3-Clause
// From pam_authenticate to the prompt, next to a bare libcurl program that makes the same POST: once with a new
// connection each time, as a module that calls TeleSign from inside sshd would have to, and once on a kept one.

#include "time_to_prompt.h"

#include <cstdio>
#include <cstdlib>
#include <set>
#include <stdexcept>
#include <string>

#include <curl/curl.h>

namespace {

using namespace bench;

std::size_t discard(char*, std::size_t size, std::size_t count, void*) {
    return size * count;
}

microseconds time_to_post(CURL* handle, const tests::test_environment& environment) {
    const auto begin = steady::now();
    const std::string url = "https://127.0.0.1:" + std::to_string(environment.port()) + "/v1/verify/sms";
    const std::string ca = environment.path("cert.pem");
    ::curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
    ::curl_easy_setopt(handle, CURLOPT_CAINFO, ca.c_str());
    ::curl_easy_setopt(handle, CURLOPT_PROXY, "");
    ::curl_easy_setopt(handle, CURLOPT_USERNAME, tests::test_environment::customer_id);
    ::curl_easy_setopt(handle, CURLOPT_PASSWORD, tests::test_environment::api_key);
    ::curl_easy_setopt(handle, CURLOPT_POSTFIELDS, "phone_number=13105551212&ucid=ATCK&language=en-US");
    ::curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, discard);
    long status = 0;
    if (::curl_easy_perform(handle) != CURLE_OK ||
        ::curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status) != CURLE_OK || status != 200)
        throw std::runtime_error{"the bare POST failed"};
    return steady::now() - begin;
}

std::size_t connections(const tests::test_environment& environment) {
    std::set<unsigned> seen;
    for (const auto& request : environment.requests())
        seen.insert(request.connection);
    return seen.size();
}

void compare(const tests::test_environment& environment) {
    const std::string confdir = make_service(environment);
    for (int login = 0; login < 3; ++login)
        time_to_prompt(confdir, "alice");
    std::printf("TLS connections for three logins: %zu\n", connections(environment));

    const double module = median([&] { return time_to_prompt(confdir, "alice"); });
    const double fresh = median([&] {
        CURL* handle = ::curl_easy_init();
        const auto took = time_to_post(handle, environment);
        ::curl_easy_cleanup(handle);
        return took;
    });
    CURL* kept = ::curl_easy_init();
    const double warm = median([&] { return time_to_post(kept, environment); });
    ::curl_easy_cleanup(kept);

    std::printf("median of %d, simulator on loopback\n", rounds);
    std::printf("%-48s %9.0f us\n", "pam_authenticate to the prompt", module);
    std::printf("%-48s %9.0f us   ratio %.2f\n", "bare libcurl, a connection for each POST", fresh,
                module / fresh);
    std::printf("%-48s %9.0f us   ratio %.2f\n", "bare libcurl, one kept connection", warm, module / warm);
}

} // namespace

int main() {
    try {
        tests::environment_options options;
        options.telesign = "auth = basic\n"; // the bare program's requests are then the same
        const tests::test_environment environment{options};
        ::curl_global_init(CURL_GLOBAL_DEFAULT);
        compare(environment);
        ::curl_global_cleanup();
        return EXIT_SUCCESS;
    } catch (const std::exception& problem) {
        (void)std::fprintf(stderr, "login_bench: %s\n", problem.what());
        return EXIT_FAILURE;
    }
}
