// SPDX-License-Identifier: BSD-3-Clause
#include "gateway/telesign/options.h"

namespace gateway::telesign {

options intelligence_access(const options& general, const intelligence_options& own) {
    options result;
    result.customer_id = own.customer_id.empty() ? general.customer_id : own.customer_id;
    result.api_key = support::secret{own.api_key.empty() ? general.api_key.view() : own.api_key.view()};
    result.auth = general.auth;
    result.endpoints = {own.endpoint};
    result.ca_file = general.ca_file;
    result.proxy = general.proxy;
    result.connect_timeout = general.connect_timeout;
    result.request_timeout = general.request_timeout;
    return result;
}

} // namespace gateway::telesign
