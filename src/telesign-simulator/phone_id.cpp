#include "telesign-simulator/phone_id.h"

#include "telesign-simulator/encoding.h"
#include "telesign-simulator/phone_report.h"
#include "telesign-simulator/shapes.h"

#include <utility>

namespace simulator {

using nlohmann::ordered_json;

namespace {

constexpr int complete = 300;
constexpr int partial = 301;
constexpr int addon_answered = 2800;

using problem = std::optional<api_error>;
using lookup_reply = tl::expected<draft, api_error>;

bool has_type(const request& incoming, std::string_view media_type) {
    const std::string* type = incoming.header("content-type");
    return type != nullptr && is_media_type(*type, media_type);
}

bool is_good_text(const ordered_json& value, bool (*shape)(std::string_view)) {
    return value.is_string() && shape(value.get_ref<const std::string&>());
}

bool is_any(std::string_view) {
    return true;
}

bool is_timestamp(std::string_view text) {
    return parse_timestamp(text).has_value();
}

/// The addons of PhoneID's JSON; each is an object.
problem check_addons(const ordered_json& addons) {
    if (!addons.is_object())
        return invalid_parameter("addons");
    for (const auto& [name, value] : addons.items()) {
        if (find_addon(name) == nullptr || !value.is_object())
            return invalid_parameter("addons." + name);
        const auto verified = value.find("last_verified");
        if (verified != value.end() &&
            (name != "number_deactivation" || !is_good_text(*verified, is_timestamp)))
            return invalid_parameter("addons." + name + ".last_verified");
    }
    return std::nullopt;
}

problem check_phone_id(const ordered_json& asked) {
    if (!asked.is_object())
        return invalid_parameter("body");
    for (const auto& [name, value] : asked.items()) {
        const bool good = name == "account_lifecycle_event" ? is_good_text(value, is_lifecycle_event)
                          : name == "originating_ip"        ? is_good_text(value, is_address)
                          : name == "external_id"           ? is_good_text(value, is_any)
                                                            : name == "addons";
        if (!good)
            return invalid_parameter(name);
    }
    const auto addons = asked.find("addons");
    return addons != asked.end() ? check_addons(*addons) : std::nullopt;
}

/// The reply to a good request about a phone: what every one of them has.
draft begin(const job& current, std::string_view sub_resource) {
    draft result;
    result.document["reference_id"] = random_hex(16);
    if (!sub_resource.empty())
        result.document["sub_resource"] = sub_resource;
    draft common = make_draft(complete, current.shown);
    result.document.update(common.document);
    result.envelope = std::move(common.envelope);
    add_standard_data(current.phone.data, current.asked.phone_number, result.document);
    return result;
}

/// The status.code of an addon without data; nullopt for one that has some.
std::optional<int> gap_of(const job& current, std::string_view name) {
    const auto found = current.phone.data.no_data.find(name);
    return found != current.phone.data.no_data.end() ? std::optional{found->second} : std::nullopt;
}

void add_addon(const job& current, const addon& what, const ordered_json& options, ordered_json& document) {
    ordered_json object = ordered_json::object();
    const auto gap = gap_of(current, what.name);
    if (gap) {
        set_status(document, partial);
    } else {
        const auto verified = options.find("last_verified");
        const auto when = verified != options.end() ? parse_timestamp(verified->get_ref<const std::string&>())
                                                    : std::nullopt;
        object = addon_object(what, current.phone.data, current.now, when);
    }
    set_status(object, gap.value_or(addon_answered));
    document[what.reply] = std::move(object);
}

void add_risk(const job& current, ordered_json& document) {
    if (gap_of(current, "score"))
        set_status(document, partial);
    else
        document["risk"] = risk_object(current.phone.data);
}

lookup_reply answer_phone_id(const job& current) {
    if (current.incoming.body.empty())
        return tl::unexpected{make_error(-40007)};
    if (!has_type(current.incoming, "application/json"))
        return tl::unexpected{make_error(-40006)};
    const ordered_json asked = ordered_json::parse(current.incoming.body, nullptr, false);
    if (auto wrong = check_phone_id(asked))
        return tl::unexpected{std::move(*wrong)};
    draft result = begin(current, {});
    if (const auto addons = asked.find("addons"); addons != asked.end())
        for (const auto& [name, options] : addons->items())
            add_addon(current, *find_addon(name), options, result.document);
    return result;
}

lookup_reply answer_score(const job& current) {
    if (current.incoming.body.empty())
        return tl::unexpected{make_error(-40007)};
    const auto fields = parse_form(current.incoming.body);
    if (!has_type(current.incoming, "application/x-www-form-urlencoded") || !fields)
        return tl::unexpected{make_error(-40006)};
    const std::string* event = find_field(*fields, "account_lifecycle_event");
    if (event == nullptr || !is_lifecycle_event(*event))
        return tl::unexpected{invalid_parameter("account_lifecycle_event")};
    const std::string* address = find_field(*fields, "originating_ip");
    if (address != nullptr && !is_address(*address))
        return tl::unexpected{invalid_parameter("originating_ip")};
    draft result = begin(current, {});
    add_risk(current, result.document);
    return result;
}

/// live or contact, which of 2015 answer with an error when there is nothing.
void add_or_regret(const job& current, ordered_json object, ordered_json& document) {
    if (gap_of(current, current.asked.product)) {
        const api_error error = make_error(-60001);
        document["errors"].push_back({{"code", error.code}, {"description", error.description}});
        set_status(document, error.status);
    } else {
        document[current.asked.product] = std::move(object);
    }
}

lookup_reply answer_phone_id_2015(const job& current) {
    const std::string_view product = current.asked.product;
    const auto query = parse_form(current.incoming.query());
    if (!query)
        return tl::unexpected{make_error(-40006)};
    const std::string* ucid = find_field(*query, "ucid");
    if (ucid != nullptr ? !is_ucid(*ucid) : product != "standard")
        return tl::unexpected{invalid_parameter("ucid")};
    draft result = begin(current, product);
    if (product == "score")
        add_risk(current, result.document);
    if (product == "live")
        add_or_regret(current, live_object(current.phone.data), result.document);
    if (product == "contact")
        add_or_regret(current, contact_object(current.phone.data), result.document);
    return result;
}

} // namespace

lookup_reply answer_lookup(const job& current) {
    if (!is_phone(current.asked.phone_number))
        return tl::unexpected{invalid_parameter("phone_number")};
    switch (current.asked.to) {
    case endpoint::phone_id:
        return answer_phone_id(current);
    case endpoint::score:
        return answer_score(current);
    default:
        return answer_phone_id_2015(current);
    }
}

} // namespace simulator
