// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <string_view>
#include <vector>

// The text of a file in /etc/pam.d, as pam.conf(5) describes it and Linux-PAM's pam_handlers.c reads it.
namespace telesignctl::pam {

/// A line that means something; with `\` at its end it goes on in the next one.
struct line {
    unsigned first = 0; ///< its number, from 1
    unsigned last = 0;
    std::string type;      ///< lower case: auth, account, session, password; of `@include`: empty
    bool optional = false; ///< `-auth`: no fault when the module is not installed
    std::string control;   ///< as written, lower case; of `@include`: "@include"
    std::string module;    ///< or the file of include, substack and @include
    std::vector<std::string> arguments;
};

struct service_file {
    std::vector<line> lines;
    std::vector<std::string> problems; ///< "line 3: …"; that line is left out of `lines`
};

service_file parse_service(std::string_view text);

/// Whether the line is in the auth stack, be it by an @include.
bool may_authenticate(const line& rule);

/// The module's file name, without folder.
std::string_view module_name(const line& rule);

} // namespace telesignctl::pam
