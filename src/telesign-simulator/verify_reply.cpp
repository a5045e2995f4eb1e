// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/verify_reply.h"

#include "telesign-simulator/verify_facts.h"

#include <string>
#include <utility>

namespace simulator {

using nlohmann::ordered_json;

namespace {

constexpr int completion_recorded = 1900;

/// reference_id, sub_resource, errors and status.
reply_builder begin_verify_reply(std::string_view reference_id, std::string_view sub_resource, int status,
                                 time_point now) {
    reply_builder result;
    result.document["reference_id"] = reference_id;
    result.document["sub_resource"] = sub_resource;
    reply_builder common = begin_reply(status, now);
    result.document.update(common.document);
    result.envelope = std::move(common.envelope);
    return result;
}

} // namespace

int first_status_of(gateway::channel channel) {
    return channel == gateway::channel::voice ? 103 : channel == gateway::channel::sms ? 290 : 2000;
}

std::string_view sub_resource_of(const verification& entry) {
    if (entry.channel == gateway::channel::voice)
        return "call";
    return entry.spoken ? "voice" : "sms";
}

reply_builder status_reply(const request_context& current, std::string_view reference_id,
                           const verification& entry, time_point when) {
    const auto skew = current.reported_time - current.now;
    const int status = status_at(entry.delivery, entry.status, when - entry.created);
    reply_builder result = begin_verify_reply(reference_id, sub_resource_of(entry), status, when + skew);
    const bool is_reply_to_call =
        current.route.endpoint == endpoint::send && entry.channel == gateway::channel::voice;
    if (is_reply_to_call)
        result.document["submit_timestamp"] = pacific_date(entry.created + skew);
    result.document["verify"] = {{"code_state", "UNKNOWN"}, {"code_entered", ""}};
    if (!entry.caller_id.empty())
        result.document["voice"] = {{"caller_id", entry.caller_id}};
    add_reply_facts(current.phone.data, entry, current.now, result.document);
    return result;
}

reply_builder completion_reply(const request_context& current, std::string_view reference_id,
                               const verification& entry) {
    reply_builder result = begin_verify_reply(reference_id, entry.spoken ? "voice" : "sms",
                                              completion_recorded, current.reported_time);
    if (entry.spoken)
        return result;
    ordered_json document{{"reference_id", reference_id}, {"subresource", "sms"}};
    result.document.erase("sub_resource");
    document.update(result.document);
    document["status"]["code"] = std::to_string(completion_recorded);
    result.document = std::move(document);
    return result;
}

ordered_json callback_document(const request_context& current, std::string_view reference_id,
                               const verification& entry, time_point when) {
    const auto skew = current.reported_time - current.now;
    const int status = status_at(entry.delivery, entry.status, when - entry.created);
    reply_builder common = begin_reply(status, when + skew);
    ordered_json document{{"status", common.document["status"]}, {"sub_resource", sub_resource_of(entry)}};
    document["reference_id"] = reference_id;
    const time_point sent = entry.created + skew;
    document["submit_timestamp"] = entry.spoken ? pacific_date(sent) : timestamp(sent);
    document["errors"] = ordered_json::array();
    document["verify"] = {{"code_state", "UNKNOWN"}, {"code_entered", nullptr}};
    if (!entry.caller_id.empty())
        document["voice"] = {{"caller_id", entry.caller_id}};
    add_callback_facts(current.phone.data, entry, current.now, document);
    return document;
}

} // namespace simulator
