#include "telesign-simulator/job.h"

#include <algorithm>
#include <utility>

namespace simulator {

fault_context job::context(gateway::channel way, std::string reference_id) const {
    const std::string* host = incoming.header("host");
    return {.way = way,
            .host = host != nullptr ? *host : std::string{"localhost"},
            .reference_id = std::move(reference_id),
            .now = shown,
            .to = asked.to,
            .phone_number = phone_number,
            .error_shape = std::string{word_of(fault_kind::error_shape)}};
}

draft job::refuse(const api_error& error) const {
    return simulator::refuse(error, context(asked.way, std::string{asked.reference_id}));
}

bool job::is_replaced() const {
    return std::any_of(faults.begin(), faults.end(), replaces_work);
}

std::string_view job::word_of(fault_kind kind) const {
    const auto last =
        std::find_if(faults.rbegin(), faults.rend(), [=](const fault& each) { return each.kind == kind; });
    return last != faults.rend() ? std::string_view{last->word} : std::string_view{};
}

bool job::has(fault_kind kind) const {
    return std::any_of(faults.begin(), faults.end(), [=](const fault& each) { return each.kind == kind; });
}

} // namespace simulator
