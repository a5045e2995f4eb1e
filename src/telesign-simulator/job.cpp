#include "telesign-simulator/job.h"

#include <algorithm>
#include <utility>

namespace simulator {

fault_context job::context(gateway::channel way, std::string reference_id) const {
    const std::string* host = incoming.header("host");
    return {.way = way,
            .host = host != nullptr ? *host : std::string{"localhost"},
            .reference_id = std::move(reference_id),
            .now = shown};
}

bool job::is_replaced() const {
    return std::any_of(faults.begin(), faults.end(), replaces_work);
}

} // namespace simulator
