// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "config/settings.h"
#include "directory/phone_book.h"
#include "telesignctl/local/machine.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

namespace telesignctl {

/// Whether [exempt] lets the user pass at the service, wherever they come from.
bool is_exempt(const config::settings& settings, const std::string& user, const std::string& service);

/// Whether root logs in at the service: sudo and su ask root for nothing.
bool asks_root(const machine& host, const std::string& service);

/// Who has no phone that telesignd could send a code to, and would be refused at a service for that.
class missing_phones {
public:
    /// Reads telesign.conf and phones.ini. The error is theirs.
    static tl::expected<missing_phones, std::string> load(const machine& host);

    /// Whether the user would be asked for a code at the service, and have no phone for it.
    [[nodiscard]] bool refuses(const std::string& user, const std::string& service) const;

    /// Why whoever runs this could not log in any more at one of these services, and the remedy. Empty: they could.
    [[nodiscard]] std::string find_caller_problem(const std::string& caller,
                                                  const std::vector<std::string>& services) const;

    /// Who else could not, a sentence each: members of `group` or, without one, users with a shell; and for su root.
    [[nodiscard]] std::vector<std::string> notes(const std::vector<std::string>& services,
                                                 const std::string& group) const;

private:
    missing_phones(machine host, config::settings settings, std::shared_ptr<const directory::phone_book> book)
        : m_host{std::move(host)}, m_settings{std::move(settings)}, m_book{std::move(book)} {}

    [[nodiscard]] bool has_phone(const std::string& user) const;
    /// Whether the code goes to the phone of the user who is logged in, and not to that of su's caller.
    [[nodiscard]] bool asks_target(const std::string& service) const;
    [[nodiscard]] std::vector<std::string> refused_users(const std::vector<std::string>& services,
                                                         const std::string& group) const;

    machine m_host;
    config::settings m_settings;
    std::shared_ptr<const directory::phone_book> m_book;
};

} // namespace telesignctl
