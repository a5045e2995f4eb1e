// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesign-simulator/authentication.h"
#include "telesign-simulator/fault_config.h"
#include "telesign-simulator/job.h"
#include "telesign-simulator/verify_api.h"

#include <mutex>

namespace simulator {

/// TeleSign's rules without its sockets: what each request does and what it is answered. For many threads.
class service {
public:
    service(authenticator who, verification_store codes, outbox phones, fault_config faults, clock now,
            callback_desk callbacks = {});

    /// Throws std::system_error when the kernel gives no random numbers.
    reply handle(const request& incoming);

    /// Takes a new faults file; what `times` has counted begins anew.
    void set_faults(fault_config faults);

private:
    job make_job(const request& incoming);
    draft answer(const job& current);

    std::mutex m_mutex;
    authenticator m_authenticator;
    verify_api m_verify;
    fault_config m_faults;
    clock m_clock;
};

} // namespace simulator
