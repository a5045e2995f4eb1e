#include "telesignd/commands.h"

#include "support/log.h"
#include "support/log_pair.h"
#include "support/text.h"
#include "telesignd/answer.h"
#include "telesignd/audit.h"
#include "telesignd/command_arguments.h"
#include "telesignd/command_verdicts.h"
#include "telesignd/prompts.h"
#include "telesignd/send_code.h"
#include "telesignd/verdict.h"

#include <chrono>
#include <iterator>
#include <utility>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace telesignd {

namespace {

using gateway::outcome;
using protocol::result;

/// What the log says of a command, beside how it ended.
struct command_record {
    std::string masked_phone;
    std::string_view channel;
    std::string reference;
    std::string detail;
};

class command {
public:
    command(conversation& with, const command_request& request, const command_context& context,
            command_record& record)
        : m_with{with}, m_request{request}, m_context{context}, m_record{record} {}

    verdict run();

private:
    verdict look_up();
    verdict send();
    verdict status();
    verdict check(const std::string& reference, const support::secret& digits);
    verdict delivery(const std::string& reference);
    verdict sessions();
    verdict forget();

    bool begin(unsigned requests);
    void tell(std::string_view name, std::string_view value);
    verdict end(verdict as);

    conversation& m_with;
    const command_request& m_request;
    const command_context& m_context;
    command_record& m_record;
    bool m_heard = true; ///< telesignctl has taken every fact so far
};

verdict command::run() {
    if (m_request.verb == "phoneid")
        return look_up();
    if (m_request.verb == "send")
        return send();
    if (m_request.verb == "status")
        return status();
    if (m_request.verb == "sessions")
        return sessions();
    if (m_request.verb == "forget" || m_request.verb == "forget-all")
        return forget();
    return wrong_request("unknown command: install telesignctl and telesignd from one release");
}

verdict command::look_up() {
    const auto phone = read_phone(m_request.phone);
    if (!phone)
        return phone.error();
    const auto wanted = read_lookups(m_request.lookups);
    if (!wanted)
        return wanted.error();
    m_record.masked_phone = support::mask_phone(*phone);
    if (!begin(m_context.lookup.requests_for(*wanted)))
        return unanswered(no_answer::gone);

    const config::otp_settings otp = m_context.settings.otp_for(command_service);
    gateway::lookup_request request;
    request.phone_number = *phone;
    request.wanted = *wanted;
    request.ucid = otp.ucid;
    const gateway::lookup_result found = m_context.lookup.look_up(request, m_context.stop);
    m_record.reference = found.reference_id;
    m_record.detail = found.detail;
    tell("phone_number", '+' + *phone);
    for (const auto& [name, value] : found.report)
        tell(name, value);
    tell("reference_id", found.reference_id);
    tell("requests", fmt::to_string(found.requests));
    tell("detail", found.detail);
    if (found.complete)
        return end({result::granted, "looked_up", {}});
    return end({result::unavailable, "no_answer",
                found.report.empty() ? "TeleSign has no answer." : "TeleSign's answer is not complete."});
}

verdict command::send() {
    const auto who = read_addressee(m_request, m_context.settings, m_context.phones);
    if (!who)
        return who.error();
    const auto way = read_channel(m_request.channel, who->otp);
    if (!way)
        return way.error();
    m_record.masked_phone = support::mask_phone(who->phone);
    m_record.channel = gateway::name_of(*way);
    if (!begin(1))
        return unanswered(no_answer::gone);

    const gateway::send_result sent = send_code(m_context.gateway, *who, *way, m_context.stop);
    m_record.reference = sent.reference_id;
    m_record.detail = sent.detail;
    tell("user", who->account);
    tell("phone_number", '+' + who->phone);
    tell("channel", m_record.channel);
    tell("reference_id", sent.reference_id);
    tell("detail", sent.detail);
    if (sent.what == outcome::sent)
        return end({result::granted, "sent", prompts::sent(*way, who->ending)});
    verdict how = verdict_on(sent.what, outcome::sent, sent.tell);
    if (sent.fate_unknown)
        how.text += " The code may be on its way all the same.";
    return end(std::move(how));
}

verdict command::status() {
    const auto reference = read_reference(m_request.reference);
    if (!reference)
        return reference.error();
    m_record.reference = *reference;
    if (m_request.code.empty())
        return delivery(*reference);
    const answer said = read_answer(m_request.code);
    if (const auto* code = std::get_if<typed_code>(&said))
        return check(*reference, code->digits);
    return wrong_request("a code has 3 to 5 digits");
}

verdict command::check(const std::string& reference, const support::secret& digits) {
    if (!begin(1))
        return unanswered(no_answer::gone);
    const gateway::check_result checked = m_context.gateway.check(reference, digits.view(), m_context.stop);
    m_record.detail = checked.detail;
    verdict how = verdict_on(checked.what, outcome::valid, checked.tell);
    tell("reference_id", reference);
    if (how.how != result::unavailable)
        tell("code", how.how == result::granted ? "valid" : "not valid");
    tell("detail", checked.detail);
    return end(std::move(how));
}

verdict command::delivery(const std::string& reference) {
    if (!begin(1))
        return unanswered(no_answer::gone);
    const gateway::delivery_result news = m_context.gateway.delivery(reference, m_context.stop);
    m_record.detail = news.detail;
    verdict how = verdict_on(news.what, outcome::sent, news.tell);
    tell("reference_id", reference);
    if (how.how != result::unavailable) {
        tell("delivery", news.what != outcome::sent ? "not delivered"
                         : news.final               ? "delivered"
                                                    : "on its way");
        tell("final", news.final ? "yes" : "no");
    }
    tell("detail", news.detail);
    return end(std::move(how));
}

/// Whom [remember] lets in, from where, and until when.
verdict command::sessions() {
    if (!begin(0))
        return unanswered(no_answer::gone);
    const config::remember_settings& rules = m_context.settings.remember;
    const auto all = m_context.memory.all(rules);
    for (const policy::remembered_login& each : all) {
        const auto at = [](std::chrono::sys_seconds time) {
            return fmt::gmtime(time.time_since_epoch().count());
        };
        tell(each.account, fmt::format("address={} service={} since={:%FT%TZ} until={:%FT%TZ}", each.address,
                                       each.service, at(each.since), at(each.since + *rules.keep_for)));
    }
    if (!rules.keep_for)
        return end({result::granted, "listed", "Nobody is remembered: [remember] for is not set."});
    return end({result::granted, "listed", all.empty() ? "Nobody is remembered." : ""});
}

verdict command::forget() {
    const bool everybody = m_request.verb == "forget-all";
    if (m_request.user.empty() != everybody)
        return wrong_request("name a user, or all, one of them");
    if (!begin(0))
        return unanswered(no_answer::gone);
    const std::size_t count =
        everybody ? m_context.memory.forget_all() : m_context.memory.forget(m_request.user);
    const auto whom = everybody ? std::nullopt : std::optional{m_request.user};
    m_context.keep(state::removal{state::removal::kind::remembered, whom});
    m_record.detail = fmt::format("{} forgotten", count);
    return end({result::granted, "forgotten", fmt::format("Forgotten: {}.", count)});
}

/// Promises an answer within the time that so many requests take. False when nobody waits for it any more.
bool command::begin(unsigned requests) {
    constexpr std::chrono::seconds own_time{20};
    m_with.send_accepted(own_time + m_context.settings.telesign.request_timeout * requests);
    return !m_with.is_gone(); // nobody pays for an answer that nobody reads
}

void command::tell(std::string_view name, std::string_view value) {
    const auto shown = [](std::string_view text) {
        return support::remove_control(text.substr(0, protocol::max_text));
    };
    if (m_heard && !value.empty())
        m_heard = m_with.send_fact(shown(name), shown(value));
}

verdict command::end(verdict as) {
    if (m_context.stop.stop_requested() && as.how == result::unavailable)
        return unanswered(no_answer::stopping);
    return m_heard ? std::move(as) : unanswered(no_answer::gone);
}

/// Nothing may leave a command without an end.
verdict run_or_fail(conversation& with, const command_request& request, const peer& caller,
                    const command_context& context, command_record& record) {
    if (caller.uid != 0)
        return {result::not_permitted, "not_root", "only root may ask: use sudo"};
    try {
        return command{with, request, context, record}.run();
    } catch (const std::exception& problem) {
        record.detail = problem.what();
        return {result::unavailable, "internal_error", "telesignd failed: its log says why"};
    }
}

} // namespace

void run_command(conversation& with, const command_request& request, const peer& caller,
                 const command_context& context) {
    command_record record;
    const verdict end = run_or_fail(with, request, caller, context, record);
    with.send_done(end.how,
                   support::remove_control(std::string_view{end.text}.substr(0, protocol::max_text)));

    std::string line = "command";
    support::add_pair(line, "outcome", protocol::describe(end.how));
    support::add_pair(line, "reason", end.reason);
    support::add_pair(line, "verb", request.verb);
    support::add_pair(line, "user", request.user);
    support::add_pair(line, "phone", record.masked_phone);
    support::add_pair(line, "channel", record.channel);
    support::add_pair(line, "reference", record.reference);
    fmt::format_to(std::back_inserter(line), " pid={} uid={}", caller.pid, caller.uid);
    support::add_pair(line, "detail", record.detail);
    support::write_log(support::severity::notice, line);
}

} // namespace telesignd
