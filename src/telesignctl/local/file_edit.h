// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignctl/local/atomic_file.h"
#include "telesignctl/local/file_lock.h"

#include <optional>
#include <string>
#include <string_view>

#include <sys/stat.h>

namespace telesignctl {

/// Replaces a file by a new text, whole or not at all, whatever happens meanwhile: readers see the old one or the new
/// one, also after a crash. One edit of a folder at a time. Everything throws std::runtime_error, which names the file and
/// the remedy.
class file_edit {
public:
    /// Resolves symbolic links, waits a few seconds for another edit to end, and reads the file.
    explicit file_edit(const std::string& path);

    [[nodiscard]] const std::string& path() const noexcept { return m_path; } ///< resolved
    [[nodiscard]] const std::string& text() const noexcept { return m_text; }

    /// Writes the new text to the disk, in a file beside the old one and with its attributes (atomic_file). Returns that
    /// file's path, for a check before commit().
    const std::string& write(std::string_view text);

    /// Puts the new file in the old one's place. Without it nothing has happened.
    void commit();

private:
    std::string m_path;
    std::optional<file_lock> m_lock; ///< of the folder: the file itself is another one after commit()
    struct stat m_status {};         ///< of the old file, before it was read
    std::string m_text;
    std::optional<atomic_file> m_replacement; ///< none: nothing was written
};

} // namespace telesignctl
