#include "gateway/telesign/verdict.h"

#include "gateway/telesign/addons.h"
#include "gateway/telesign/ascii.h"
#include "gateway/telesign/error_codes.h"
#include "gateway/telesign/status_codes.h"

#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace gateway::telesign {

namespace {

/// What one thing in a reply amounts to.
struct reading {
    outcome what;
    std::string detail;
    std::string_view tell;
};

const status_row* status_in(const verify_reply& reply) {
    return reply.status_code ? find_status(*reply.status_code) : nullptr;
}

/// "status 107 (not delivered: line busy)", or what the status lacks.
std::string describe_status(const verify_reply& reply) {
    if (!reply.status_code)
        return "no status.code";
    const status_row* const row = status_in(reply);
    if (row == nullptr)
        return fmt::format("status {} (unknown to this program)", *reply.status_code);
    return fmt::format("status {} ({}: {})", row->code, name_of(row->meaning), row->log);
}

/// Of a reply with HTTP status 200: a status that the table lacks is no success.
reading read_status(const verify_reply& reply) {
    const status_row* const row = status_in(reply);
    if (row == nullptr)
        return {outcome::unavailable, describe_status(reply), tell_of(error_class::unavailable)};
    return {outcome_of(row->meaning), describe_status(reply), row->tell};
}

reading read_first_error(long http_status, const verify_reply& reply) {
    const reply_error& first = reply.errors.front();
    const error_reading error = read_error(first.code, http_status, first.description);
    return {outcome_of(error.kind),
            fmt::format("{} error {} (HTTP {}): {}", name_of(error.kind), first.code, http_status,
                        error.note.empty() ? "unknown to this program" : error.note),
            tell_of(error.kind)};
}

reading read_http(long http_status, error_class kind, const verify_reply& reply) {
    // A 404 that TeleSign did not write says nothing of the reference, but that the endpoint is another's.
    const bool foreign = kind == error_class::gone && !reply.fault.empty();
    return {foreign ? outcome::refused : outcome_of(kind),
            fmt::format("{} error by HTTP {} ({})", name_of(kind), http_status,
                        reply.fault.empty() ? describe_status(reply) : reply.fault),
            tell_of(foreign ? error_class::validation : kind)};
}

/// What speaks against any success: a block (first, since nobody may try a way around it), an error that TeleSign
/// names, an HTTP status other than 200, a reply that does not have its shape. Nothing when nothing does.
std::optional<reading> find_refusal(long http_status, const verify_reply& reply) {
    if (const status_row* const row = status_in(reply);
        row != nullptr && row->meaning == status_meaning::blocked)
        return read_status(reply);
    if (!reply.errors.empty())
        return read_first_error(http_status, reply);
    if (const auto kind = class_of_http(http_status))
        return read_http(http_status, *kind, reply);
    if (!reply.fault.empty())
        return reading{outcome::unavailable, reply.fault, tell_of(error_class::unavailable)};
    return std::nullopt;
}

template <typename Result>
void put(Result& result, reading&& read) {
    result.what = read.what;
    result.detail = std::move(read.detail);
    result.tell = read.tell;
}

reading no_sense(const char* why) {
    return {outcome::unavailable, why, tell_of(error_class::unavailable)};
}

bool is_about(const verify_reply& reply, std::string_view reference_id) {
    return !reply.reference_id.empty() && equal_ignoring_case(reply.reference_id, reference_id);
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
    result.what = result.what == outcome::undeliverable ? outcome::undeliverable : outcome::wrong;
    result.detail.insert(0, "code_state UNKNOWN, ");
    return result;
}

bool is_listed_error(int code, long http_status, std::string_view text) {
    return !read_error(code, http_status, text).note.empty();
}

/// Of a lookup: the error is about its data alone, or one of a bad request that no list has, as for an add-on that
/// TeleSign does not know.
bool says_nothing(long http_status, const verify_reply& reply) {
    if (reply.errors.empty())
        return http_status == 400 && reply.fault.empty();
    const reply_error& first = reply.errors.front();
    const error_reading error = read_error(first.code, http_status, first.description);
    return error.kind == error_class::no_data || (http_status == 400 && error.note.empty());
}

} // namespace

send_result judge_send(long http_status, const verify_reply& reply) {
    send_result result;
    result.reference_id = reply.reference_id;
    result.facts = reply.facts;
    if (auto refusal = find_refusal(http_status, reply)) {
        put(result, *std::move(refusal));
        if (result.what == outcome::expired) { // no reference yet that could be gone: the request is wrong
            result.what = outcome::refused;
            result.tell = tell_of(error_class::validation);
        }
        result.fate_unknown =
            http_status == 200 && reply.errors.empty() && result.what == outcome::unavailable;
        return result;
    }
    put(result, read_status(reply));
    if (result.what == outcome::sent && reply.reference_id.empty())
        put(result, {outcome::unavailable, result.detail + ", but no usable reference_id",
                     tell_of(error_class::unavailable)});
    result.fate_unknown = result.what == outcome::unavailable; // HTTP 200: something was done
    return result;
}

check_result judge_check(long http_status, const verify_reply& reply, std::string_view reference_id) {
    check_result result;
    if (auto refusal = find_refusal(http_status, reply))
        put(result, *std::move(refusal));
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
        result.final = result.what == outcome::blocked; // of the others, none says anything of the code
    } else if (!is_about(reply, reference_id)) {
        put(result, no_sense("the reply is about no or another reference_id"));
    } else {
        put(result, read_status(reply));
        const status_row* const row = status_in(reply);
        result.final = row != nullptr && is_final(row->meaning);
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
    if (const addon_status_row* const row = code ? find_addon_status(*code) : nullptr)
        return {.nothing_known = true,
                .detail = fmt::format("status {} (HTTP {}): {}", *code, http_status, row->log)};
    verify_reply read = reply;
    if (code && is_listed_error(*code, http_status, reply.status_text))
        read.errors.push_back({*code, reply.status_text}); // they name their errors there, without errors[]
    if (auto refusal = find_refusal(http_status, read))
        return {.is_blocked = refusal->what == outcome::blocked,
                .nothing_known = says_nothing(http_status, read),
                .detail = std::move(refusal->detail)};
    const status_row* const row = status_in(read);
    return {.is_answer = row != nullptr && row->meaning == status_meaning::phoneid,
            .detail = describe_status(read)};
}

} // namespace gateway::telesign
