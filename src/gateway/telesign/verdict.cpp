#include "gateway/telesign/verdict.h"

#include "gateway/telesign/codes.h"

#include <optional>
#include <string>

#include <fmt/format.h>

namespace gateway::telesign {

namespace {

constexpr int call_not_answered = 101;

/// "status 107 (not delivered)", or what the status lacks.
std::string describe_status(const verify_reply& reply) {
    if (!reply.status_code)
        return "no status.code";
    const auto meaning = meaning_of(*reply.status_code);
    return fmt::format("status {} ({})", *reply.status_code,
                       meaning ? name_of(*meaning) : "unknown to this program");
}

std::string describe_error(long http_status, const reply_error& error) {
    const error_reading reading = read_error(error.code, http_status, error.description);
    return fmt::format("{} error {} (HTTP {}): {}", name_of(reading.kind), error.code, http_status,
                       reading.note.empty() ? "unknown to this program" : reading.note);
}

std::optional<status_meaning> meaning_in(const verify_reply& reply) {
    return reply.status_code ? meaning_of(*reply.status_code) : std::nullopt;
}

check_result result_of(outcome what, std::string detail) {
    check_result result;
    result.what = what;
    result.detail = std::move(detail);
    return result;
}

/// What speaks against any success: a block (first, since nobody may try a way around it), an error that TeleSign
/// names, an HTTP status other than 200, a reply that does not have its shape. Nothing when nothing does.
std::optional<check_result> find_refusal(long http_status, const verify_reply& reply) {
    if (meaning_in(reply) == status_meaning::blocked)
        return result_of(outcome::blocked, describe_status(reply));
    if (!reply.errors.empty()) {
        const reply_error& first = reply.errors.front();
        return result_of(outcome_of(read_error(first.code, http_status, first.description).kind),
                         describe_error(http_status, first));
    }
    if (const auto kind = class_of_http(http_status)) {
        // A 404 that TeleSign did not write says nothing of the reference, but that the endpoint is another's.
        const bool foreign = kind == error_class::gone && !reply.fault.empty();
        return result_of(foreign ? outcome::refused : outcome_of(*kind),
                         fmt::format("{} error by HTTP {} ({})", name_of(*kind), http_status,
                                     reply.fault.empty() ? describe_status(reply) : reply.fault));
    }
    if (!reply.fault.empty())
        return result_of(outcome::unavailable, reply.fault);
    return std::nullopt;
}

outcome outcome_of_sending(std::optional<status_meaning> meaning) {
    if (!meaning)
        return outcome::unavailable;
    switch (*meaning) {
    case status_meaning::in_progress:
    case status_meaning::arrived:
        return outcome::sent;
    case status_meaning::undeliverable:
        return outcome::undeliverable;
    case status_meaning::blocked:
        return outcome::blocked;
    case status_meaning::account:
        return outcome::refused;
    case status_meaning::no_answer:
    case status_meaning::phoneid:
    case status_meaning::completion:
        break;
    }
    return outcome::unavailable;
}

} // namespace

send_result judge_send(long http_status, const verify_reply& reply) {
    send_result result;
    result.reference_id = reply.reference_id;
    if (auto refusal = find_refusal(http_status, reply)) {
        // A send has no reference yet that could be gone: then it is the request that is wrong.
        result.what = refusal->what == outcome::expired ? outcome::refused : refusal->what;
        result.detail = std::move(refusal->detail);
        result.fate_unknown =
            http_status == 200 && reply.errors.empty() && result.what == outcome::unavailable;
        return result;
    }
    result.what = outcome_of_sending(meaning_in(reply));
    result.detail = describe_status(reply);
    if (result.what == outcome::sent && reply.reference_id.empty()) {
        result.what = outcome::unavailable;
        result.detail += ", but no reference_id";
    }
    result.fate_unknown = result.what == outcome::unavailable; // HTTP 200: something was done
    return result;
}

check_result judge_check(long http_status, const verify_reply& reply, std::string_view reference_id) {
    if (auto refusal = find_refusal(http_status, reply))
        return *std::move(refusal);
    if (reply.reference_id.empty() || reply.reference_id != lower_case(reference_id))
        return result_of(outcome::unavailable, reply.reference_id.empty()
                                                   ? "the reply has no reference_id"
                                                   : "the reply is about another reference_id");
    if (!reply.state)
        return result_of(outcome::unavailable, "the reply has no verify.code_state");
    switch (*reply.state) {
    case code_state::valid:
        return result_of(outcome::valid, describe_status(reply));
    case code_state::invalid:
        return result_of(outcome::wrong, describe_status(reply));
    case code_state::expired:
        return result_of(outcome::expired, describe_status(reply));
    case code_state::max_attempts_exceeded:
        return result_of(outcome::exhausted, describe_status(reply));
    case code_state::unknown:
        break;
    }
    const bool undeliverable = meaning_in(reply) == status_meaning::undeliverable;
    return result_of(undeliverable ? outcome::undeliverable : outcome::wrong,
                     "code_state UNKNOWN, " + describe_status(reply));
}

delivery_result judge_delivery(long http_status, const verify_reply& reply, std::string_view reference_id) {
    delivery_result result;
    if (auto refusal = find_refusal(http_status, reply)) {
        result.what = refusal->what;
        result.detail = std::move(refusal->detail);
        return result;
    }
    if (reply.reference_id != lower_case(reference_id)) {
        result.detail = "the reply is about no or another reference_id";
        return result;
    }
    const auto meaning = meaning_in(reply);
    result.what = outcome_of_sending(meaning);
    result.detail = describe_status(reply);
    result.not_answered = reply.status_code == call_not_answered;
    result.final = meaning == status_meaning::arrived || meaning == status_meaning::undeliverable;
    return result;
}

tl::expected<void, std::string> judge_completion(long http_status, const verify_reply& reply) {
    if (auto refusal = find_refusal(http_status, reply))
        return tl::unexpected{std::move(refusal->detail)};
    if (meaning_in(reply) != status_meaning::completion)
        return tl::unexpected{describe_status(reply)};
    return {};
}

} // namespace gateway::telesign
