// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "protocol/protocol.h"
#include "support/unique_fd.h"
#include "telesignd/conversation.h"
#include "telesignd/login/audit.h"
#include "telesignd/login/pending_code.h"
#include "telesignd/peer.h"
#include "telesignd/verdict.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace telesignd {

/// A question for a recovery code.
struct recovery_question {
    deadline until{};      ///< for the code to be typed
    unsigned no_codes = 0; ///< answers that were no code
    /// How the login ends without one: the parts of its verdict.
    protocol::result result = protocol::result::service_error;
    std::string reason;
    std::string text;
    std::string detail;
    std::optional<std::chrono::sys_seconds> refused_until = {};
};

/// How far a login has come that waits for its user at a question: all that counts later and that the request and the
/// configuration do not tell.
struct open_question {
    bool is_known = true; ///< subject::is_known
    std::string phone;    ///< digits; empty: a decoy's
    std::shared_ptr<pending_code> code;
    bool has_joined = false; ///< challenge::has_joined()
    bool had_code = false;
    bool text_only = false;
    bool is_lost = false;  ///< the code was not delivered
    bool is_final = false; ///< what is known of its delivery will not change
    deadline until{};      ///< for the code to be typed
    unsigned resends_left = 0;
    unsigned no_codes = 0;      ///< answers that were no code
    unsigned empty_answers = 0; ///< that asked what became of the code
    bool has_repeated = false;
    bool has_typed = false;
    std::optional<recovery_question> recovery; ///< it is this that is asked
};

/// A login that goes on in the telesignd that takes this one's place. Whoever loses it ends it: unless its connection was taken,
/// the destructor denies it, with an audit line.
struct pending_login {
    pending_login(support::unique_fd connection, const peer& from, login_request asked, audit_record so_far,
                  open_question at) noexcept
        : socket{std::move(connection)}, caller{from}, request{std::move(asked)}, record{std::move(so_far)},
          question{std::move(at)} {}
    pending_login(pending_login&&) noexcept = default;
    pending_login& operator=(pending_login&&) = delete;
    pending_login(const pending_login&) = delete;
    pending_login& operator=(const pending_login&) = delete;
    ~pending_login();

    support::unique_fd socket; ///< its connection
    peer caller;
    login_request request;
    audit_record record; ///< `reason` counts no more
    open_question question;
};

} // namespace telesignd
