// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

namespace telesignctl {

/// Those of these libraries (DT_NEEDED, with blanks between) that the module does not need as it is shipped.
std::string foreign_libraries(const std::string& needed);

/// Returns the version that the module's file contains; empty if there is none.
std::string module_version(const std::string& path);

} // namespace telesignctl
