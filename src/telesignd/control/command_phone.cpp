// SPDX-License-Identifier: BSD-3-Clause
#include "support/text.h"
#include "telesignd/control/command_arguments.h"
#include "telesignd/control/command_verbs.h"
#include "telesignd/control/command_verdicts.h"
#include "telesignd/login/answer.h"
#include "telesignd/login/send_code.h"
#include "telesignd/text/prompts.h"

#include <utility>

#include <fmt/format.h>

namespace telesignd {

namespace {

using gateway::outcome;
using protocol::result;

verdict check(command& asked, const std::string& reference, const support::secret& digits) {
    if (!asked.begin(1))
        return unanswered(no_answer::gone);
    const gateway::check_result checked =
        asked.context.gateway.check(reference, digits.view(), asked.context.shared.stop);
    asked.record.detail = checked.detail;
    verdict result = verdict_on(checked.outcome, outcome::valid, checked.user_message);
    asked.tell("reference_id", reference);
    if (result.result != result::unavailable)
        asked.tell("code", result.result == result::granted ? "valid" : "not valid");
    asked.tell("detail", checked.detail);
    return asked.end(std::move(result));
}

verdict delivery(command& asked, const std::string& reference) {
    if (!asked.begin(1))
        return unanswered(no_answer::gone);
    const gateway::delivery_result news =
        asked.context.gateway.delivery(reference, asked.context.shared.stop);
    asked.record.detail = news.detail;
    verdict result = verdict_on(news.outcome, outcome::sent, news.user_message);
    asked.tell("reference_id", reference);
    if (result.result != result::unavailable) {
        asked.tell("delivery", news.outcome != outcome::sent ? "not delivered"
                               : news.unconfirmed            ? "sent, no receipt"
                               : news.final                  ? "delivered"
                                                             : "on its way");
        asked.tell("final", news.final ? "yes" : "no");
    }
    asked.tell("detail", news.detail);
    return asked.end(std::move(result));
}

} // namespace

verdict run_phoneid(command& asked) {
    const auto phone = read_phone(asked.request.phone, asked.context.settings);
    if (!phone)
        return phone.error();
    const auto wanted = read_lookups(asked.request.detail);
    if (!wanted)
        return wanted.error();
    const auto consent = asked.context.settings.risk_for(command_service).consent;
    if (wanted->contains(gateway::lookup::call_forward_detection) && !consent)
        return invalid_request(
            "call_forward_detection needs a record of the owner's consent: set `consent` in [risk] of "
            "telesign.conf");
    asked.record.masked_phone = support::mask_phone(*phone);
    if (!asked.begin(asked.context.lookup.requests_for(*wanted)))
        return unanswered(no_answer::gone);

    const config::otp_settings otp = asked.context.settings.otp_for(command_service);
    gateway::lookup_request request;
    request.phone_number = *phone;
    request.wanted = *wanted;
    request.ucid = otp.ucid;
    if (consent)
        request.consent = {*consent, asked.context.now};
    const gateway::lookup_result found = asked.context.lookup.look_up(request, asked.context.shared.stop);
    asked.record.reference = found.reference_id;
    asked.record.detail = found.detail;
    asked.tell("phone_number", '+' + *phone);
    for (const auto& [name, value] : found.report)
        asked.tell(name, value);
    for (const auto& [what, why] : found.unknown)
        asked.tell(name_of(what), "unknown: " + why);
    asked.tell("reference_id", found.reference_id);
    asked.tell("requests", fmt::to_string(found.requests));
    asked.tell("detail", found.detail);
    if (found.complete)
        return asked.end({result::granted, "looked_up", {}});
    return asked.end(
        {result::unavailable, "no_answer",
         found.report.empty() ? "TeleSign has no answer." : "TeleSign's answer is not complete."});
}

verdict run_send(command& asked) {
    const auto subject =
        read_addressee(asked.request.phone, asked.user, asked.context.settings, asked.context.phones);
    if (!subject)
        return subject.error();
    const auto channel = read_channel(asked.request.channel, subject->otp);
    if (!channel)
        return channel.error();
    asked.record.masked_phone = support::mask_phone(subject->phone);
    asked.record.channel = gateway::name_of(*channel);
    if (!asked.begin(1))
        return unanswered(no_answer::gone);

    const gateway::send_result sent =
        send_code(asked.context.gateway, *subject, *channel, asked.context.shared.stop);
    asked.record.reference = sent.reference_id;
    asked.record.detail = sent.detail;
    asked.tell("user", subject->account);
    asked.tell("phone_number", '+' + subject->phone);
    asked.tell("channel", asked.record.channel);
    asked.tell("reference_id", sent.reference_id);
    asked.tell("detail", sent.detail);
    if (sent.outcome == outcome::sent)
        return asked.end({result::granted, "sent", prompts{}.sent(*channel, subject->last_digits)});
    verdict result = verdict_on(sent.outcome, outcome::sent, sent.user_message);
    if (sent.fate_unknown)
        result.text += " The code may be on its way all the same.";
    return asked.end(std::move(result));
}

verdict run_status(command& asked) {
    const auto reference = read_reference(asked.request.reference);
    if (!reference)
        return reference.error();
    asked.record.reference = *reference;
    if (asked.request.code.empty())
        return delivery(asked, *reference);
    const answer said = read_answer(asked.request.code);
    if (const auto* code = std::get_if<typed_code>(&said))
        return check(asked, *reference, code->digits);
    return invalid_request("a code has 3 to 10 digits");
}

} // namespace telesignd
