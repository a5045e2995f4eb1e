// Options for a sanitizer's runtime in programs that are not ours (sshd, sudo, su, pamtester) and that may drop
// the environment. Their own leaks are none of our business; a report goes to a file that the tests look for.

extern "C" __attribute__((visibility("default"))) const char* __asan_default_options(); // NOLINT: the runtime's name

const char* __asan_default_options() { return "detect_leaks=0:log_path=/run/sanitizer/report"; }
