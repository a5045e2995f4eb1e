#pragma once

#include "config/settings.h"

#include <functional>
#include <string_view>
#include <vector>

namespace config {

/// Values that are good each by itself, but not together.
struct misfit {
    std::string_view key; ///< to blame: "voice.pressx", "risk.check", or "language" for a key of [otp]
    unsigned line = 0;    ///< where that key stands
    std::string_view problem;
};

/// What is looked at together.
struct combination {
    otp_settings otp;
    risk_settings risk;
    phoneid_style phoneid = phoneid_style::v1;
};

/// What `all` says of a service; of none by default.
combination combined(const settings& all, std::string_view service = {});

/// What in `all` TeleSign would refuse (Verify API reference, notes on the senders' fields; PhoneID's add-ons), and what
/// [risk] is to refuse although nothing that is asked can ever tell. `all` is a layer (telesign.conf, or a service or
/// user on top of it) with those below merged in, `line_of` says where this layer sets a key (0: it does not). What the
/// layer has inherited whole is not told again. At most one misfit for the same keys.
std::vector<misfit> misfits_in(const combination& all,
                               const std::function<unsigned(std::string_view key)>& line_of);

} // namespace config
