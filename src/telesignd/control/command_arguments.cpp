// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/control/command_arguments.h"

#include "directory/phone_number.h"
#include "gateway/reference_id.h"
#include "support/text.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace telesignd {

namespace {

using gateway::channel;
using protocol::result;

tl::unexpected<verdict> wrong(std::string text) {
    return tl::unexpected{invalid_request(std::move(text))};
}

/// The phone of a user. The error says what is wrong, and the remedy.
tl::expected<std::string, std::string> phone_of(const std::string& user, const directory::entry* entry,
                                                const directory::phone_book& phones) {
    if (entry == nullptr)
        return tl::unexpected{fmt::format("no phone: run telesignctl phone set {}", user)};
    auto valid = phones.number_of(*entry);
    if (!valid)
        return tl::unexpected{std::move(valid.error())};
    return std::move(valid->digits);
}

} // namespace

verdict invalid_request(std::string text) {
    return {result::service_error, "bad_request", std::move(text)};
}

tl::expected<std::string, verdict> read_phone(std::string_view typed, const config::settings& settings) {
    const auto number = directory::read_number(typed, settings.default_region);
    if (!number)
        return wrong(number.error());
    auto valid = directory::validate_number(*number, settings.default_region);
    if (!valid)
        return wrong(std::move(valid.error()));
    return std::move(valid->digits);
}

tl::expected<gateway::lookup_set, verdict> read_lookups(std::string_view names) {
    if (names.empty())
        return gateway::lookup_set{gateway::lookup::standard};
    gateway::lookup_set wanted;
    for (const std::string_view name : support::split_list(names)) {
        const auto lookup = gateway::lookup_of(name);
        if (!lookup)
            return wrong(fmt::format("{}: no lookup has this name", name));
        wanted.insert(*lookup);
    }
    return wanted;
}

tl::expected<std::string, verdict> read_reference(std::string_view typed) {
    if (!gateway::is_reference_id(typed))
        return wrong("a reference has 1 to 64 letters, digits, _ and -: copy it from `telesignctl send` or "
                     "from the log");
    return std::string{typed};
}

tl::expected<subject, verdict> read_addressee(const std::string& phone, const std::string& user,
                                              const config::settings& settings,
                                              const directory::phone_book& phones) {
    if (phone.empty() == user.empty())
        return wrong("name a phone number or a user, one of them");
    subject subject;
    subject.account = user;
    subject.otp = settings.otp_for(command_service);
    if (user.empty()) {
        auto digits = read_phone(phone, settings);
        if (!digits)
            return tl::unexpected{std::move(digits.error())};
        subject.phone = *std::move(digits);
    } else {
        const directory::entry* entry = phones.find(user);
        auto digits = phone_of(user, entry, phones);
        if (!digits) {
            const std::string line = entry == nullptr ? std::string{} : fmt::format("{}:", entry->line);
            return tl::unexpected{
                verdict{result::denied, "no_phone",
                        fmt::format("{}:{} {}: {}", settings.phones_file, line, user, digits.error())}};
        }
        subject.phone = *std::move(digits);
        if (entry->differences != nullptr)
            entry->differences->apply_to(subject.otp);
    }
    subject.last_digits = subject.phone.substr(subject.phone.size() - 2);
    return subject;
}

tl::expected<channel, verdict> read_channel(std::string_view name, const config::otp_settings& otp) {
    gateway::channel channel = otp.channels.front();
    if (!name.empty()) {
        constexpr gateway::channel all[] = {channel::smart, channel::voice, channel::sms};
        const auto* const named = std::find_if(std::begin(all), std::end(all), [&](gateway::channel each) {
            return name == gateway::name_of(each);
        });
        if (named == std::end(all))
            return wrong(fmt::format("{}: no such channel: smart, voice or sms", name));
        channel = *named;
    }
    if (channel == channel::smart && otp.verify_code == config::code_maker::local)
        return wrong("under verify_code = local a code goes by voice or sms: name one of these channels");
    return channel;
}

} // namespace telesignd
