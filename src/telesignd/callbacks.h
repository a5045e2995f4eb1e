// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "config/settings.h"
#include "telesignd/configuration.h"
#include "telesignd/login/delivery_tracker.h"

#include <chrono>
#include <memory>
#include <string>

#include <tl/expected.hpp>

namespace telesignd {

/// Takes TeleSign's transaction callbacks over plain HTTP, behind the site's TLS proxy, and leaves their news on a board.
/// Believes nothing that TeleSign has not signed with the account's key. A few threads serve, one request a connection,
/// each within seconds. Not thread-safe.
class callback_listener {
public:
    /// Both outlive the object. The credentials are those of the configuration in force at each request. `request_time`:
    /// how long a connection may take, all in all.
    callback_listener(const live_configuration& configuration, delivery_tracker& deliveries,
                      std::chrono::milliseconds request_time = std::chrono::seconds{5});
    ~callback_listener(); ///< stops, within about a second
    callback_listener(const callback_listener&) = delete;
    callback_listener& operator=(const callback_listener&) = delete;

    /// From now on callbacks are taken there; nowhere when the address is empty. The error says what is wrong and the
    /// remedy: then everything stays as it was.
    tl::expected<void, std::string> listen(const config::callback_settings& where);

private:
    class server;

    const live_configuration& m_configuration;
    delivery_tracker& m_deliveries;
    const std::chrono::milliseconds m_request_time;
    config::callback_settings m_where;
    std::unique_ptr<server> m_server; ///< nullptr: callbacks are not taken
};

} // namespace telesignd
