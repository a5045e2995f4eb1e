// SPDX-License-Identifier: BSD-3-Clause
// What [risk] check costs before the prompt: requests and time, with an answer that is kept and with one that is not,
// next to a login that asks nothing about the phone.

#include "time_to_prompt.h"

#include <cstdio>
#include <cstdlib>

namespace {

using namespace bench;

struct cost {
    double time;     ///< microseconds, median
    double requests; ///< to PhoneID, for each login
};

cost measure(const tests::test_environment& environment, const std::string& confdir, const char* user) {
    const auto lookups = [&environment] {
        const auto all = environment.requests();
        return std::count_if(all.begin(), all.end(),
                             [](const auto& each) { return each.path.starts_with("/v1/phoneid/"); });
    };
    const auto before = lookups();
    const double time = median([&] { return time_to_prompt(confdir, user); });
    return {time, static_cast<double>(lookups() - before) / (rounds + 1)};
}

void print(const char* what, const cost& one, const cost& reference) {
    std::printf("%-36s %9.0f us   %+6.2f ms   ratio %.2f   %.2f lookups a login\n", what, one.time,
                (one.time - reference.time) / 1000, one.time / reference.time, one.requests);
}

tests::environment_options with_cache(const char* cache) {
    tests::environment_options options;
    options.phones = "alice = +1 310 555 1212\n"
                     "[user bob]\nphone = +1 310 555 1213\nrisk.check = sim_swap\nrisk.max_sim_swap = 2\n";
    options.more = std::string{"[risk]\ncache = "} + cache + '\n';
    return options;
}

void compare() {
    const tests::test_environment kept{with_cache("1h")};
    const std::string confdir = make_service(kept);
    const cost nothing = measure(kept, confdir, "alice");
    const cost cached = measure(kept, confdir, "bob");
    const tests::test_environment fresh{with_cache("0s")};
    const cost uncached = measure(fresh, make_service(fresh), "bob");

    std::printf("pam_authenticate to the prompt, median of %d, simulator on loopback\n", rounds);
    print("no check", nothing, nothing);
    print("check = sim_swap, cache = 1h", cached, nothing);
    print("check = sim_swap, cache = 0s", uncached, nothing);
}

} // namespace

int main() {
    try {
        compare();
        return EXIT_SUCCESS;
    } catch (const std::exception& problem) {
        (void)std::fprintf(stderr, "risk_bench: %s\n", problem.what());
        return EXIT_FAILURE;
    }
}
