// SPDX-License-Identifier: BSD-3-Clause
#include "soak/provider.h"

#include <array>

#include <signal.h>

namespace soak {

namespace {

// telesign-simulator(1); none lets in by a wrong code.
constexpr std::array faults{
    "send = http 503",
    "send = http 500",
    "send = http 429",
    "send = error -40008 429",
    "send = delay 1.5",
    "send = cut-before",
    "send = cut-amid",
    "send = bad-json",
    "send = no-answer",
    R"(send = patch {"reference_id":null})",
    "send = huge-body",
    "check = http 500",
    "check = http 429",
    "check = delay 1",
    "check = cut-before",
    "check = cut-amid",
    "check = cut-after",
    "check = bad-json",
    "check = no-answer",
    R"(check = error -90001 500, patch {"verify":{"code_state":"VALID"},"errors":[]})",
    R"(check = patch {"verify":{"code_state":"INVALID, not VALID"},"status":{"description":"VALID"}})",
    R"(check = patch {"reference_id":"0123456789ABCDEF0123456789ABCDEF"})",
    R"(check = patch {"verify":{"code_state":"VALID"},"errors":[{"code":-90001}]})",
    R"(check = patch {"status":{"code":{}},"verify":["VALID"],"errors":"none"})",
    R"(check = patch {"status":{"description":"\u001b[2J\r\nroot: %s%n\u009b31m"}})",
    "check = empty-body",
    "check = status 599",
    "delivery = 290, 207 after 0.2",
    "delivery = 290, 200 after 0.1"};

} // namespace

tests::environment_options soak_options() {
    tests::environment_options result;
    result.telesign = "connect_timeout = 2\nrequest_timeout = 3\n";
    result.otp = "channels = sms, voice\nlifetime = 20\n";
    result.limits += "lock_time = 2s\n";
    const std::string limits = "failures =\n";
    result.limits.replace(result.limits.find(limits), limits.size(), "failures = 20/10s\n");
    result.phones = "alice = +1 310 555 1212\nbob = +1 310 555 1213\ncarol = +1 310 555 1214\n"
                    "erin = +1 310 555 1215\n";
    result.faults = "; none yet\n";
    return result;
}

void provider::inject_faults(person& chance) {
    std::string text;
    for (const user& each : m_users)
        if (!each.phone.empty() && chance.roll(3) != 0)
            text += "[" + each.phone + "]\n" + faults.at(chance.roll(faults.size())) + "\n";
    write_faults(text);
}

void provider::clear_faults() {
    write_faults("");
}

void provider::write_faults(const std::string& faults_text) {
    tests::write_file(m_environment.path("faults.ini"), faults_text);
    m_environment.simulator().signal(SIGHUP);
}

} // namespace soak
