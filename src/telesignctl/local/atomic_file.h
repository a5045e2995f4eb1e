// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "support/unique_fd.h"

#include <string>
#include <string_view>

#include <sys/types.h>

namespace telesignctl {

/// A file's next text, in a temporary file beside it until commit(). That file is hidden, and its name is none that libpam
/// or sshd (`*.conf`) reads. One at a time for a file: what a killed process left is overwritten. Everything throws
/// std::system_error with the file and what was tried.
class atomic_file {
public:
    /// Creates the temporary file, empty and for its owner alone. `path`: no symbolic link; nothing need be there yet.
    explicit atomic_file(std::string path);
    atomic_file(const atomic_file&) = delete;
    atomic_file& operator=(const atomic_file&) = delete;
    ~atomic_file(); ///< without commit() nothing has happened

    [[nodiscard]] const std::string& temp_path() const noexcept { return m_temp_path; }

    /// Owner, mode, SELinux label and access list of another file.
    void copy_attributes(const std::string& model) const;
    void set_mode(mode_t mode) const;

    /// On the disk when it returns. Once only.
    void write(std::string_view text) const;

    /// Puts it in the file's place (rename(2)), so that readers see the old text or the new one, also after a crash.
    void commit();

private:
    [[noreturn]] void fail(const char* problem) const;

    std::string m_path;
    std::string m_temp_path;
    support::unique_fd m_file; ///< none: the temporary file is gone
};

/// Replaces the whole text of a file. It keeps its owner, mode, SELinux label and access list, and stays a symbolic link if
/// it is one; a new file is root's, 0644. It is on the disk when this returns. Throws std::system_error; then the file is as
/// it was.
void replace_file(const std::string& path, std::string_view text);

/// Writes a file that only its owner may read. Throws std::system_error.
void write_private_file(const std::string& path, std::string_view text);

} // namespace telesignctl
