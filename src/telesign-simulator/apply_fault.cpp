#include "support/ascii.h"
#include "support/random.h"
#include "telesign-simulator/draft.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace simulator {

using nlohmann::ordered_json;

namespace {

constexpr std::size_t huge = std::size_t{1024} * 1024;
constexpr std::size_t nesting = 60000; // below the 64 KiB that a careful client reads

/// verify, made an object again when another fault has taken it apart.
ordered_json& verify_of(ordered_json& document) {
    ordered_json& verify = document["verify"];
    if (!verify.is_object())
        verify = ordered_json::object();
    return verify;
}

void set_code_state(ordered_json& document, std::string_view state) {
    verify_of(document)["code_state"] = state;
}

void make_lower_case(ordered_json& document) {
    const std::string state = verify_of(document).value("code_state", "UNKNOWN");
    set_code_state(document, support::lower_case(state));
}

void put_sub_resource(const std::string& word, ordered_json& document) {
    document.erase("subresource");
    if (word == "missing")
        document.erase("sub_resource");
    else if (word == "null")
        document["sub_resource"] = nullptr;
    else
        document["sub_resource"] = word == "empty" ? std::string{} : word;
}

/// As in the examples of TeleSign's reference of Verify SMS.
void put_impossible_dates(ordered_json& document) {
    document["status"]["updated_on"] = "2022-31-03T14:51:28.709526Z";
    if (document.contains("sim_swap") && document["sim_swap"].is_object())
        document["sim_swap"]["swap_date"] = "2022-30-03";
}

void put_code_entered(std::string_view word, ordered_json& document) {
    verify_of(document)["code_entered"] = word == "null" ? ordered_json(nullptr) : ordered_json("");
}

void add_error(ordered_json& document) {
    ordered_json& errors = document["errors"];
    if (!errors.is_array())
        errors = ordered_json::array();
    errors.push_back({{"code", -90001}, {"description", make_error(-90001).description}});
}

void make_strings_of_numbers(ordered_json& value) {
    if (value.is_number())
        value = value.dump();
    else if (value.is_structured())
        for (auto& child : value)
            make_strings_of_numbers(child);
}

void add_escapes(ordered_json& value, const std::string& key) {
    constexpr std::string_view nasty = "\x1b[2J\x1b]0;owned\x07\r\nroot: %s%n%x\x7f\xc2\x9b"
                                       "31m \xe2\x80\xae";
    if (value.is_string() && key != "reference_id" && key != "code_state")
        value = value.get<std::string>().append(nasty);
    if (value.is_object())
        for (auto& [name, child] : value.items())
            add_escapes(child, name);
    if (value.is_array())
        for (auto& child : value)
            add_escapes(child, {});
}

void add_nulls_and_extras(ordered_json& document) {
    ordered_json turned{
        {"voice", nullptr}, {"risk", nullptr}, {"x_extra", {{"code", 1}, {"list", {1, nullptr}}}}};
    std::vector<std::pair<std::string, ordered_json>> members;
    for (auto& [name, value] : document.items())
        members.emplace_back(name, value);
    for (auto member = members.rbegin(); member != members.rend(); ++member) {
        if (member->second.is_object())
            member->second["x_null"] = nullptr;
        turned[member->first] = member->second;
    }
    turned["phone_type"] = nullptr;
    document = std::move(turned);
}

void make_wrong_types(ordered_json& document) {
    document["status"]["code"] = ordered_json::object();
    document["verify"] = ordered_json::array({"VALID"});
    document["errors"] = "none";
}

void put_error(const fault& each, const fault_context& context, draft& to) {
    api_error error = make_error(each.number, each.http);
    if (!each.word.empty())
        error.description = each.word;
    draft refused = refuse(error, context);
    refused.envelope.delay = to.envelope.delay;
    refused.envelope.way = to.envelope.way;
    refused.envelope.retry_after = to.envelope.retry_after;
    to = std::move(refused);
}

void put_http_page(int http, draft& to) {
    to.document = nullptr;
    to.raw_body =
        fmt::format("<html><head><title>{0}</title></head><body><h1>{0}</h1></body></html>\n", http);
    to.envelope.http = http;
    to.envelope.content_type = "text/html";
}

void put_redirect(const fault_context& context, draft& to) {
    to.document = nullptr;
    to.raw_body.emplace();
    to.envelope.http = 302;
    const std::string reference =
        context.reference_id.empty() ? support::random_hex(16) : context.reference_id;
    to.envelope.location = fmt::format("https://{}{}{}", context.host, redirected_path, reference);
}

/// What goes wrong on the way; the document stays as it is.
void apply_to_delivery(const fault& each, reply& envelope) {
    switch (each.kind) {
    case fault_kind::delay:
        envelope.delay += each.duration;
        break;
    case fault_kind::retry_after:
        envelope.retry_after = each.number;
        break;
    case fault_kind::no_answer:
        envelope.way = delivery::none;
        break;
    case fault_kind::cut_before:
        envelope.way = delivery::cut_before;
        break;
    case fault_kind::cut_amid:
        envelope.way = delivery::cut_amid;
        break;
    case fault_kind::cut_after:
        envelope.way = delivery::cut_after;
        break;
    case fault_kind::huge_chunked:
        envelope.way = delivery::chunked;
        break;
    case fault_kind::valid_http_500:
        envelope.http = 500;
        break;
    default:
        break;
    }
}

/// Bodies that are no longer the document.
void apply_to_body(const fault& each, draft& to) {
    ordered_json& document = to.document;
    switch (each.kind) {
    case fault_kind::bad_json: {
        const std::string whole = document.dump();
        to.raw_body = whole.substr(0, whole.size() / 2);
        break;
    }
    case fault_kind::bad_utf8: {
        document["status"]["description"] = "@";
        std::string whole = document.dump();
        whole.replace(whole.find("\"@\""), 3, "\"\xff\xc3(\xed\xa0\x80\"");
        to.raw_body = std::move(whole);
        break;
    }
    case fault_kind::deep_nesting:
        to.raw_body = std::string(nesting, '[');
        break;
    case fault_kind::empty_body:
        to.raw_body.emplace();
        break;
    default:
        break;
    }
}

/// Documents that say something else.
void apply_to_document(const fault& each, const fault_context& context, ordered_json& document) {
    switch (each.kind) {
    case fault_kind::status:
        set_status(document, each.number);
        break;
    case fault_kind::undeliverable_by:
        if (each.way == context.way)
            set_status(document, context.way == gateway::channel::voice ? 101 : 207);
        break;
    case fault_kind::code_state:
        set_code_state(document, each.word);
        break;
    case fault_kind::huge_body:
    case fault_kind::huge_chunked:
        document["padding"] = std::string(huge, 'x');
        break;
    case fault_kind::wrong_types:
        make_wrong_types(document);
        break;
    case fault_kind::other_case:
        put_other_case(document);
        break;
    case fault_kind::sub_resource:
        put_sub_resource(each.word, document);
        break;
    case fault_kind::impossible_dates:
        put_impossible_dates(document);
        break;
    case fault_kind::code_entered:
        put_code_entered(each.word, document);
        break;
    case fault_kind::no_verify:
        document.erase("verify");
        break;
    case fault_kind::no_errors:
        document.erase("errors");
        break;
    case fault_kind::other_reference:
        document["reference_id"] = support::random_hex(16);
        break;
    case fault_kind::no_reference:
        document.erase("reference_id");
        break;
    case fault_kind::lower_case:
        make_lower_case(document);
        break;
    case fault_kind::numbers_as_strings:
        make_strings_of_numbers(document);
        break;
    case fault_kind::nulls_and_extras:
        add_nulls_and_extras(document);
        break;
    case fault_kind::escape_sequences:
        add_escapes(document, {});
        break;
    case fault_kind::valid_with_errors:
        set_code_state(document, "VALID");
        add_error(document);
        break;
    case fault_kind::valid_text:
        set_code_state(document, "INVALID (not VALID)");
        document["status"]["description"] = "VALID";
        break;
    case fault_kind::valid_http_500:
        set_code_state(document, "VALID");
        break;
    default:
        break;
    }
}

} // namespace

void put_other_case(ordered_json& document) {
    const auto found = document.find("reference_id");
    if (found == document.end() || !found->is_string())
        return;
    std::string text = *found;
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return support::is_upper(c) ? support::to_lower(c) : support::to_upper(c); });
    document["reference_id"] = text;
}

void apply_fault(const fault& each, const fault_context& context, draft& to) {
    switch (each.kind) {
    case fault_kind::error:
        put_error(each, context, to);
        return;
    case fault_kind::http:
        put_http_page(each.number, to);
        return;
    case fault_kind::redirect:
        put_redirect(context, to);
        return;
    default:
        break;
    }
    apply_to_delivery(each, to.envelope);
    if (to.document.is_object()) {
        apply_to_document(each, context, to.document);
        apply_to_body(each, to);
    }
}

void apply_faults(const std::vector<fault>& faults, const fault_context& context, draft& to) {
    for (const fault& each : faults)
        apply_fault(each, context, to);
}

} // namespace simulator
