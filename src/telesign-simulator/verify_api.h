// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesign-simulator/callback.h"
#include "telesign-simulator/encoding.h"
#include "telesign-simulator/job.h"
#include "telesign-simulator/outbox.h"
#include "telesign-simulator/verifications.h"

#include <string_view>

#include <tl/expected.hpp>

namespace simulator {

/// The Verify endpoints: sends codes, tells what became of them, checks them. Replies have their faults already. Not
/// for several threads.
class verify_api {
public:
    verify_api(verification_store codes, outbox phones, callback_desk callbacks);

    draft send(const job& current);
    draft check(const job& current);
    draft complete(const job& current);

    /// Says what a client must not believe: it was told to go where it must not go.
    static draft answer_redirected(const job& current);

    /// The phone that a code was sent to; empty when the reference is not known.
    std::string phone_of(std::string_view reference_id);

private:
    draft deliver_code(const job& current, const form& fields);
    void announce(const job& current, std::string_view reference_id, const verification& entry,
                  const std::optional<url>& own_url) const;
    tl::expected<verification*, api_error> find(std::string_view reference_id, time_point now);

    verification_store m_codes;
    outbox m_outbox;
    callback_desk m_callbacks;
};

} // namespace simulator
