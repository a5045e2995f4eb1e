// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "pam/fake_daemon.h"

#include <functional>
#include <memory>
#include <string>

namespace tests {

/// A telesignd that says this version to the first who asks. `meanwhile` is run before they have the answer.
inline std::unique_ptr<pam_test::fake_daemon> daemon_of(
    const std::string& version, const std::function<void()>& meanwhile = [] {}) {
    return std::make_unique<pam_test::fake_daemon>([version, meanwhile](pam_test::peer& ctl) {
        ctl.receive();
        protocol::writer accepted{protocol::message_type::accepted};
        accepted.number(protocol::field_id::turn_limit, 5);
        ctl.send(accepted);
        protocol::writer fact{protocol::message_type::fact};
        fact.text(protocol::field_id::name, "version");
        fact.text(protocol::field_id::text, version);
        ctl.send(fact);
        meanwhile();
        protocol::writer done{protocol::message_type::done};
        done.number(protocol::field_id::result, static_cast<std::uint32_t>(protocol::result::granted));
        ctl.send(done);
    });
}

} // namespace tests
