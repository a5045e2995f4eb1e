// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/lookup.h"

#include "telesign-simulator/intelligence.h"
#include "telesign-simulator/legacy_phone_id.h"
#include "telesign-simulator/lookup_codes.h"
#include "telesign-simulator/lookup_reply.h"
#include "telesign-simulator/phone_id.h"

#include <utility>

namespace simulator {

namespace {

using lookup_reply = tl::expected<reply_builder, api_error>;

lookup_reply answer(const request_context& current) {
    switch (current.route.endpoint) {
    case endpoint::phone_id:
    case endpoint::phone_id_in_body:
        return answer_phone_id(current);
    case endpoint::score:
    case endpoint::intelligence:
        return answer_intelligence(current);
    default:
        return answer_legacy_phone_id(current);
    }
}

/// The refusal takes the reply's place, but travels as the faults before it said.
void replace_by_refusal(const request_context& current, const api_error& error, reply_builder& builder) {
    reply_builder refused = refuse_lookup(current, error);
    refused.envelope.delay = builder.envelope.delay;
    refused.envelope.transfer = builder.envelope.transfer;
    refused.envelope.retry_after = builder.envelope.retry_after;
    builder = std::move(refused);
}

void apply(const request_context& current, const fault& each, reply_builder& builder) {
    if (each.kind == fault_kind::error && errors_are_statuses(current.route.endpoint)) {
        api_error error = lookup_error(each.number);
        if (each.http != 0)
            error.http = each.http;
        if (!each.text.empty())
            error.description = each.text;
        replace_by_refusal(current, error, builder);
    } else {
        apply_fault(each, current.context({}, {}), builder);
    }
}

} // namespace

reply_builder look_up(const request_context& current) {
    lookup_reply result = answer(current);
    if (!result)
        return refuse_lookup(current, result.error());
    for (const fault& each : current.faults)
        apply(current, each, *result);
    return std::move(*result);
}

} // namespace simulator
