// SPDX-License-Identifier: BSD-3-Clause
// Options for AddressSanitizer's runtime in programs that are not ours (sshd, sudo, su, pamtester) and that may
// drop the environment. This library is loaded before the runtime, so the order is checked by nobody else; leaks of
// those programs are none of our business; a report goes to a file that the tests look for.

// NOLINTNEXTLINE(bugprone-reserved-identifier): the name that the runtime looks for
extern "C" __attribute__((visibility("default"))) const char* __asan_default_options() {
    return "verify_asan_link_order=0:detect_leaks=0:log_path=/run/sanitizer/report";
}
