// SPDX-License-Identifier: BSD-3-Clause
#include "gateway/telesign/verdict.h"

#include "gateway/telesign/addons.h"
#include "gateway/telesign/error_codes.h"
#include "gateway/telesign/quote.h"
#include "gateway/telesign/status_codes.h"
#include "support/ascii.h"

#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace gateway::telesign {

namespace {

/// What one thing in a reply amounts to.
struct reading {
    gateway::outcome outcome;
    std::string detail;
    std::string_view user_message;
};

const status_row* status_in(const verify_reply& reply) {
    return reply.status_code ? find_status(*reply.status_code) : nullptr;
}

/// "status 107 (not delivered: line busy)", or what the status lacks, with TeleSign's text.
std::string describe_status(const verify_reply& reply) {
    const std::string quoted = quote_reply(reply.status_text);
    const std::string text = quoted.empty() ? "" : ": " + quoted;
    if (!reply.status_code)
        return "no status.code" + text;
    const status_row* const row = status_in(reply);
    if (row == nullptr)
        return fmt::format("status {} (unknown to this program{})", *reply.status_code, text);
    return fmt::format("status {} ({}: {})", row->code, name_of(row->meaning), row->log);
}

/// Of a reply with HTTP status 200: a status that the table lacks is no success.
reading read_status(const verify_reply& reply) {
    const status_row* const row = status_in(reply);
    if (row == nullptr)
        return {outcome::unavailable, describe_status(reply), user_message_of(error_class::unavailable)};
    return {outcome_of(row->meaning), describe_status(reply), row->user_message};
}

reading make_reading(const error_reading& error, long http_status, const reply_error& reported) {
    return {outcome_of(error.kind), describe_error(error, reported.code, http_status, reported.description),
            user_message_of(error.kind)};
}

/// The first of errors[], or the error that stands in status.code. Nothing when there is none.
std::optional<reading> read_told_error(long http_status, const verify_reply& reply) {
    if (!reply.errors.empty()) {
        const reply_error& first = reply.errors.front();
        return make_reading(read_error(first.code, http_status, first.description), http_status, first);
    }
    const reply_error by_status{reply.status_code.value_or(0), reply.status_text};
    if (const auto error = find_error(by_status.code, http_status, by_status.description))
        return make_reading(*error, http_status, by_status);
    return std::nullopt;
}

reading read_http(long http_status, error_class kind, const verify_reply& reply) {
    // A 4xx that TeleSign did not write says that the endpoint is another's.
    const bool foreign =
        kind == error_class::unavailable && http_status >= 400 && http_status < 500 && !reply.fault.empty();
    return {foreign ? outcome::refused : outcome_of(kind),
            fmt::format("{} error by HTTP {} ({})", name_of(kind), http_status,
                        reply.fault.empty() ? describe_status(reply) : reply.fault),
            user_message_of(foreign ? error_class::validation : kind)};
}

/// What speaks against any success: a block (first, since nobody may try a way around it), an error that TeleSign
/// names, an HTTP status other than 200, a reply that does not have its shape. Nothing when nothing does.
std::optional<reading> find_refusal(long http_status, const verify_reply& reply) {
    if (const status_row* const row = status_in(reply);
        row != nullptr && row->meaning == status_meaning::blocked)
        return read_status(reply);
    if (auto error = read_told_error(http_status, reply))
        return error;
    if (const auto kind = class_of_http(http_status))
        return read_http(http_status, *kind, reply);
    if (!reply.fault.empty())
        return reading{outcome::unavailable, reply.fault, user_message_of(error_class::unavailable)};
    return std::nullopt;
}

template <typename Result>
void put(Result& result, reading&& read) {
    result.outcome = read.outcome;
    result.detail = std::move(read.detail);
    result.user_message = read.user_message;
}

reading no_sense(const char* detail) {
    return {outcome::unavailable, detail, user_message_of(error_class::unavailable)};
}

bool is_about(const verify_reply& reply, std::string_view reference_id) {
    return !reply.reference_id.empty() && support::equal_ignoring_case(reply.reference_id, reference_id);
}

/// The states say it all, so that there is nothing more to tell, but `unknown`, which leaves it to the status.
reading read_state(code_state state, const verify_reply& reply) {
    switch (state) {
    case code_state::valid:
        return {outcome::valid, describe_status(reply), {}};
    case code_state::invalid:
        return {outcome::wrong, describe_status(reply), {}};
    case code_state::expired:
        return {outcome::expired, describe_status(reply), {}};
    case code_state::max_attempts_exceeded:
        return {outcome::exhausted, describe_status(reply), {}};
    case code_state::unknown:
        break;
    }
    reading result = read_status(reply);
    result.outcome = result.outcome == outcome::undeliverable ? outcome::undeliverable : outcome::wrong;
    result.detail.insert(0, "code_state UNKNOWN, ");
    return result;
}

/// TeleSign cannot say now whether a code is right: "status not available", without a word of the code.
bool is_undecided(const verify_reply& reply) {
    const status_row* const row = status_in(reply);
    return row != nullptr && row->meaning == status_meaning::no_answer &&
           reply.state.value_or(code_state::unknown) == code_state::unknown;
}

/// What an answer about a code amounts to where no code was asked about.
outcome without_code(outcome outcome) {
    const bool is_about_code =
        outcome == outcome::wrong || outcome == outcome::exhausted || outcome == outcome::undecided;
    return is_about_code ? outcome::unavailable : outcome;
}

/// Of a lookup: the error is about its data alone, or a bad request's that no list has, as for an add-on that TeleSign
/// does not know.
bool says_nothing(long http_status, const verify_reply& reply) {
    if (!reply.fault.empty())
        return false;
    const reply_error reported = reply.errors.empty()
                                     ? reply_error{reply.status_code.value_or(0), reply.status_text}
                                     : reply.errors.front();
    const error_reading error = read_error(reported.code, http_status, reported.description);
    return error.kind == error_class::no_data || (http_status == 400 && error.note.empty());
}

} // namespace

