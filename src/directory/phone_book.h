// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "config/settings.h"
#include "directory/phone_number.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <tl/expected.hpp>

namespace directory {

/// What phones.ini says of one user.
struct entry {
    std::uint64_t digits = 0;                       ///< as in written_number; 0 when the entry is bad
    unsigned line = 0;                              ///< where the user stands in the file
    const config::overrides* differences = nullptr; ///< from `[user NAME]`; owned by the book; may be null
    std::string_view problem;                       ///< what is wrong with a bad entry; owned by the book
    std::uint8_t leading_zeros = 0;                 ///< as in written_number
    number_form form = number_form::international;
};

/// phones.ini, parsed once, never changed afterwards: safe to read from many threads. A reload builds a new one.
class phone_book {
public:
    phone_book(const phone_book&) = delete;
    phone_book& operator=(const phone_book&) = delete;
    phone_book(phone_book&&) = delete;
    phone_book& operator=(phone_book&&) = delete;
    virtual ~phone_book() = default;

    /// nullptr when the file does not name the user. Constant time. The entry is bad when `digits` is 0: that
    /// user is denied, whatever `unmapped` says.
    [[nodiscard]] virtual const entry* find(std::string_view user) const = 0;

    /// False when the file has an error that belongs to no user's name (a broken section header, say). Then
    /// somebody who seems to have no phone may only have lost it to that error, and `unmapped = skip` must not
    /// let them in.
    [[nodiscard]] virtual bool complete() const = 0;

    [[nodiscard]] virtual std::size_t size() const = 0;

    /// The phone of an entry, judged by libphonenumber (about 30 µs). The error is that of validate_number, or a bad
    /// entry's own.
    [[nodiscard]] tl::expected<valid_number, std::string> number_of(const entry& user) const;

protected:
    explicit phone_book(std::string default_region = {}) : m_default_region{std::move(default_region)} {}

private:
    std::string m_default_region; ///< of national numbers
};

/// A book and what was wrong in its file: "/etc/telesign/phones.ini:12: alice: empty: …".
struct loaded_book {
    std::shared_ptr<const phone_book> book;
    config::errors warnings;       ///< the first 100
    std::size_t warning_count = 0; ///< all of them
    /// Of numbers without `+` where no default_region is set: how many there are, and which country the first few are
    /// taken for. "/etc/telesign/phones.ini:12: cn: …"
    config::errors notes = {};
};

/// Reads the `phones_file` of `settings` through config::safe_open. What a user has different is checked on top of
/// `settings` and each service in it. Gentle: a bad entry denies its user and becomes a warning. The error is for a
/// file that cannot be read at all.
tl::expected<loaded_book, std::string> load_phone_book(const config::settings& settings);

} // namespace directory
