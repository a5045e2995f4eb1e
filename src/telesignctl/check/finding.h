// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace telesignctl {

enum class check_status { ok, warning, error };

/// One line of `telesignctl check`. Never holds a secret or more than a phone number's ending.
struct finding {
    check_status status = check_status::ok;
    std::string check;  ///< what was checked: "sshd"
    std::string text;   ///< what was found
    std::string remedy; ///< what to do; empty when all is well
};

using findings = std::vector<finding>;

/// The worst of them; `ok` when there are none.
check_status worst_of(const findings& all);

/// A line each for a person, with the remedy below, and a summary, broken as wrap() does.
std::string as_screen(const findings& all, std::size_t columns);

/// {"worst": "warning", "checks": [{"check": "sshd", "status": "warning", "text": "…", "remedy": "…"}]} and a newline.
std::string as_json(const findings& all);

} // namespace telesignctl
