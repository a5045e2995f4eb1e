// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignd/text/language.h"

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace telesignd {

/// What the texts are translated into; their catalogues are src/telesignd/text/languages/*.po.
inline constexpr std::array translated{"de", "es", "fr", "it", "pt"};

/// All languages that people are spoken to in. Read once; safe to use from many threads.
class languages {
public:
    languages() = default; ///< English only

    /// Reads LANGUAGE/LC_MESSAGES/pam-telesign.mo below `folder`, as msgfmt(1) makes them. One that cannot be used is
    /// logged, and its users are spoken to in English.
    explicit languages(const std::string& folder);

    /// By a tag like de or es-419 (RFC 5646), in any case; the first part counts. English when there is no such one.
    [[nodiscard]] language find(std::string_view tag) const;

private:
    std::vector<std::pair<const char*, language>> m_languages; ///< by name
};

} // namespace telesignd
