// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/control/command.h"

#include "support/text.h"

#include <chrono>
#include <utility>

#include <fmt/format.h>

namespace telesignd {

namespace {

constexpr std::chrono::seconds flush_timeout{3};  // a stop has more
constexpr std::chrono::seconds print_timeout{60}; // for a terminal that is slow or was stopped

} // namespace

void command::find_user() {
    user = request.user;
    if (user.empty())
        return;
    if (auto account = context.shared.find_account(user))
        user = std::move(account->name);
    else
        m_no_account = account.error().cause;
}

std::string command::account_note() const {
    if (!m_no_account)
        return {};
    if (*m_no_account == policy::no_account::reason::unknown)
        return fmt::format(" The system knows no user \"{}\": check the spelling.", user);
    return fmt::format(" The user database does not answer, so \"{}\" was taken as typed.", user);
}

bool command::begin(unsigned requests, std::chrono::seconds own_time) {
    m_with.send_accepted(own_time + context.settings.telesign.request_timeout * requests);
    return !m_with.is_gone(); // nobody pays for an answer that nobody reads
}

void command::tell(std::string_view name, std::string_view value) {
    const auto shown = [](std::string_view text) {
        return support::remove_control(text.substr(0, protocol::max_text));
    };
    if (m_heard && !value.empty())
        m_heard = m_with.send_fact(shown(name), shown(value));
}

void command::tell(std::string_view name, const support::secret& value) {
    m_heard = m_heard && m_with.send_fact(name, value.view());
}

tl::expected<void, verdict> command::await_printed(std::string_view text) {
    if (!m_heard || !m_with.ask(text, false))
        return tl::unexpected{unanswered(no_answer::gone)};
    if (const auto printed = m_with.await_answer(std::chrono::steady_clock::now() + print_timeout); !printed)
        return tl::unexpected{unanswered(printed.error())};
    return {};
}

std::string_view command::flush() const {
    if (context.shared.flush(flush_timeout))
        return "";
    return " This is not on disk yet, and lost if telesignd ends now: its log says why.";
}

verdict command::end(verdict as) const {
    if (context.shared.stop.stop_requested() && as.result == protocol::result::unavailable)
        return unanswered(no_answer::stopping);
    return m_heard ? std::move(as) : unanswered(no_answer::gone);
}

} // namespace telesignd
