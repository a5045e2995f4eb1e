#pragma once

#include "telesign-simulator/faults.h"

#include <nlohmann/json.hpp>

namespace simulator {

/// Gives a lookup's reply the other form of something that TeleSign's pages show in two. False for a fault that is
/// something else.
bool take_form(const fault& each, nlohmann::ordered_json& document);

} // namespace simulator
