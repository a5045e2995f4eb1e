// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/delivery_plan.h"

#include "support/text.h"
#include "telesign-simulator/parsing.h"

#include <fmt/format.h>

namespace simulator {

namespace {

constexpr double max_delivery = 86400; // after a day TeleSign tells nothing any more

std::optional<delivery_step> parse_step(std::string_view text) {
    const auto words = split_words(text);
    if (words.size() != 1 && (words.size() != 3 || words[1] != "after"))
        return std::nullopt;
    const auto status = parse_within(words[0], 1, 9999);
    const auto seconds = words.size() == 1 ? std::optional{0.0} : parse_number<double>(words[2]);
    if (!status || !seconds || !(*seconds >= 0 && *seconds <= max_delivery))
        return std::nullopt;
    return delivery_step{
        .status = *status,
        .after = std::chrono::round<std::chrono::milliseconds>(std::chrono::duration<double>{*seconds})};
}

} // namespace

tl::expected<delivery_plan, std::string> parse_delivery(std::string_view text) {
    delivery_plan plan;
    for (const std::string_view item : split_list(text)) {
        const auto step = parse_step(item);
        if (!step)
            return tl::unexpected{fmt::format("'{}' is not a step of a delivery: write STATUS after SECONDS",
                                              support::escape_control(item))};
        if (!plan.empty() && step->after <= plan.back().after)
            return tl::unexpected{
                fmt::format("'{}' comes no later than the step before it: write more seconds",
                            support::escape_control(item))};
        plan.push_back(*step);
    }
    return plan;
}

int status_at(const delivery_plan& plan, int first, std::chrono::system_clock::duration since_sending) {
    int status = first;
    for (const delivery_step& step : plan)
        if (step.after <= since_sending)
            status = step.status;
    return status;
}

} // namespace simulator
