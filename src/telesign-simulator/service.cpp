// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/service.h"

#include "telesign-simulator/lookup.h"
#include "telesign-simulator/lookup_codes.h"
#include "telesign-simulator/lookup_reply.h"

#include <utility>

namespace simulator {

namespace {

/// Which of its phone's faults a request gets; nullopt when it is about no phone.
std::optional<request_kind> kind_of(endpoint target) {
    if (is_lookup(target))
        return request_kind::lookup;
    switch (target) {
    case endpoint::send:
        return request_kind::send;
    case endpoint::check:
        return request_kind::check;
    case endpoint::complete:
        return request_kind::complete;
    default:
        return std::nullopt;
    }
}

/// phone_number of a form; empty when it has none.
std::string phone_in(std::string_view body) {
    const auto fields = parse_form(body);
    const std::string* phone = fields ? find_field(*fields, "phone_number") : nullptr;
    return phone != nullptr ? *phone : std::string{};
}

reply_builder refuse_credentials(const request_context& current, const api_error& problem) {
    return errors_are_statuses(current.route.endpoint) ? refuse_lookup(current, credentials_error(problem))
                                                       : current.refuse(problem);
}

reply_builder refuse_product(time_point now) {
    api_error error = invalid_parameter({});
    error.description = "Unsupported product name";
    return refuse(error, now);
}

} // namespace

service::service(authenticator credentials, verification_store codes, outbox phones, fault_config faults,
                 clock now, callback_publisher callbacks)
    : m_authenticator{std::move(credentials)}, m_verify{std::move(codes), std::move(phones),
                                                        std::move(callbacks)},
      m_faults{std::move(faults)}, m_clock{std::move(now)} {}

void service::set_faults(fault_config faults) {
    const std::lock_guard lock{m_mutex};
    m_faults = std::move(faults);
}

reply service::handle(const request& incoming) {
    const std::lock_guard lock{m_mutex};
    const request_context current = make_context(incoming);
    const auto skew = std::chrono::round<std::chrono::seconds>(current.reported_time - current.now);
    if (const auto problem = m_authenticator.check(incoming, current.now, skew))
        return build_reply(refuse_credentials(current, *problem));
    return build_reply(answer(current));
}

/// The clock-skew fault comes before the credentials, so the phone must be found first.
request_context service::make_context(const request& incoming) {
    const time_point now = m_clock();
    request_context made{.incoming = incoming,
                         .route = find_route(incoming),
                         .now = now,
                         .reported_time = now,
                         .faults = {},
                         .phone = {}};
    const auto kind = kind_of(made.route.endpoint);
    if (!kind)
        return made;
    const std::string phone = made.route.endpoint == endpoint::send ? phone_in(incoming.body)
                              : *kind == request_kind::lookup       ? looked_up_phone(made.route, incoming)
                                                              : m_verify.phone_of(made.route.reference_id);
    made.phone_number = phone;
    made.faults = m_faults.take(phone, *kind);
    made.phone = m_faults.profile_of(phone);
    for (const fault& each : made.faults)
        if (each.kind == fault_kind::clock_skew)
            made.reported_time += each.duration;
    return made;
}

reply_builder service::answer(const request_context& current) {
    if (is_lookup(current.route.endpoint))
        return look_up(current);
    switch (current.route.endpoint) {
    case endpoint::send:
        return m_verify.send(current);
    case endpoint::check:
        return m_verify.check(current);
    case endpoint::complete:
        return m_verify.complete(current);
    case endpoint::unknown_product:
        return refuse_product(current.reported_time);
    case endpoint::redirected:
        return verify_api::answer_redirected(current);
    case endpoint::wrong_method:
        return current.refuse(make_error(-40005));
    default:
        break;
    }
    return current.refuse(make_error(-40004));
}

} // namespace simulator
