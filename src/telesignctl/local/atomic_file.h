#pragma once

#include "support/unique_fd.h"

#include <string>
#include <string_view>

#include <sys/types.h>

namespace telesignctl {

/// A file's next text, in a draft beside it, hidden and no name that libpam or sshd (`*.conf`) reads, until it takes the
/// file's place as a whole. One at a time for a file: what a killed process left is written over. Everything throws
/// std::system_error with the file and what was tried.
class atomic_file {
public:
    /// Makes the draft, empty and for its owner alone. `path`: no symbolic link; nothing need be there yet.
    explicit atomic_file(std::string path);
    atomic_file(const atomic_file&) = delete;
    atomic_file& operator=(const atomic_file&) = delete;
    ~atomic_file(); ///< without replace() nothing has happened

    [[nodiscard]] const std::string& temp_path() const noexcept { return m_temp_path; } ///< a path

    /// Owner, mode, SELinux label and access list of another file.
    void copy_attributes(const std::string& model) const;
    void set_mode(mode_t mode) const;

    /// On the disk when it returns. Once only.
    void write(std::string_view text) const;

    /// Puts it in the file's place (rename(2)), so that readers see the old text or the new one, also after a crash.
    void replace();

private:
    [[noreturn]] void fail(const char* problem) const;

    std::string m_path;
    std::string m_temp_path;
    support::unique_fd m_file; ///< none: the draft is gone
};

} // namespace telesignctl
