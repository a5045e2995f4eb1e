// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "support/unique_fd.h"

#include <string>
#include <string_view>
#include <utility>

#include <tl/expected.hpp>

namespace simulator {

/// One JSON object a line for each code that is "sent". The names of members are the names of keys.
struct outbox_entry {
    std::string reference_id;
    std::string_view channel; ///< voice, sms or smart
    std::string phone_number;
    std::string code;
    std::string language;
    std::string message;
};

/// A file that lines are appended to, each in one write, so that a reader never sees half of one.
class outbox {
public:
    /// Creates the file, or opens one that is there; it is mode 0600 afterwards. The error names the path and
    /// the remedy.
    static tl::expected<outbox, std::string> open(const std::string& path);

    /// False when the line could not be written whole.
    [[nodiscard]] bool append(const outbox_entry& entry) const;

private:
    explicit outbox(support::unique_fd file) : m_file{std::move(file)} {}

    support::unique_fd m_file;
};

} // namespace simulator
