// SPDX-License-Identifier: BSD-3-Clause
// Loads a phones.ini of 1,000,000 users and looks them up, next to a reference and to the bound that we promise:
//   load    against bare inih with a handler that does nothing, on the same file; bound 5 s and 300 MB
//   lookup  against std::unordered_map<std::string, uint64_t>::find of the same names in the same order; bound 2 us
// Usage: phone_book_bench [USERS]
#include "config/safe_open.h"
#include "directory/phone_book.h"
#include "unit/config/temporary_files.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>

#include <fmt/format.h>
#include <ini.h>

namespace {

constexpr double load_bound_seconds = 5;
constexpr double memory_bound_mb = 300;
constexpr double lookup_bound_ns = 2000;
constexpr int lookup_rounds = 3;

template <typename Work>
double seconds_of(Work work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// A figure of /proc/self/status in MB (proc(5)): VmHWM is the peak of resident memory, VmRSS that of now.
double memory_mb(std::string_view figure) {
    std::ifstream status{"/proc/self/status"};
    for (std::string word; status >> word;)
        if (double kilobytes = 0; word == figure && status >> kilobytes)
            return kilobytes / 1024;
    return 0;
}

std::string name_of_user(std::size_t number) {
    return fmt::format("user{:07}", number);
}

std::string write_phones(const test::temporary_files& files, std::size_t users) {
    std::string text = "[phones]\n";
    for (std::size_t number = 0; number < users; ++number)
        fmt::format_to(std::back_inserter(text), "{} = +1 310 {:03} {:04}\n", name_of_user(number),
                       number / 10'000 % 1000, number % 10'000);
    return files.write("phones.ini", text);
}

int ignore(void*, const char*, const char*, const char*) {
    return 1;
}

/// Nanoseconds for one lookup.
template <typename Find>
double lookup_ns(const std::vector<std::string>& names, Find find) {
    std::size_t found = 0;
    const double seconds = seconds_of([&] {
        for (int round = 0; round < lookup_rounds; ++round)
            for (const std::string& name : names)
                found += find(name) ? 1 : 0;
    });
    if (found != names.size() * lookup_rounds) {
        fmt::print(stderr, "a user was not found\n");
        std::exit(1); // NOLINT(concurrency-mt-unsafe): there is one thread
    }
    return seconds * 1e9 / static_cast<double>(found);
}

void print(std::string_view what, double ours, double reference, double bound, std::string_view unit) {
    fmt::print("{:<26} {:>10.3f} {:<4} reference {:>10.3f} {:<4} ratio {:>6.2f}   bound {:>6} {:<4} {}\n",
               what, ours, unit, reference, unit, ours / reference, bound, unit,
               ours < bound ? "kept" : "BROKEN");
}

int run(std::size_t users) {
    const test::temporary_files files;
    const std::string path = write_phones(files, users);
    config::settings settings;
    settings.phones_file = path;

    const double inih_seconds = seconds_of([&] { ::ini_parse(path.c_str(), ignore, nullptr); });
    tl::expected<directory::loaded_book, std::string> loaded;
    const double before_mb = memory_mb("VmRSS:");
    const double load_seconds = seconds_of([&] { loaded = directory::load_phone_book(settings); });
    const double peak_mb = memory_mb("VmHWM:");
    if (!loaded || loaded->book->size() != users || loaded->warning_count != 0) {
        fmt::print(stderr, "the file was not read well\n");
        return 1;
    }

    std::vector<std::string> names;
    std::unordered_map<std::string, std::uint64_t> map;
    for (std::size_t number = 0; number < users; ++number) {
        names.push_back(name_of_user(number));
        map.emplace(names.back(), number + 1);
    }
    std::shuffle(names.begin(), names.end(), std::mt19937{1}); // NOLINT(cert-msc51-cpp): the same at each run
    const double map_ns =
        lookup_ns(names, [&](const std::string& name) { return map.find(name) != map.end(); });
    const double book_ns =
        lookup_ns(names, [&](const std::string& name) { return loaded->book->find(name) != nullptr; });

    fmt::print("{} users\n", users);
    print("load (ref.: bare inih)", load_seconds, inih_seconds, load_bound_seconds, "s");
    print("peak memory (ref.: before)", peak_mb, before_mb, memory_bound_mb, "MB");
    print("lookup (ref.: map::find)", book_ns, map_ns, lookup_bound_ns, "ns");
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    try {
        return run(argc > 1 ? std::stoul(argv[1]) : 1'000'000);
    } catch (const std::exception& error) {
        fmt::print(stderr, "{}\n", error.what());
        return 1;
    }
}
