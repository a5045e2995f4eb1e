// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "support/secret.h"

#include <chrono>
#include <string>
#include <vector>

// What an administrator sets about TeleSign. telesign.conf's [telesign], [intelligence] and [risk] phoneid are read into
// these.
namespace gateway::telesign {

enum class auth_scheme { digest, basic };
enum class phoneid_style { v1, legacy };

/// The account, and how it is reached. The names of members are the names of keys in [telesign].
struct options {
    std::string customer_id;
    support::secret api_key; ///< base64, as TeleSign gives it; checked to decode
    auth_scheme auth = auth_scheme::digest;
    /// In order of trial, never empty: https, no path, no trailing slash.
    std::vector<std::string> endpoints{"https://rest-ww.telesign.com"};
    std::string ca_file; ///< empty: the system's store
    std::string proxy;   ///< empty: none
    std::chrono::seconds connect_timeout{5};
    std::chrono::seconds request_timeout{10};
};

/// [intelligence]: what is different for POST /intelligence/phone, which tells a phone's risk.
struct intelligence_options {
    std::string endpoint = "https://detect.telesign.com"; ///< as one of options::endpoints
    std::string customer_id;                              ///< empty: [telesign]'s
    support::secret api_key;                              ///< empty: [telesign]'s
};

/// Returns how Intelligence is reached: as TeleSign's other APIs, but for what `own` has different.
options intelligence_access(const options& general, const intelligence_options& own);

} // namespace gateway::telesign