send_result judge_send(long http_status, const verify_reply& reply) {
    send_result result;
    result.reference_id = reply.reference_id;
    result.facts = reply.facts;
    if (auto refusal = find_refusal(http_status, reply)) {
        put(result, *std::move(refusal));
        result.outcome = without_code(result.outcome);
        if (result.outcome == outcome::expired) { // no reference yet that could be gone: the request is wrong
            result.outcome = outcome::refused;
            result.user_message = user_message_of(error_class::validation);
        }
        result.fate_unknown =
            http_status == 200 && reply.errors.empty() && result.outcome == outcome::unavailable;
        return result;
    }
    put(result, read_status(reply));
    if (result.outcome == outcome::sent && reply.reference_id.empty())
        put(result, {outcome::unavailable, result.detail + ", but no usable reference_id",
                     user_message_of(error_class::unavailable)});
    result.fate_unknown = result.outcome == outcome::unavailable; // HTTP 200: something was done
    return result;
}

check_result judge_check(long http_status, const verify_reply& reply, std::string_view reference_id) {
    check_result result;
    if (auto refusal = find_refusal(http_status, reply))
        put(result, *std::move(refusal));
    else if (is_undecided(reply))
        put(result, {outcome::undecided, describe_status(reply), user_message_of(error_class::undecided)});
    else if (!is_about(reply, reference_id))
        put(result, no_sense(reply.reference_id.empty() ? "the reply has no usable reference_id"
                                                        : "the reply is about another reference_id"));
    else if (!reply.state)
        put(result, no_sense("the reply has no verify.code_state"));
    else
        put(result, read_state(*reply.state, reply));
    if (is_about(reply, reference_id))
        result.facts = reply.facts;
    return result;
}

delivery_result judge_delivery(long http_status, const verify_reply& reply, std::string_view reference_id) {
    delivery_result result;
    if (auto refusal = find_refusal(http_status, reply)) {
        put(result, *std::move(refusal));
        result.outcome = without_code(result.outcome);
        result.final = result.outcome == outcome::blocked; // of the others, none says anything of the code
    } else if (!is_about(reply, reference_id)) {
        put(result, no_sense("the reply is about no or another reference_id"));
    } else {
        put(result, read_status(reply));
        const status_row* const row = status_in(reply);
        result.final = row != nullptr && is_final(row->meaning);
        result.unconfirmed = row != nullptr && row->meaning == status_meaning::unconfirmed;
    }
    if (is_about(reply, reference_id))
        result.facts = reply.facts;
    return result;
}

tl::expected<void, std::string> judge_completion(long http_status, const verify_reply& reply) {
    if (auto refusal = find_refusal(http_status, reply))
        return tl::unexpected{std::move(refusal->detail)};
    if (const status_row* const row = status_in(reply);
        row == nullptr || row->meaning != status_meaning::completion)
        return tl::unexpected{describe_status(reply)};
    return {};
}

lookup_verdict judge_lookup(long http_status, const verify_reply& reply) {
    const auto code = reply.errors.empty() ? reply.status_code : std::nullopt;
    if (const status_row* const row = code ? find_addon_status(*code) : nullptr)
        return {.nothing_known = true,
                .detail = fmt::format("status {} (HTTP {}): {}", *code, http_status, row->log)};
    if (auto refusal = find_refusal(http_status, reply))
        return {.is_blocked = refusal->outcome == outcome::blocked,
                .nothing_known = says_nothing(http_status, reply),
                .detail = std::move(refusal->detail)};
    const status_row* const row = status_in(reply);
    return {.is_answer = row != nullptr && row->meaning == status_meaning::phoneid,
            .detail = describe_status(reply)};
}

} // namespace gateway::telesign
