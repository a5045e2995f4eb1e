// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesign-simulator/callback.h"
#include "telesign-simulator/encoding.h"
#include "telesign-simulator/outbox.h"
#include "telesign-simulator/request_context.h"
#include "telesign-simulator/verifications.h"

#include <string_view>

#include <tl/expected.hpp>

namespace simulator {

/// The Verify endpoints: sends codes, reports their delivery, checks them. Replies have their faults already. Not
/// for several threads.
class verify_api {
public:
    verify_api(verification_store codes, outbox phones, callback_publisher callbacks);

    reply_builder send(const request_context& current);
    reply_builder check(const request_context& current);
    reply_builder complete(const request_context& current);

    /// Claims success, which no client must believe: a client must not follow a redirect.
    static reply_builder answer_redirected(const request_context& current);

    /// The phone that a code was sent to; empty when the reference is not known.
    std::string phone_of(std::string_view reference_id);

private:
    reply_builder deliver_code(const request_context& current, const form& fields);
    void publish(const request_context& current, std::string_view reference_id, const verification& entry,
                 const std::optional<url>& request_url) const;
    tl::expected<verification*, api_error> find(std::string_view reference_id, time_point now);

    verification_store m_codes;
    outbox m_outbox;
    callback_publisher m_callbacks;
};

} // namespace simulator
