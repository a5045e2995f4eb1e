// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "gateway/verifier.h"

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace telesignd {

/// Where TeleSign's callbacks leave what became of a code, for the login that waits for it. Only references that a
/// login watches are taken. Thread-safe.
class delivery_tracker {
public:
    /// Says that a login wants the delivery status of `reference_id`; the last of those who want the same forgets it.
    class subscription {
    public:
        subscription() = default;
        subscription(delivery_tracker& deliveries, const std::string& reference_id);
        ~subscription();
        subscription(subscription&& other) noexcept;
        subscription& operator=(subscription&& other) noexcept;
        subscription(const subscription&) = delete;
        subscription& operator=(const subscription&) = delete;

        /// The last status; nothing as long as there is none.
        [[nodiscard]] std::optional<gateway::delivery_result> latest() const;

    private:
        delivery_tracker* m_deliveries = nullptr;
        std::string m_reference_id;
    };

    /// What became of a callback.
    enum class post_result {
        taken,
        unknown, ///< no login waits for this reference
        stale,   ///< as old as what is known, or older: a repeated callback
    };

    /// `updated_on`: when TeleSign says that the status began; texts of the same shape compare by time. Without it the
    /// order of arrival counts, but for what is final. What any of them says of the phone is kept.
    post_result post(std::string_view reference_id, std::string_view updated_on,
                     gateway::delivery_result status);

private:
    struct entry {
        unsigned watchers = 0;
        std::string updated_on;
        std::optional<gateway::delivery_result> latest;
    };
    mutable std::mutex m_mutex;
    std::map<std::string, entry, std::less<>> m_entries; ///< by reference id in lower case
};

} // namespace telesignd
