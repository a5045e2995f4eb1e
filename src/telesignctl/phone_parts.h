// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "config/settings.h"
#include "directory/phone_book.h"
#include "policy/accounts.h"
#include "telesignctl/answer.h"

#include <optional>
#include <string>
#include <string_view>

// What the commands `telesignctl phone …` have in common.
namespace telesignctl {

answer refused(std::string text);

answer bad_configuration(const config::errors& errors);

/// Returns the refusal of a file that this process may not read; nullopt if it may, or if the file is not there.
std::optional<answer> refuse_unreadable(const std::string& path);

/// Returns a number as it may be shown: without `full` only its last two digits.
std::string shown_number(std::string_view digits, bool full);

/// Returns the system's own spelling of a user's name, by which logins look for the phone; as typed if there is none.
std::string account_name(const std::string& typed);

/// Returns the name that a command means in the file: an entry with exactly the spelling that was typed comes first, since
/// no other name reaches one that another spelling than the system's has left behind.
std::string listed_name(const directory::phone_book& phones, const std::string& typed);

/// Returns a note on an entry that logins never find, because another name is the system's: nullopt if there is none such,
/// or the system does not know the name at all.
std::optional<std::string> spelling_note(const directory::phone_book& phones, const std::string& name);

/// Returns a note on a name that the system does not know, most likely a misspelt one; nullopt if it does.
std::optional<std::string> unknown_name_note(const std::string& name);

} // namespace telesignctl
