// SPDX-License-Identifier: BSD-3-Clause
#include "gateway/telesign/verify.h"

#include "gateway/code_length.h"
#include "gateway/reference_id.h"
#include "gateway/telesign/api.h"
#include "gateway/telesign/error_codes.h"
#include "gateway/telesign/reply.h"
#include "gateway/telesign/verdict.h"
#include "support/random.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace gateway::telesign {

namespace {

bool is_digits(std::string_view text, std::size_t min_size, std::size_t max_size) {
    return text.size() >= min_size && text.size() <= max_size &&
           text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// Whether TeleSign takes `code` as verify_code that way; in a call a code begins with 1 to 9 (100-99999).
bool is_own_code(std::string_view code, channel channel) {
    return is_digits(code, min_code_length, max_own_code_length(channel)) &&
           (channel != channel::voice || code.front() != '0');
}

std::string_view path_of(channel channel) {
    switch (channel) {
    case channel::voice:
        return "/v1/verify/call";
    case channel::sms:
        return "/v1/verify/sms";
    case channel::smart:
        break;
    }
    return "/v1/verify/smart";
}

/// Whether the sender takes a language beside its other fields (TeleSign's references of Voice, SMS and Smart Verify).
bool takes_language(const send_request& request) {
    const auto has = [&request](std::string_view name) {
        return std::any_of(request.fields.begin(), request.fields.end(),
                           [name](const form_field& field) { return field.name == name; });
    };
    if (request.language.empty())
        return false;
    switch (request.channel) {
    case channel::
        voice: // 2022: not beside prompt_message; today it may be, and another than the default has to be
        return !has("prompt_message") || request.language != "en-US";
    case channel::sms: // it chooses one of TeleSign's templates
        return !has("template");
    case channel::smart:
        break;
    }
    return has("tts_message");
}

api_call make_send(const send_request& request) {
    api_call call;
    call.method = http::method::post;
    call.path = support::secret{path_of(request.channel)};
    append_field(call.body, "phone_number", request.phone_number);
    append_field(call.body, "ucid", request.ucid);
    if (takes_language(request))
        append_field(call.body, "language", request.language);
    if (request.originating_ip && request.channel != channel::smart) // smart does not take it
        append_field(call.body, "originating_ip", *request.originating_ip);
    if (request.code)
        append_field(call.body, "verify_code", *request.code);
    for (const form_field& field : request.fields)
        append_field(call.body, field.name, field.value);
    return call;
}

api_call make_status(std::string_view reference_id) {
    api_call call;
    call.path = support::secret{fmt::format("/v1/verify/{}", reference_id)};
    call.may_repeat = true; // costs one of the code's tries at worst
    return call;
}

/// As TeleSign's look, and none of them. Nothing without random numbers.
std::optional<std::string> make_reference() {
    std::array<unsigned char, 16> drawn{};
    if (support::draw_random(drawn) != 0)
        return std::nullopt;
    return fmt::format("{:02X}", fmt::join(drawn, ""));
}

send_result not_sent(const char* reason) {
    send_result result;
    result.outcome = outcome::refused;
    result.detail = reason;
    result.user_message = user_message_of(error_class::validation);
    return result;
}

check_result not_checked(outcome outcome, const char* reason) {
    check_result result;
    result.outcome = outcome;
    result.detail = reason;
    return result;
}

/// Of send, check and delivery alike: what the log and the person are told when there was no reply.
template <typename Result>
void put_failure(Result& result, const http::error& error) {
    if (error.failure == http::failure::not_possible)
        result.outcome = outcome::not_possible;
    result.detail = error.text;
    result.user_message = user_message_of(error_class::unavailable);
}

class telesign_verifier final : public verifier {
public:
    explicit telesign_verifier(std::shared_ptr<api> verify_api) : m_api{std::move(verify_api)} {}

    send_result send(const send_request& request, const std::stop_token& stop) override {
        if (!is_digits(request.phone_number, 1, 15)) // E.164
            return not_sent("not sent: the phone number is not 1 to 15 digits");
        if (request.code && !is_own_code(*request.code, request.channel))
            return not_sent("not sent: a local code cannot be sent by this channel");
        const exchange_result last = m_api->exchange(make_send(request), stop);
        send_result result;
        if (last.got) {
            result = judge_send(last.got->status, last.reply);
        } else {
            put_failure(result, last.got.error());
            result.fate_unknown = last.got.error().left_this_host();
        }
        result.detail += last.note;
        result.answered = last.was_answered();
        return result;
    }

    check_result check(std::string_view reference_id, std::string_view code,
                       const std::stop_token& stop) override {
        if (!is_reference_id(reference_id))
            return not_checked(outcome::unavailable,
                               "not checked: the reference_id cannot be one of TeleSign's");
        if (!is_digits(code, min_code_length, max_code_length))
            return not_checked(outcome::wrong, "not checked: the code is not 3 to 10 digits");
        api_call call = make_status(reference_id);
        call.query.append("?verify_code=");
        call.query.append(code);
        const exchange_result last = m_api->exchange(call, stop);
        check_result result;
        if (last.got)
            result = judge_check(last.got->status, last.reply, reference_id);
        else
            put_failure(result, last.got.error());
        result.detail += last.note;
        result.answered = last.was_answered();
        return result;
    }

    delivery_result delivery(std::string_view reference_id, const std::stop_token& stop) override {
        delivery_result result;
        if (!is_reference_id(reference_id)) {
            result.detail = "not asked: the reference_id cannot be one of TeleSign's";
            return result;
        }
        const exchange_result last = m_api->exchange(make_status(reference_id), stop);
        if (last.got)
            result = judge_delivery(last.got->status, last.reply, reference_id);
        else
            put_failure(result, last.got.error());
        result.detail += last.note;
        return result;
    }

    tl::expected<void, std::string> complete(std::string_view reference_id,
                                             const std::stop_token& stop) override {
        if (!is_reference_id(reference_id))
            return tl::unexpected{std::string{"the reference_id cannot be one of TeleSign's"}};
        api_call call;
        call.method = http::method::put;
        call.path = support::secret{fmt::format("/v1/verify/completion/{}", reference_id)};
        const exchange_result last = m_api->exchange(call, stop);
        if (!last.got)
            return tl::unexpected{last.got.error().text + last.note};
        return judge_completion(last.got->status, last.reply);
    }

    /// Asks after a code that nobody has asked for: TeleSign bills codes, and no questions.
    send_result probe(const std::stop_token& stop) override {
        send_result result;
        const auto reference_id = make_reference();
        if (!reference_id) {
            result.outcome = outcome::not_possible;
            result.answered = true;
            return result;
        }
        const exchange_result last = m_api->exchange(make_status(*reference_id), stop);
        if (!last.got) {
            put_failure(result, last.got.error());
            result.fate_unknown = last.got.error().left_this_host();
        } else if (last.got->status == 404 && last.reply.fault.empty()) {
            result.outcome = outcome::sent;
        } else {
            result = judge_send(last.got->status, last.reply);
            result.reference_id.clear();
        }
        result.answered = last.was_answered();
        return result;
    }

private:
    std::shared_ptr<api> m_api;
};

} // namespace

std::unique_ptr<verifier> make_verifier(std::shared_ptr<api> verify_api) {
    return std::make_unique<telesign_verifier>(std::move(verify_api));
}

} // namespace gateway::telesign
