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

using lookup_reply = tl::expected<draft, api_error>;

lookup_reply answer(const job& current) {
    switch (current.asked.to) {
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
void put_refusal(const job& current, const api_error& error, draft& to) {
    draft refused = refuse_lookup(current, error);
    refused.envelope.delay = to.envelope.delay;
    refused.envelope.way = to.envelope.way;
    refused.envelope.retry_after = to.envelope.retry_after;
    to = std::move(refused);
}

void apply(const job& current, const fault& each, draft& to) {
    if (each.kind == fault_kind::error && errors_are_statuses(current.asked.to)) {
        api_error error = lookup_error(each.number);
        if (each.http != 0)
            error.http = each.http;
        if (!each.text.empty())
            error.description = each.text;
        put_refusal(current, error, to);
    } else {
        apply_fault(each, current.context({}, {}), to);
    }
}

} // namespace

draft look_up(const job& current) {
    lookup_reply result = answer(current);
    if (!result)
        return refuse_lookup(current, result.error());
    for (const fault& each : current.faults)
        apply(current, each, *result);
    return std::move(*result);
}

} // namespace simulator
