// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <string_view>

namespace telesignctl {

/// Why a program can ask nobody for a code.
enum class program_kind {
    single_field,       ///< it answers every prompt with the password, or with the user's name
    not_root,           ///< it does not run as root, so telesignd does not answer it
    needs_mapping,      ///< it answers by its own configuration, which may not know our prompt
    never_authenticates ///< it only asks whether an account may be used, or opens sessions
};

struct pam_program {
    std::string_view service; ///< its PAM service
    std::string_view name;
    program_kind kind;
};

/// A program that is known not to ask for codes, by its PAM service; null: none is known.
const pam_program* find_program(std::string_view service);

/// "vsftpd answers every prompt with the password, …"
std::string describe(const pam_program& program);

std::string remedy_of(const pam_program& program);

} // namespace telesignctl
