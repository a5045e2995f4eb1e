// SPDX-License-Identifier: BSD-3-Clause
#include "gateway/telesign/report.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace gateway::telesign {

namespace {

using nlohmann::json;

bool is_noise(std::string_view name) {
    constexpr std::array<std::string_view, 3> noise{"reference_id", "errors", "sub_resource"};
    return std::find(noise.begin(), noise.end(), name) != noise.end() || name.ends_with("status.updated_on");
}

std::string text_of(const json& scalar) {
    return scalar.is_string() ? scalar.get<std::string>() : scalar.dump();
}

// As deep as read_document() lets a reply be.
void add(phone_report& into, const std::string& name, const json& value) {
    if (value.is_null() || is_noise(name))
        return;
    if (value.is_structured()) {
        for (const auto& [key, member] : value.items()) // of a list, the index
            add(into, name.empty() ? key : fmt::format("{}.{}", name, key), member);
        return;
    }
    std::pair entry{name, text_of(value)};
    if (std::find(into.begin(), into.end(), entry) == into.end())
        into.push_back(std::move(entry));
}

} // namespace

void add_report(phone_report& into, const json& reply) {
    add(into, {}, reply);
}

} // namespace gateway::telesign
