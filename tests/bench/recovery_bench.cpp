// SPDX-License-Identifier: BSD-3-Clause
// What a try with a recovery code costs: time, for a user with codes and for one without, and memory, beside what it may
// cost (100 ms and 32 MiB; two tries run at once). Each in a process of its own, so that the peak is of that work alone.

#include "policy/recovery_codes.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

using steady = std::chrono::steady_clock;

constexpr int rounds = 21;
constexpr double most_time = 100;  // ms
constexpr double most_memory = 32; // MiB, a try

double peak_memory() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    return static_cast<double>(used.ru_maxrss) / 1024; // of KiB, getrusage(2)
}

/// A wrong code: every try costs the same, and this one can be typed again.
void try_code(policy::recovery_codes& codes, const std::string& user) {
    if (!codes.use(user, "0000000000000000", steady::now() + std::chrono::minutes{1}, {}))
        std::abort(); // no place within a minute
}

double median_time(policy::recovery_codes& codes, const std::string& user) {
    std::vector<double> times;
    for (int round = 0; round < rounds; ++round) {
        const auto begin = steady::now();
        try_code(codes, user);
        times.push_back(std::chrono::duration<double, std::milli>(steady::now() - begin).count());
    }
    std::sort(times.begin(), times.end());
    return times[rounds / 2];
}

/// By how much the peak of the memory in use grows while so many threads try at once.
double growth(policy::recovery_codes& codes, int threads) {
    const double before = peak_memory();
    std::vector<std::thread> all;
    all.reserve(static_cast<std::size_t>(threads));
    for (int each = 0; each < threads; ++each)
        all.emplace_back([&codes] { try_code(codes, "alice"); });
    for (std::thread& each : all)
        each.join();
    return peak_memory() - before;
}

/// What `measure` returns in a child of its own; -1 when that ends early.
double apart(const std::function<double()>& measure) {
    auto* const result = static_cast<double*>(
        ::mmap(nullptr, sizeof(double), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
    if (result == MAP_FAILED)
        return -1;
    *result = -1;
    const pid_t child = ::fork();
    if (child == 0) {
        *result = measure();
        ::_exit(EXIT_SUCCESS);
    }
    ::waitpid(child, nullptr, 0);
    const double measured = *result;
    ::munmap(result, sizeof(double));
    return measured;
}

void print(const char* what, double value, const char* unit, double bound) {
    std::printf("%-44s %7.1f %-3s  may cost %4.0f %-3s  ratio %.2f\n", what, value, unit, bound, unit,
                value / bound);
}

} // namespace

int main() {
    policy::keep_no_large_blocks(); // as telesignd does
    // As kept from an earlier daemon, so that no scrypt has run in this process: the children begin with a small peak.
    policy::recovery_codes codes;
    for (unsigned number = 1; number <= policy::recovery_codes::set_size; ++number)
        codes.restore("alice", {number, std::vector<std::uint8_t>(16, 7), {}, {}, std::nullopt});
    print("a try, median", apart([&] { return median_time(codes, "alice"); }), "ms", most_time);
    print("a try of a user without codes, median", apart([&] { return median_time(codes, "mallory"); }), "ms",
          most_time);
    print("one try, growth of the peak", apart([&] { return growth(codes, 1); }), "MiB", most_memory);
    print("20 tries at once, growth of the peak", apart([&] { return growth(codes, 20); }), "MiB",
          2 * most_memory);
    return EXIT_SUCCESS;
}
