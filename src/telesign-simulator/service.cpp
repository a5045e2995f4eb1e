#include "telesign-simulator/service.h"

#include "support/log.h"
#include "telesign-simulator/fields.h"
#include "telesign-simulator/message.h"

#include <algorithm>
#include <array>
#include <utility>

namespace simulator {

namespace {

using gateway::channel;

constexpr std::string_view verify_path = "/v1/verify/";
constexpr std::string_view completion_path = "/v1/verify/completion/";
constexpr int completion_recorded = 1900;

/// A POST that sends a code.
struct sender {
    std::string_view path;
    channel way;
    std::string_view sub_resource;
    int status; ///< of a send that goes well
};

constexpr std::array senders{
    sender{"/v1/verify/call", channel::voice, "call", 103},
    sender{"/v1/verify/sms", channel::sms, "sms", 290},
    sender{"/v1/verify/smart", channel::smart, "smart", 2000},
};

const sender& sender_for(channel way) {
    return *std::find_if(senders.begin(), senders.end(), [=](const sender& each) { return each.way == way; });
}

/// The sender that the request asks for, or nullptr.
const sender* find_sender(const request& incoming) {
    const auto* found = std::find_if(senders.begin(), senders.end(),
                                     [&](const sender& each) { return each.path == incoming.path(); });
    return incoming.method == "POST" && found != senders.end() ? found : nullptr;
}

/// What stands behind `prefix`; nullopt when the path does not begin with it.
std::optional<std::string_view> behind(std::string_view path, std::string_view prefix) {
    if (!path.starts_with(prefix))
        return std::nullopt;
    return path.substr(prefix.size());
}

bool is_reference_id(std::string_view text) {
    return text.size() == 32 && text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

bool is_form(const request& incoming) {
    constexpr std::string_view form_type = "application/x-www-form-urlencoded";
    const std::string* type = incoming.header("content-type");
    return type != nullptr && type->starts_with(form_type) &&
           (type->size() == form_type.size() || (*type)[form_type.size()] == ';' ||
            (*type)[form_type.size()] == ' ');
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
    result.document["sub_resource"] = sender_for(entry.way).sub_resource;
    draft common = make_draft(status, now);
    result.document.update(common.document);
    result.envelope = std::move(common.envelope);
    result.document["verify"] = {{"code_state", "UNKNOWN"}, {"code_entered", ""}};
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

void bend(const std::vector<fault>& faults, const fault_context& context, draft& result) {
    for (const fault& each : faults)
        apply_fault(each, context, result);
}

std::string host_of(const request& incoming) {
    const std::string* host = incoming.header("host");
    return host != nullptr ? *host : std::string{"localhost"};
}

} // namespace

service::service(authenticator who, verification_store codes, outbox phones, fault_book faults, clock now)
    : m_authenticator{std::move(who)}, m_codes{std::move(codes)}, m_outbox{std::move(phones)},
      m_faults{std::move(faults)}, m_clock{std::move(now)} {}

void service::set_faults(fault_book faults) {
    const std::lock_guard lock{m_mutex};
    m_faults = std::move(faults);
}

reply service::handle(const request& incoming) {
    const std::lock_guard lock{m_mutex};
    const time_point now = m_clock();
    job current{.incoming = incoming, .now = now, .shown = now, .faults = take_faults(incoming)};
    for (const fault& each : current.faults)
        if (each.kind == fault_kind::clock_skew)
            current.shown += each.duration;
    const auto skew = std::chrono::round<std::chrono::seconds>(current.shown - now);
    if (const auto problem = m_authenticator.check(incoming, now, skew))
        return finish(refuse(*problem, current.shown));
    return finish(answer(current));
}

/// The clock-skew fault comes before the credentials, so the phone must be found first.
std::vector<fault> service::take_faults(const request& incoming) {
    if (find_sender(incoming) != nullptr) {
        const auto fields = parse_form(incoming.body);
        const std::string* phone = fields ? find_field(*fields, "phone_number") : nullptr;
        return phone != nullptr ? m_faults.take(*phone, request_kind::send) : std::vector<fault>{};
    }
    const auto reference_id = behind(incoming.path(), verify_path);
    if (incoming.method != "GET" || !reference_id)
        return {};
    const verification* entry = m_codes.find(*reference_id);
    return entry != nullptr ? m_faults.take(entry->phone_number, request_kind::check) : std::vector<fault>{};
}

draft service::answer(const job& current) {
    const request& incoming = current.incoming;
    if (const sender* way = find_sender(incoming))
        return send(current, way->way);
    if (const auto reference_id = behind(incoming.path(), completion_path)) {
        if (incoming.method == "PUT")
            return complete(current, *reference_id);
    } else if (const auto checked = behind(incoming.path(), verify_path)) {
        if (incoming.method == "GET")
            return check(current, *checked);
    } else if (const auto followed = behind(incoming.path(), redirected_path)) {
        return answer_redirected(current, *followed);
    } else {
        return refuse(make_error(-40004), current.shown);
    }
    api_error wrong_method = make_error(-40006);
    wrong_method.http = 405;
    return refuse(wrong_method, current.shown);
}

draft service::send(const job& current, channel way) {
    if (current.incoming.body.empty())
        return refuse(make_error(-40007), current.shown);
    const auto fields = parse_form(current.incoming.body);
    if (!is_form(current.incoming) || !fields)
        return refuse(make_error(-40006), current.shown);
    if (const auto problem = check_fields(way, *fields))
        return refuse(*problem, current.shown);
    if (std::none_of(current.faults.begin(), current.faults.end(), replaces_work))
        return deliver_code(current, way, *fields);
    draft result = make_draft(sender_for(way).status, current.shown);
    bend(current.faults,
         {.way = way, .host = host_of(current.incoming), .reference_id = {}, .now = current.shown}, result);
    return result;
}

draft service::deliver_code(const job& current, channel way, const form& fields) {
    const std::string* own_code = find_field(fields, "verify_code");
    verification fresh{.phone_number = *find_field(fields, "phone_number"),
                       .way = way,
                       .code = own_code != nullptr ? *own_code : make_code(),
                       .status = faulty_status(current.faults, way, sender_for(way).status),
                       .created = current.now};
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
    draft result = verification_draft(reference_id, fresh, fresh.status, current.shown);
    result.document["submit_timestamp"] = http_date(current.shown);
    if (const std::string* caller = find_field(fields, "caller_id"))
        result.document["voice"] = {{"caller_id", *caller}};
    if (const std::string* action = find_field(fields, "call_forward_action"))
        result.document["call_forwarding"] = {{"action", *action == "flag" ? "FLAG" : "BLOCK"},
                                              {"call_forward", "NOT_FORWARDED"}};
    bend(current.faults,
         {.way = way, .host = host_of(current.incoming), .reference_id = reference_id, .now = current.shown},
         result);
    return result;
}

tl::expected<verification*, api_error> service::find(std::string_view reference_id, time_point now) {
    if (!is_reference_id(reference_id))
        return tl::unexpected{make_error(-40004)};
    verification* entry = m_codes.find(reference_id);
    if (entry == nullptr)
        return tl::unexpected{reference_not_found()};
    if (verification_store::is_too_old(*entry, now))
        return tl::unexpected{make_error(-10004)};
    return entry;
}

draft service::check(const job& current, std::string_view reference_id) {
    const auto entry = find(reference_id, current.now);
    if (!entry)
        return refuse(entry.error(), current.shown);
    const auto query = parse_form(current.incoming.query());
    if (!query)
        return refuse(make_error(-40006), current.shown);
    const std::string* code = find_field(*query, "verify_code");
    if (code != nullptr &&
        (code->empty() || code->size() > 10 || code->find_first_not_of("0123456789") != std::string::npos))
        return refuse(invalid_parameter("verify_code"), current.shown);
    draft result = verification_draft(reference_id, **entry, (*entry)->status, current.shown);
    const bool works = std::none_of(current.faults.begin(), current.faults.end(), replaces_work);
    if (code != nullptr && works)
        result.document["verify"] = {{"code_state", m_codes.check(**entry, *code, current.now)},
                                     {"code_entered", *code}};
    bend(current.faults,
         {.way = (*entry)->way,
          .host = host_of(current.incoming),
          .reference_id = std::string{reference_id},
          .now = current.shown},
         result);
    return result;
}

draft service::complete(const job& current, std::string_view reference_id) {
    const auto entry = find(reference_id, current.now);
    if (!entry)
        return refuse(entry.error(), current.shown);
    draft result = verification_draft(reference_id, **entry, completion_recorded, current.shown);
    result.document.erase("verify");
    return result;
}

/// Says what a client must not believe: it was told to go where it must not go.
draft service::answer_redirected(const job& current, std::string_view reference_id) {
    support::log(support::severity::warning, "a redirect was followed: this client can be led anywhere");
    draft result = verification_draft(reference_id, {}, sender_for(channel::sms).status, current.shown);
    result.document["verify"]["code_state"] = "VALID";
    return result;
}

} // namespace simulator
