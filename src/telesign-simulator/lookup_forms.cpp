#include "telesign-simulator/lookup_forms.h"

#include <algorithm>
#include <string>

namespace simulator {

using nlohmann::ordered_json;

namespace {

/// nullptr unless the reply has that member of that object.
ordered_json* member(ordered_json& document, const char* object, const char* name) {
    const auto found = document.is_object() ? document.find(object) : document.end();
    if (found == document.end() || !found->is_object() || !found->contains(name))
        return nullptr;
    return &(*found)[name];
}

void make_indicator_a_number(ordered_json& document) {
    ordered_json* indicator = member(document, "sim_swap", "risk_indicator");
    if (indicator != nullptr && indicator->is_string())
        *indicator = std::stoi(indicator->get<std::string>());
}

/// "2018-09-05T22:00:00Z" as its day, or as the day's first moment, with the time in swap_time alone.
void shorten_swap_date(ordered_json& document, bool to_midnight) {
    if (ordered_json* date = member(document, "sim_swap", "swap_date"))
        *date = date->get<std::string>().substr(0, 10) + (to_midnight ? "T00:00:00Z" : "");
}

/// "very low" and "medium-low" with the same character between the words; or in capitals.
void spell_level(ordered_json& document, std::string_view how) {
    ordered_json* level = member(document, "risk", "level");
    if (level == nullptr)
        return;
    std::string text = level->get<std::string>();
    const char between = how == "dashes" ? '-' : how == "underscores" ? '_' : ' ';
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c == ' ' || c == '-'; }, between);
    *level = std::move(text);
}

void make_nulls_text(ordered_json& document) {
    for (const char* name : {"roaming_country", "roaming_country_iso2"})
        if (ordered_json* value = member(document, "live", name); value != nullptr && value->is_null())
            *value = "null";
}

/// As in the Swagger of 2022.
void rename_deactivation(ordered_json& document) {
    if (member(document, "number_deactivation", "carrier_name") == nullptr)
        return;
    ordered_json& now = document["number_deactivation"];
    now = {{"last_carrier_name", now["carrier_name"]},
           {"last_deact_date", now["last_deactivated"]},
           {"status", now["status"]}};
}

} // namespace

bool take_form(const fault& each, ordered_json& document) {
    switch (each.kind) {
    case fault_kind::risk_indicator_number:
        make_indicator_a_number(document);
        return true;
    case fault_kind::swap_date:
        shorten_swap_date(document, each.word == "midnight");
        return true;
    case fault_kind::level_with:
        spell_level(document, each.word);
        return true;
    case fault_kind::null_text:
        make_nulls_text(document);
        return true;
    case fault_kind::deactivation_2022:
        rename_deactivation(document);
        return true;
    default:
        return false;
    }
}

} // namespace simulator
