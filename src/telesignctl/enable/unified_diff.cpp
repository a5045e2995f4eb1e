// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/enable/unified_diff.h"

#include "support/text.h"
#include "telesignctl/enable/scratch_folder.h"
#include "telesignctl/local/atomic_file.h"
#include "telesignctl/local/program.h"

#include <filesystem>
#include <stdexcept>

namespace telesignctl {

namespace {

constexpr const char* scratch_pattern =
    "/tmp/telesignctl-XXXXXX"; // where nobody else may rename it, unlike $TMPDIR
constexpr int differs = 1;     // diff's exit status; beyond: trouble

/// A file may hold what would move a terminal's cursor.
std::string for_terminal(const std::string& text) {
    std::string result;
    std::string part;
    for (const char each : text) {
        if (each != '\n' && each != '\t') {
            part += each;
            continue;
        }
        result += support::escape_control(part) + each;
        part.clear();
    }
    return result + support::escape_control(part);
}

} // namespace

std::string unified_diff(const std::string& path, std::string_view text) {
    const scratch_folder scratch{scratch_pattern};
    const std::string next = scratch.path() + "/next";
    write_private_file(next, text);
    const bool is_new = !std::filesystem::exists(path);
    const program_result result =
        run_program({"/usr/bin/diff", "--unified", "--label", is_new ? "/dev/null" : path, "--label", path,
                     is_new ? "/dev/null" : path, next});
    if (result.status > differs || result.status < 0)
        throw std::runtime_error{"diff " + path + ": " +
                                 support::remove_control(support::trim(result.error))};
    return for_terminal(result.out);
}

} // namespace telesignctl
