// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "built_files.h"
#include "unit/config/temporary_files.h"

#include <filesystem>
#include <string>

namespace test {

/// The translations that were built, as files of whoever runs the test: telesignd reads its own and root's
/// only.
class own_catalogues {
public:
    own_catalogues() {
        std::filesystem::copy(built::locale_dir, folder(), std::filesystem::copy_options::recursive);
    }

    [[nodiscard]] std::string folder() const { return m_files.path("locale"); }

private:
    const temporary_files m_files;
};

} // namespace test
