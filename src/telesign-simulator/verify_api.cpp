#include "telesign-simulator/verify_api.h"

#include "support/log.h"
#include "telesign-simulator/fields.h"
#include "telesign-simulator/message.h"
#include "telesign-simulator/phone_report.h"
#include "telesign-simulator/shapes.h"

#include <utility>

namespace simulator {

namespace {

using gateway::channel;

constexpr int completion_recorded = 1900;
constexpr int blocked_by_request = 129;

std::string_view sub_resource_of(channel way) {
    return way == channel::voice ? "call" : gateway::name_of(way);
}

/// status.code of a send that goes well.
int first_status_of(channel way) {
    return way == channel::voice ? 103 : way == channel::sms ? 290 : 2000;
}

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

/// The reply to any good request about one verification, in the order of TeleSign's examples.
draft verification_draft(std::string_view reference_id, const verification& entry, int status,
                         time_point now) {
    draft result;
    result.document["reference_id"] = reference_id;
    result.document["sub_resource"] = sub_resource_of(entry.way);
    draft common = make_draft(status, now);
    result.document.update(common.document);
    result.envelope = std::move(common.envelope);
    result.document["verify"] = {{"code_state", "UNKNOWN"}, {"code_entered", ""}};
    return result;
}

/// The same with what was set for the phone: to the senders, to GET status, and in callbacks.
draft status_draft(const job& current, std::string_view reference_id, const verification& entry,
                   time_point when) {
    const int status = status_at(entry.later, entry.status, when - entry.created);
    draft result = verification_draft(reference_id, entry, status, when + (current.shown - current.now));
    add_what_was_set(current.phone.data, current.now, result.document);
    if (!entry.call_forward_action.empty())
        result.document["call_forwarding"] = {
            {"action", entry.call_forward_action == "flag" ? "FLAG" : "BLOCK"},
            {"call_forward", forwarding_of(current.phone.data)}};
    return result;
}

/// The status that the faults leave a send with.
int faulty_status(const std::vector<fault>& faults, channel way, int status) {
    draft trial = make_draft(status, {});
    for (const fault& each : faults)
        if (each.kind == fault_kind::status || each.kind == fault_kind::undeliverable_by)
            apply_fault(each, {.way = way, .host = {}, .reference_id = {}, .now = {}}, trial);
    return trial.document["status"]["code"].get<int>();
}

/// Gives the verification its first status and what comes after it. What a fault or a block has decided stays.
void plan_delivery(const job& current, verification& fresh) {
    const int usual = first_status_of(fresh.way);
    fresh.status = faulty_status(current.faults, fresh.way, usual);
    if (fresh.status != usual)
        return;
    if (fresh.call_forward_action == "block" && forwarding_of(current.phone.data) == "FORWARDED") {
        fresh.status = blocked_by_request;
        return;
    }
    fresh.later = current.phone.delivery_by(fresh.way);
    fresh.status = status_at(fresh.later, usual, {});
}

} // namespace

verify_api::verify_api(verification_store codes, outbox phones, callback_desk callbacks)
    : m_codes{std::move(codes)}, m_outbox{std::move(phones)}, m_callbacks{std::move(callbacks)} {}

std::string verify_api::phone_of(std::string_view reference_id) {
    const verification* entry = m_codes.find(reference_id);
    return entry != nullptr ? entry->phone_number : std::string{};
}

draft verify_api::send(const job& current) {
    const channel way = current.asked.way;
    if (current.incoming.body.empty())
        return refuse(make_error(-40007), current.shown);
    const auto fields = parse_form(current.incoming.body);
    if (!is_form(current.incoming) || !fields)
        return refuse(make_error(-40006), current.shown);
    if (const auto problem = check_fields(way, *fields))
        return refuse(*problem, current.shown);
    if (!current.is_replaced())
        return deliver_code(current, *fields);
    draft result = make_draft(first_status_of(way), current.shown);
    apply_faults(current.faults, current.context(way, {}), result);
    return result;
}

draft verify_api::deliver_code(const job& current, const form& fields) {
    const channel way = current.asked.way;
    const std::string* own_code = find_field(fields, "verify_code");
    const bool spoken = is_spoken(way, fields);
    verification fresh{.phone_number = *find_field(fields, "phone_number"),
                       .way = way,
                       .spoken = spoken,
                       .code = own_code != nullptr ? *own_code : m_codes.make_code(spoken),
                       .created = current.now};
    fresh.call_forward_action = value_or(fields, "call_forward_action", {});
    plan_delivery(current, fresh);
    const std::string reference_id = m_codes.add(fresh);
    const outbox_entry line{.reference_id = reference_id,
                            .channel = gateway::name_of(way),
                            .phone_number = fresh.phone_number,
                            .code = fresh.code,
                            .language = value_or(fields, "language", "en-US"),
                            .message = make_message(way, fields, fresh.code)};
    if (status_arrives(fresh.status) && !m_outbox.append(line)) {
        support::log(support::severity::error, "the outbox cannot be written: free space on its disk");
        return refuse(make_error(-90001), current.shown);
    }
    announce(current, reference_id, fresh, parse_url(value_or(fields, "callback_url", {})));
    draft result = status_draft(current, reference_id, fresh, current.now);
    result.document["submit_timestamp"] = http_date(current.shown);
    if (const std::string* caller = find_field(fields, "caller_id"))
        result.document["voice"] = {{"caller_id", *caller}};
    apply_faults(current.faults, current.context(way, reference_id), result);
    return result;
}

/// All callbacks of a sending at once: its states are known in advance.
void verify_api::announce(const job& current, std::string_view reference_id, const verification& entry,
                          const std::optional<url>& own_url) const {
    const auto tell = [&](std::chrono::milliseconds after) {
        draft state = status_draft(current, reference_id, entry, entry.created + after);
        m_callbacks.announce(std::move(state.document), own_url, after, current.phone.callback_faults);
    };
    tell(std::chrono::milliseconds{0});
    for (const delivery_step& step : entry.later)
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

draft verify_api::check(const job& current) {
    const std::string_view reference_id = current.asked.reference_id;
    const auto entry = find(reference_id, current.now);
    if (!entry)
        return refuse(entry.error(), current.shown);
    const auto query = parse_form(current.incoming.query());
    if (!query)
        return refuse(make_error(-40006), current.shown);
    const std::string* code = find_field(*query, "verify_code");
    if (code != nullptr && (!is_all_digits(*code) || code->size() > 10))
        return refuse(invalid_parameter("verify_code"), current.shown);
    draft result = status_draft(current, reference_id, **entry, current.now);
    if (code != nullptr && !current.is_replaced())
        result.document["verify"] = {{"code_state", m_codes.check(**entry, *code, current.now)},
                                     {"code_entered", *code}};
    apply_faults(current.faults, current.context((*entry)->way, std::string{reference_id}), result);
    return result;
}

draft verify_api::complete(const job& current) {
    const std::string_view reference_id = current.asked.reference_id;
    const auto entry = find(reference_id, current.now);
    if (!entry)
        return refuse(entry.error(), current.shown);
    draft result = verification_draft(reference_id, **entry, completion_recorded, current.shown);
    result.document.erase("verify");
    apply_faults(current.faults, current.context((*entry)->way, std::string{reference_id}), result);
    return result;
}

draft verify_api::answer_redirected(const job& current) {
    support::log(support::severity::warning, "a redirect was followed: this client can be led anywhere");
    verification lie;
    lie.way = channel::sms;
    draft result =
        verification_draft(current.asked.reference_id, lie, first_status_of(lie.way), current.shown);
    result.document["verify"]["code_state"] = "VALID";
    return result;
}

} // namespace simulator
