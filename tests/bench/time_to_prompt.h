// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "built_files.h"
#include "test_environment/test_environment.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include <security/pam_appl.h>

/// What benchmarks of logins share.
namespace bench {

using steady = std::chrono::steady_clock;
using microseconds = std::chrono::duration<double, std::micro>;

inline constexpr int rounds = 100;
inline steady::time_point prompt_shown;

/// Notes when the prompt comes and gives up: a real person takes seconds.
inline int converse(int, const pam_message**, pam_response**, void*) {
    prompt_shown = steady::now();
    return PAM_CONV_ERR;
}

/// Writes a PAM service "bench" that asks the environment's daemon, and returns the folder for time_to_prompt().
inline std::string make_service(const tests::test_environment& environment) {
    std::string confdir = environment.path("pam.d");
    std::filesystem::create_directory(confdir);
    tests::write_file(confdir + "/bench", std::string{"auth required "} + built::pam_module +
                                              " socket=" + environment.socket() + "\n");
    return confdir;
}

inline microseconds time_to_prompt(const std::string& confdir, const char* user) {
    const pam_conv conversation{converse, nullptr};
    pam_handle_t* handle = nullptr;
    const auto begin = steady::now();
    prompt_shown = begin;
    if (::pam_start_confdir("bench", user, &conversation, confdir.c_str(), &handle) != PAM_SUCCESS)
        throw std::runtime_error{"pam_start_confdir"};
    ::pam_authenticate(handle, PAM_SILENT);
    ::pam_end(handle, PAM_CONV_ERR);
    if (prompt_shown == begin)
        throw std::runtime_error{"no prompt came"};
    return prompt_shown - begin;
}

inline double median(const std::function<microseconds()>& measure) {
    measure(); // warms caches, and telesignd's connection
    std::vector<double> times(rounds);
    for (double& each : times)
        each = measure().count();
    std::nth_element(times.begin(), times.begin() + rounds / 2, times.end());
    return times[rounds / 2];
}

} // namespace bench
