// SPDX-License-Identifier: BSD-3-Clause
// What the module costs its host: its lines, its bytes, and the memory that pamtester needs with it, next to
// pamtester with pam_permit. pam_exec, as a session module after the login, reads the host's peak from the kernel.

#include "built_files.h"
#include "test_environment/test_environment.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

namespace fs = std::filesystem;

long lines_of_source() {
    long lines = 0;
    for (const auto& file : fs::directory_iterator{built::source_dir + std::string{"/src/pam_telesign"}}) {
        std::ifstream text{file.path()};
        for (std::string line; std::getline(text, line);)
            ++lines;
    }
    return lines;
}

/// Kilobytes of resident memory at the peak of `pamtester bench alice authenticate open_session`.
long peak_of_host(const tests::test_environment& environment, const std::string& auth_module, bool asks) {
    const std::string folder = environment.path("pam.d");
    fs::create_directory(folder);
    tests::write_file(folder + "/bench", "auth required " + auth_module +
                                             "\nsession required pam_exec.so stdout " +
                                             environment.path("peak") + "\n");
    tests::write_file(environment.path("peak"),
                      "#!/bin/sh\ngrep VmHWM /proc/$PPID/status > " + environment.path("peak.txt") + "\n");
    ::chmod(environment.path("peak").c_str(), 0700);
    const std::string typed = environment.path("typed");
    ::unlink(typed.c_str());
    if (::mkfifo(typed.c_str(), 0600) != 0)
        throw std::runtime_error{"mkfifo"};
    const std::size_t sent_before = environment.codes().size();
    tests::process host{{"/bin/sh", "-c",
                         "exec env LD_PRELOAD=libpam_wrapper.so PAM_WRAPPER=1 PAM_WRAPPER_SERVICE_DIR=" +
                             folder + " pamtester bench alice authenticate open_session < " + typed},
                        environment.path("host.log")};
    {
        std::ofstream person{typed};
        if (asks)
            person << environment.code(sent_before).code << '\n';
    }
    if (host.wait() != 0)
        throw std::runtime_error{"pamtester: " + tests::read_file(environment.path("host.log"))};
    const std::string peak = tests::read_file(environment.path("peak.txt"));
    return std::stol(peak.substr(peak.find_first_of("0123456789")));
}

} // namespace

int main() {
    try {
        const tests::test_environment environment;
        const long permit = peak_of_host(environment, "pam_permit.so", false);
        const long telesign =
            peak_of_host(environment, built::pam_module + (" socket=" + environment.socket()), true);
        std::printf("source of the module: %ld lines\n", lines_of_source());
        std::printf("pam_telesign.so:      %ju bytes\n",
                    static_cast<std::uintmax_t>(fs::file_size(built::pam_module)));
        std::printf("pamtester with pam_permit:   %6ld kB resident at its peak\n", permit);
        std::printf("pamtester with pam_telesign: %6ld kB   (%+ld kB, ratio %.3f)\n", telesign,
                    telesign - permit, static_cast<double>(telesign) / static_cast<double>(permit));
        return EXIT_SUCCESS;
    } catch (const std::exception& problem) {
        (void)std::fprintf(stderr, "module_size_bench: %s\n", problem.what());
        return EXIT_FAILURE;
    }
}
