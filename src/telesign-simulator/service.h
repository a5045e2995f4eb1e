// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesign-simulator/authentication.h"
#include "telesign-simulator/fault_config.h"
#include "telesign-simulator/request_context.h"
#include "telesign-simulator/verify_api.h"

#include <mutex>

namespace simulator {

/// TeleSign's rules without its sockets: what each request does and what it is answered. For many threads.
class service {
public:
    service(authenticator credentials, verification_store codes, outbox phones, fault_config faults,
            clock now, callback_publisher callbacks = {});

    /// Throws std::system_error when the kernel gives no random numbers.
    reply handle(const request& incoming);

    /// Replaces the faults file; `times` counts from zero again.
    void set_faults(fault_config faults);

private:
    request_context make_context(const request& incoming);
    reply_builder answer(const request_context& current);

    std::mutex m_mutex;
    authenticator m_authenticator;
    verify_api m_verify;
    fault_config m_faults;
    clock m_clock;
};

} // namespace simulator
