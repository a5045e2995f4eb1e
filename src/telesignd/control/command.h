// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "config/settings.h"
#include "directory/phone_book.h"
#include "gateway/phone_lookup.h"
#include "gateway/verifier.h"
#include "policy/accounts.h"
#include "state/login_list.h"
#include "state/tally.h"
#include "support/log_record.h"
#include "support/secret.h"
#include "support/text.h"
#include "telesignd/configuration.h"
#include "telesignd/conversation.h"
#include "telesignd/services.h"
#include "telesignd/verdict.h"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace telesignd {

/// What a command works with; all of it outlives the command.
struct command_context {
    const config::settings& settings;
    const directory::phone_book& phones;
    gateway::verifier& gateway;
    gateway::phone_lookup& lookup;
    services shared;
    std::chrono::sys_seconds now; ///< the wall clock
    /// Counts sends and logins of a short span; as state::store::count().
    std::function<std::optional<state::tallies>(state::time_point from, state::time_point to, deadline until)>
        count;
    /// Lists logins of a short span; as state::store::list_logins().
    std::function<std::optional<state::login_list>(const state::login_query& query, deadline until)>
        list_logins;
    /// Reads the configuration anew, as SIGHUP does.
    std::function<load_result()> reload;
};

/// What the log says of a command, beside how it ended.
struct command_record {
    std::string masked_phone;
    std::string source;       ///< of logins
    std::string_view channel; ///< a literal
    std::string reference;
    std::string detail;
};

/// One command under way: what was asked, and how to answer. Each verb is a function of it (command_verbs.h), which calls
/// begin() once it knows that the request can be, then tell() for each fact, and ends with `return asked.end(verdict)`.
class command {
public:
    /// All must outlive the object.
    command(conversation& conversation, const command_request& asked, const command_context& surroundings)
        : request{asked}, context{surroundings}, m_with{conversation} {}
    command(const command&) = delete;
    command& operator=(const command&) = delete;
    ~command() = default;

    /// The user whom the command names, as logins know them: by the system's own spelling. As typed when the system does
    /// not know the name, or does not answer: what is left of a user who is gone can still be dealt with.
    void find_user();

    /// Returns "", or a sentence that begins with a blank: the system does not know the user, most likely a misspelt name,
    /// or its user database does not answer.
    [[nodiscard]] std::string account_note() const;

    const command_request& request;
    const command_context& context;
    std::string user; ///< empty: none is named
    command_record record;

    /// Promises an answer within `own_time` and the time that so many requests to TeleSign take. False when nobody waits for it any more:
    /// the verb must end, with unanswered(no_answer::gone), before it costs or changes anything.
    bool begin(unsigned requests, std::chrono::seconds own_time = std::chrono::seconds{20});

    /// A fact that is a row of several values: " key=value …", begun with nothing.
    void tell_row(std::string_view name, const support::log_record& row) {
        tell(name, support::trim(row.line()));
    }

    /// One fact of the answer; cut to what a message takes, without control characters. An empty value is not told.
    void tell(std::string_view name, std::string_view value);

    /// One that no copy stays behind of: plain text.
    void tell(std::string_view name, const support::secret& value);

    /// Has telesignctl print what was told, with `text`, and waits until it has. The error ends the verb before it changes
    /// anything: nobody has read what was told.
    [[nodiscard]] tl::expected<void, verdict> await_printed(std::string_view text);

    /// "", or what to tell when what the verb has noted is not on disk.
    [[nodiscard]] std::string_view flush() const;

    /// The end of the verb: `as`, or another when telesignctl has not taken every fact.
    [[nodiscard]] verdict end(verdict as) const;

private:
    conversation& m_with;
    bool m_heard = true;
    std::optional<policy::no_account::reason> m_no_account; ///< of the user
};

} // namespace telesignd
