// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "gateway/telesign/phone_id.h"

#include "verify_fixture.h"

#include <string>

namespace test {

inline constexpr std::string_view phone = "13105551212";

/// The body of a PhoneID reply with `more` members.
inline std::string phone_body(const std::string& more = "") {
    return R"({"reference_id":"0123456789ABCDEF0123456789ABCDEF","status":{"code":300},"phone_type":{"code":"2"},)"
           R"("location":{"country":{"iso2":"US"}})" +
           (more.empty() ? "" : "," + more) + "}";
}

/// A server that speaks as TeleSign does, Intelligence too, and the last lookup. For CMocka: setup_lookup and teardown_lookup.
struct lookup_fixture : verify_fixture {
    gateway::lookup_request request{phone, {gateway::lookup::standard}, "ATCK", "2001:db8::1"};
    gateway::lookup_result result;

    void look_up(gateway::lookup_set wanted,
                 gateway::telesign::phoneid_style style = gateway::telesign::phoneid_style::v1) {
        request.wanted = std::move(wanted);
        const auto lookup = gateway::telesign::make_phone_lookup(api, api, style);
        result = lookup->look_up(request, stop.get_token());
    }
};

inline lookup_fixture& lookup_of_state(void** state) {
    return *static_cast<lookup_fixture*>(*state);
}

inline int setup_lookup(void** state) {
    *state = new lookup_fixture;
    return 0;
}

inline int teardown_lookup(void** state) {
    delete static_cast<lookup_fixture*>(*state);
    return 0;
}

} // namespace test
