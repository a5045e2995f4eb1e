#pragma once

#include "config/settings.h"

#include <functional>
#include <string_view>
#include <vector>

namespace config {

/// Values that are good each by itself, but not together.
struct misfit {
    std::string_view key; ///< to blame: "voice.pressx", or "language" for a key of [otp]
    unsigned line = 0;    ///< where that key stands
    std::string_view problem;
};

/// What in `otp` TeleSign would refuse (Verify API reference, notes on the senders' fields). `otp` is a layer (telesign.conf, or a
/// service or user on top of it) with those below merged in, `line_of` says where this layer sets a key (0: it does
/// not). What the layer has inherited whole is not told again. At most one misfit for a pair of keys.
std::vector<misfit> misfits_in(const otp_settings& otp,
                               const std::function<unsigned(std::string_view key)>& line_of);

} // namespace config
