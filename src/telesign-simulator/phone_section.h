// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "gateway/channel.h"
#include "telesign-simulator/callback_fault.h"
#include "telesign-simulator/delivery_plan.h"
#include "telesign-simulator/faults.h"
#include "telesign-simulator/phone_data.h"

#include <array>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace simulator {

/// Which of a phone's requests a fault belongs to.
enum class request_kind { send, check, lookup, complete };

/// What a phone is like, apart from its requests' faults.
struct phone_profile {
    phone_data data;
    delivery_plan delivery;                               ///< by any channel
    std::map<gateway::channel, delivery_plan> by_channel; ///< comes before `delivery`
    std::vector<callback_fault> callback_faults;

    [[nodiscard]] const delivery_plan& delivery_by(gateway::channel channel) const {
        const auto own = by_channel.find(channel);
        return own != by_channel.end() ? own->second : delivery;
    }
};

/// One phone's section of the faults file. Not for several threads.
class phone_section {
public:
    /// Takes one key. nullopt when it is good, else what is wrong and the remedy.
    std::optional<std::string> set(std::string_view key, std::string_view value);

    /// What is wrong with the section as a whole, and the remedy; nullopt when nothing is.
    [[nodiscard]] std::optional<std::string> conflict() const;

    /// The faults of the phone's next request of that kind, and counts it towards `times`.
    std::vector<fault> take(request_kind kind);

    [[nodiscard]] const phone_profile& profile() const { return m_profile; }

private:
    struct plan {
        std::vector<fault> faults;
        unsigned taken = 0;
    };

    std::optional<std::string> set_new(std::string_view key, std::string_view value);
    std::optional<std::string> set_plan(plan& target, std::string_view value);
    std::optional<std::string> set_delivery(std::string_view suffix, std::string_view value);
    std::optional<std::string> set_times(std::string_view value);

    std::set<std::string, std::less<>> m_given; ///< keys
    std::array<plan, 4> m_plans;                ///< by request_kind
    std::optional<unsigned> m_times;            ///< empty: for ever
    phone_profile m_profile;
};

/// Every key of a section that phone_data does not know, as written in the reference.
std::vector<std::string_view> section_keys();

} // namespace simulator
