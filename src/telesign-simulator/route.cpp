#include "telesign-simulator/route.h"

#include "telesign-simulator/draft.h"

#include <array>

namespace simulator {

namespace {

struct endpoint_row {
    std::string_view prefix; ///< of the path
    std::string_view method; ///< empty: any
    endpoint to;
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

constexpr std::array<std::string_view, 4> products{"standard/", "score/", "contact/", "live/"};

/// /v1/phoneid/PRODUCT/DIGITS; `rest` is what stands behind /v1/phoneid/.
route phone_id_2015_route(std::string_view method, std::string_view rest) {
    for (const std::string_view product : products)
        if (rest.starts_with(product))
            return {.to = method == "GET" ? endpoint::phone_id_2015 : endpoint::wrong_method,
                    .product = product.substr(0, product.size() - 1),
                    .phone_number = rest.substr(product.size())};
    return {};
}

} // namespace

route find_route(const request& incoming) {
    const std::string_view path = incoming.path();
    for (const auto& [sender, way] : senders)
        if (incoming.method == "POST" && path == sender)
            return {.to = endpoint::send, .way = way};
    for (const endpoint_row& row : table) {
        if (!path.starts_with(row.prefix))
            continue;
        const std::string_view rest = path.substr(row.prefix.size());
        if (row.to == endpoint::phone_id && rest.find('/') != std::string_view::npos)
            return phone_id_2015_route(incoming.method, rest);
        const bool good = row.method.empty() || row.method == incoming.method;
        return {.to = good ? row.to : endpoint::wrong_method, .reference_id = rest, .phone_number = rest};
    }
    return {};
}

} // namespace simulator
