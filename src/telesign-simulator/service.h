#pragma once

#include "telesign-simulator/authentication.h"
#include "telesign-simulator/draft.h"
#include "telesign-simulator/encoding.h"
#include "telesign-simulator/fault_book.h"
#include "telesign-simulator/outbox.h"
#include "telesign-simulator/request.h"
#include "telesign-simulator/verifications.h"

#include <mutex>
#include <string>

namespace simulator {

/// TeleSign's rules without its sockets: what each request does and what it is answered. For many threads.
class service {
public:
    service(authenticator who, verification_store codes, outbox phones, fault_book faults, clock now);

    /// Throws std::system_error when the kernel gives no random numbers.
    reply handle(const request& incoming);

    /// Takes a new faults file; what `times` has counted begins anew.
    void set_faults(fault_book faults);

private:
    /// One request on its way through handle().
    struct job {
        const request& incoming;
        time_point now;   ///< the true time
        time_point shown; ///< the time that the client gets to see
        std::vector<fault> faults;
    };

    std::vector<fault> take_faults(const request& incoming);
    draft answer(const job& current);
    draft send(const job& current, gateway::channel way);
    draft deliver_code(const job& current, gateway::channel way, const form& fields);
    draft check(const job& current, std::string_view reference_id);
    draft complete(const job& current, std::string_view reference_id);
    draft answer_redirected(const job& current, std::string_view reference_id);
    tl::expected<verification*, api_error> find(std::string_view reference_id, time_point now);

    std::mutex m_mutex;
    authenticator m_authenticator;
    verification_store m_codes;
    outbox m_outbox;
    fault_book m_faults;
    clock m_clock;
};

} // namespace simulator
