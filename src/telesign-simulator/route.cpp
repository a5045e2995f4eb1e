// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/route.h"

#include "telesign-simulator/reply_builder.h"

#include <algorithm>
#include <array>

namespace simulator {

namespace {

struct endpoint_row {
    std::string_view prefix; ///< of the path
    std::string_view method; ///< empty: any
    endpoint target;
};

/// The longest prefix of a path comes first.
constexpr std::array table{
    endpoint_row{"/v1/verify/completion/", "PUT", endpoint::complete},
    endpoint_row{"/v1/verify/", "GET", endpoint::check},
    endpoint_row{"/v1/phoneid/", "POST", endpoint::phone_id},
    endpoint_row{"/v1/score/", "POST", endpoint::score},
    endpoint_row{redirected_path, "", endpoint::redirected},
};

constexpr std::array<std::pair<std::string_view, gateway::channel>, 3> senders{
    {{"/v1/verify/call", gateway::channel::voice},
     {"/v1/verify/sms", gateway::channel::sms},
     {"/v1/verify/smart", gateway::channel::smart}}};

/// Paths that hold nothing but their names.
struct whole_path {
    std::string_view path;
    endpoint target;
};
constexpr std::array posts{whole_path{"/v1/phoneid", endpoint::phone_id_in_body},
                           whole_path{"/intelligence/phone", endpoint::intelligence}};

constexpr std::array<std::string_view, 5> products{"standard", "score", "contact", "live",
                                                   "number_deactivation"};

bool is_verify(endpoint target) {
    return target == endpoint::check || target == endpoint::complete;
}

/// /v1/phoneid/PRODUCT/DIGITS; `rest` is what stands behind /v1/phoneid/.
route phone_id_2015_route(std::string_view method, std::string_view rest) {
    const std::string_view product = rest.substr(0, rest.find('/'));
    const bool is_known = std::find(products.begin(), products.end(), product) != products.end();
    return {.endpoint = method != "GET" ? endpoint::wrong_method
                        : is_known      ? endpoint::phone_id_2015
                                        : endpoint::unknown_product,
            .product = product,
            .phone_number = rest.substr(product.size() + 1)};
}

} // namespace

route find_route(const request& incoming) {
    const std::string_view path = incoming.path();
    for (const auto& [sender, channel] : senders)
        if (path == sender)
            return {.endpoint = incoming.method == "POST" ? endpoint::send : endpoint::wrong_method,
                    .channel = channel};
    for (const whole_path& each : posts)
        if (path == each.path)
            return {.endpoint = incoming.method == "POST" ? each.target : endpoint::wrong_method};
    for (const endpoint_row& row : table) {
        if (!path.starts_with(row.prefix))
            continue;
        const std::string_view rest = path.substr(row.prefix.size());
        if (row.target == endpoint::phone_id && rest.find('/') != std::string_view::npos)
            return phone_id_2015_route(incoming.method, rest);
        if (is_verify(row.target) && (rest.empty() || rest.find('/') != std::string_view::npos))
            return {};
        const bool good = row.method.empty() || row.method == incoming.method;
        return {.endpoint = good ? row.target : endpoint::wrong_method,
                .reference_id = rest,
                .phone_number = rest};
    }
    return {};
}

} // namespace simulator
