#pragma once

#include "support/unique_fd.h"

#include <string>
#include <string_view>

#include <sys/stat.h>
#include <tl/expected.hpp>

namespace telesignctl {

/// Replaces a file by a new text, whole or not at all, whatever happens meanwhile: readers see the old one or the new
/// one, also after a crash. One edit of a folder at a time. Errors name the file and the remedy.
class file_edit {
public:
    /// Resolves symbolic links, waits a few seconds for another edit to end, and reads the file.
    static tl::expected<file_edit, std::string> begin(const std::string& path);
    file_edit(file_edit&& other) noexcept;
    file_edit& operator=(file_edit&&) = delete;
    file_edit(const file_edit&) = delete;
    file_edit& operator=(const file_edit&) = delete;
    ~file_edit(); ///< without commit() nothing has happened

    [[nodiscard]] const std::string& path() const noexcept { return m_path; } ///< resolved
    [[nodiscard]] const std::string& text() const noexcept { return m_text; }

    /// Writes the new text to the disk, in a file beside the old one with its owner and mode; its path, for a look at it
    /// before commit().
    tl::expected<std::string, std::string> write(std::string_view text);

    /// Puts the new file in the old one's place.
    tl::expected<void, std::string> commit();

private:
    file_edit() = default;
    tl::expected<void, std::string> lock_folder();
    tl::expected<void, std::string> read();
    [[nodiscard]] std::string problem(std::string_view what) const;

    std::string m_path;
    std::string m_new_path; ///< empty: nothing was written
    std::string m_text;
    support::unique_fd m_folder; ///< locked
    struct stat m_status {};     ///< of the old file, when it was read
};

} // namespace telesignctl
