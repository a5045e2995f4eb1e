// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "directory/phone_book.h"
#include "gateway/channel.h"
#include "gateway/phone_lookup.h"
#include "telesignd/conversation.h"
#include "telesignd/login/subject.h"
#include "telesignd/verdict.h"

#include <string>
#include <string_view>

#include <tl/expected.hpp>

// What telesignctl sends along with a command, read. Each error is the end of the command, with the remedy as its text.
namespace telesignd {

/// The PAM service whose settings hold for commands: `[service telesignctl]`.
inline constexpr std::string_view command_service = "telesignctl";

/// The end of an invalid request, with the remedy as its text.
verdict invalid_request(std::string text);

/// The digits of a phone number as a person types it, by [phones] default_region, valid to libphonenumber.
tl::expected<std::string, verdict> read_phone(std::string_view typed, const config::settings& settings);

/// Names of lookups with commas between; none stands for the standard one.
tl::expected<gateway::lookup_set, verdict> read_lookups(std::string_view names);

/// A reference_id, exactly as typed: TeleSign may know it in that spelling only.
tl::expected<std::string, verdict> read_reference(std::string_view typed);

/// To whom `send` sends, and by which rules: a number or a user's phone, with what the user has different.
tl::expected<subject, verdict> read_addressee(const std::string& phone, const std::string& user,
                                              const config::settings& settings,
                                              const directory::phone_book& phones);

/// The channel that is asked for, else the first of `otp`.
tl::expected<gateway::channel, verdict> read_channel(std::string_view name, const config::otp_settings& otp);

} // namespace telesignd
