// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/verify_api.h"

#include "support/log.h"
#include "telesign-simulator/fields.h"
#include "telesign-simulator/message.h"
#include "telesign-simulator/parsing.h"
#include "telesign-simulator/validators.h"
#include "telesign-simulator/verify_facts.h"
#include "telesign-simulator/verify_reply.h"

#include <utility>

namespace simulator {

namespace {

constexpr std::size_t max_code_length = 10;

/// Whether it looks like one of TeleSign's, whatever its case.
bool is_reference_id(std::string_view text) {
    return text.size() == 32 && text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

bool is_form(const request& incoming) {
    const std::string* type = incoming.header("content-type");
    return type != nullptr && is_media_type(*type, "application/x-www-form-urlencoded");
}

std::string value_or(const form& fields, std::string_view name, std::string_view otherwise) {
    const std::string* value = find_field(fields, name);
    return value != nullptr ? *value : std::string{otherwise};
}

/// The status that the faults leave a send with.
int faulty_status(const std::vector<fault>& faults, int status) {
    for (const fault& each : faults)
        if (each.kind == fault_kind::status)
            status = each.number;
    return status;
}

/// Gives the verification its first status and what comes after it. What a fault or a block has decided stays.
void plan_delivery(const request_context& current, verification& fresh) {
    const int usual = first_status_of(fresh.channel);
    fresh.status = faulty_status(current.faults, usual);
    if (fresh.status != usual)
        return;
    if (const int block = blocking_status(current.phone.data, fresh, current.now); block != 0) {
        fresh.status = block;
        return;
    }
    fresh.delivery = current.phone.delivery_by(fresh.channel);
    fresh.status = status_at(fresh.delivery, usual, {});
}

/// Whether the number was deactivated within the days that the form asks for, and after the person's last activity.
bool blocks_deactivated(const request_context& current, const form& fields) {
    if (!current.phone.data.deactivated || value_or(fields, "number_deactivation_action", "block") != "block")
        return false;
    const time_point when = current.phone.data.deactivated->when(current.now);
    const auto days = parse_number<int>(value_or(fields, "deactivation_lookup_window", "0"));
    const auto last_activity = parse_http_date(value_or(fields, "last_valid_activity_time", {}));
    return when >= current.now - std::chrono::hours{24} * days.value_or(0) &&
           (!last_activity || when > *last_activity);
}

/// The verification that a good form asks for, without its code and status.
verification read_form(const request_context& current, const form& fields) {
    const gateway::channel channel = current.route.channel;
    verification fresh{.phone_number = *find_field(fields, "phone_number"),
                       .channel = channel,
                       .spoken = is_spoken(channel, fields),
                       .code = {},
                       .created = current.now};
    fresh.call_forward_action = value_or(fields, "call_forward_action", {});
    fresh.caller_id = value_or(fields, "caller_id", {});
    fresh.sim_swap_check = value_or(fields, "sim_swap_check", {}) == "true";
    fresh.deactivation_check = value_or(fields, "num_deac_req", {}) == "true";
    fresh.blocks_deactivated = fresh.deactivation_check && blocks_deactivated(current, fields);
    return fresh;
}

/// PUT /v1/verify/completion has no body, and is for codes of the customer's own.
std::optional<api_error> check_completion(const request& incoming, const verification& entry) {
    if (!incoming.body.empty() || !incoming.query().empty())
        return make_error(-10001);
    if (!entry.customer_code)
        return make_error(-30013);
    return std::nullopt;
}

/// The code to check, nullptr when the query has none. The error names what is wrong with the query.
tl::expected<const std::string*, api_error> code_of(const form& query) {
    for (const auto& [name, value] : query)
        if (name != "verify_code")
            return tl::unexpected{invalid_parameter(name)};
    if (query.empty())
        return nullptr;
    const std::string& code = query.front().second;
    if (query.size() > 1 || !is_all_digits(code) || code.size() > max_code_length)
        return tl::unexpected{invalid_parameter("verify_code")};
    return &code;
}

} // namespace

verify_api::verify_api(verification_store codes, outbox phones, callback_publisher callbacks)
    : m_codes{std::move(codes)}, m_outbox{std::move(phones)}, m_callbacks{std::move(callbacks)} {}

std::string verify_api::phone_of(std::string_view reference_id) {
    const verification* entry = m_codes.find(reference_id);
    return entry != nullptr ? entry->phone_number : std::string{};
}

reply_builder verify_api::send(const request_context& current) {
    const gateway::channel channel = current.route.channel;
    if (current.incoming.body.empty())
        return current.refuse(make_error(-40007));
    const auto fields = parse_form(current.incoming.body);
    if (!is_form(current.incoming) || !fields)
        return current.refuse(make_error(-40006));
    if (const auto problem = check_fields(channel, *fields))
        return current.refuse(*problem);
    if (!current.is_replaced())
        return deliver_code(current, *fields);
    reply_builder result = begin_reply(first_status_of(channel), current.reported_time);
    apply_faults(current.faults, current.context(channel, {}), result);
    return result;
}

reply_builder verify_api::deliver_code(const request_context& current, const form& fields) {
    const gateway::channel channel = current.route.channel;
    verification fresh = read_form(current, fields);
    const std::string* customer_code = find_field(fields, "verify_code");
    fresh.customer_code = customer_code != nullptr;
    fresh.code = fresh.customer_code ? *customer_code : m_codes.make_code(fresh.spoken);
    plan_delivery(current, fresh);
    const std::string reference_id = m_codes.add(fresh, current.ordered_reference());
    const outbox_entry line{.reference_id = reference_id,
                            .channel = gateway::name_of(channel),
                            .phone_number = fresh.phone_number,
                            .code = fresh.code,
                            .language = value_or(fields, "language", "en-US"),
                            .message = make_message(channel, fresh.spoken, fields, fresh.code)};
    if (status_arrives(fresh.status) && !m_outbox.append(line)) {
        support::log(support::severity::error, "the outbox cannot be written: free space on its disk");
        return current.refuse(make_error(-90001));
    }
    publish(current, reference_id, fresh, parse_url(value_or(fields, "callback_url", {})));
    reply_builder result = status_reply(current, reference_id, fresh, current.now);
    apply_faults(current.faults, current.context(channel, reference_id), result);
    return result;
}

/// All callbacks of a sending at once: its states are known in advance.
void verify_api::publish(const request_context& current, std::string_view reference_id,
                         const verification& entry, const std::optional<url>& request_url) const {
    const auto tell = [&](std::chrono::milliseconds after) {
        m_callbacks.publish(reference_id,
                            callback_document(current, reference_id, entry, entry.created + after),
                            request_url, after, current.phone.callback_faults);
    };
    tell(std::chrono::milliseconds{0});
    for (const delivery_step& step : entry.delivery)
        if (step.after.count() > 0)
            tell(step.after);
}

tl::expected<verification*, api_error> verify_api::find(std::string_view reference_id, time_point now) {
    verification* entry = m_codes.find(reference_id);
    if (entry == nullptr)
        return tl::unexpected{is_reference_id(reference_id) ? reference_not_found() : make_error(-40004)};
    if (verification_store::is_too_old(*entry, now))
        return tl::unexpected{make_error(-10004)};
    return entry;
}

reply_builder verify_api::check(const request_context& current) {
    const std::string_view reference_id = current.route.reference_id;
    const auto entry = find(reference_id, current.now);
    if (!entry)
        return current.refuse(entry.error());
    const auto query = parse_form(current.incoming.query());
    if (!query)
        return current.refuse(make_error(-40006));
    const auto code = code_of(*query);
    if (!code)
        return current.refuse(code.error());
    reply_builder result = status_reply(current, reference_id, **entry, current.now);
    if (*code != nullptr && !current.is_replaced())
        result.document["verify"] = {{"code_state", m_codes.check(**entry, **code, current.now)},
                                     {"code_entered", **code}};
    apply_faults(current.faults, current.context((*entry)->channel, std::string{reference_id}), result);
    return result;
}

reply_builder verify_api::complete(const request_context& current) {
    const std::string_view reference_id = current.route.reference_id;
    const auto entry = find(reference_id, current.now);
    if (!entry)
        return current.refuse(entry.error());
    if (const auto problem = check_completion(current.incoming, **entry))
        return current.refuse(*problem);
    reply_builder result = completion_reply(current, reference_id, **entry);
    apply_faults(current.faults, current.context((*entry)->channel, std::string{reference_id}), result);
    return result;
}

reply_builder verify_api::answer_redirected(const request_context& current) {
    support::log(support::severity::warning, "a redirect was followed: this client can be led anywhere");
    verification forged;
    forged.channel = gateway::channel::sms;
    forged.status = first_status_of(forged.channel);
    reply_builder result = status_reply(current, current.route.reference_id, forged, current.now);
    result.document["verify"]["code_state"] = "VALID";
    return result;
}

} // namespace simulator
