// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/login/send_code.h"

#include "config/keys.h"
#include "gateway/code_length.h"
#include "telesignd/login/local_code.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace telesignd {

namespace {

/// Where text messages have longer codes than a call can say, a call that somebody asks for says as many digits as it can.
std::size_t own_code_length(const config::otp_settings& otp, gateway::channel channel) {
    constexpr unsigned default_length = 5;
    return std::min<std::size_t>(otp.code_length.value_or(default_length),
                                 gateway::max_own_code_length(channel));
}

} // namespace

gateway::send_result send_code(gateway::verifier& by, const subject& subject, gateway::channel channel,
                               const std::stop_token& stop) {
    std::vector<gateway::form_field> fields;
    for (const auto& [field, value] : subject.otp.fields)
        if (field->section == gateway::name_of(channel))
            fields.push_back({field->name, value});
    gateway::send_request request;
    request.channel = channel;
    request.phone_number = subject.phone;
    request.ucid = subject.otp.ucid;
    request.language = subject.otp.language;
    if (subject.originating_ip)
        request.originating_ip = *subject.originating_ip;
    request.fields = fields;
    support::secret local_code;
    if (subject.otp.verify_code == config::code_maker::local) {
        auto made = make_local_code(own_code_length(subject.otp, channel));
        if (!made) {
            gateway::send_result not_sent;
            not_sent.outcome = gateway::outcome::not_possible;
            not_sent.detail = "not sent: " + made.error();
            return not_sent;
        }
        local_code = *std::move(made);
        request.code = local_code.view();
    }
    return by.send(request, stop);
}

} // namespace telesignd
