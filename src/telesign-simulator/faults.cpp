// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/faults.h"

#include "support/text.h"
#include "telesign-simulator/parsing.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace simulator {

namespace {

using std::string_view;

constexpr std::chrono::seconds max_delay{600};
constexpr std::chrono::hours max_skew{24 * 366};

bool read_within(string_view text, int min, int max, int& result) {
    const auto number = parse_within(text, min, max);
    result = number.value_or(0);
    return number.has_value();
}

bool read_seconds(string_view text, std::chrono::duration<double> limit, std::chrono::milliseconds& result) {
    const auto seconds = parse_number<double>(text);
    if (!seconds || !(*seconds >= -limit.count() && *seconds <= limit.count()))
        return false;
    result = std::chrono::round<std::chrono::milliseconds>(std::chrono::duration<double>{*seconds});
    return true;
}

bool is_word(string_view text) {
    return !text.empty() && text.find_first_of(" \t\n") == string_view::npos;
}

// Each reader takes the text after the fault's name, and returns false if it is no argument of that fault.

bool read_nothing(string_view text, fault&) {
    return text.empty();
}

bool read_status(string_view text, fault& result) {
    return read_within(text, 1, 9999, result.number);
}

bool read_patch(string_view text, fault& result) {
    auto patch = parse_patch(text);
    if (patch)
        result.patch = std::move(*patch);
    return patch.has_value();
}

bool read_reference(string_view text, fault& result) {
    result.text = text;
    return is_word(text);
}

bool read_error(string_view text, fault& result) {
    const auto words = split_words(text);
    if (words.size() > 2)
        result.text = fmt::format("{}", fmt::join(words.begin() + 2, words.end(), " "));
    return !words.empty() && read_within(words[0], -99999, 99999, result.number) &&
           (words.size() == 1 || read_within(words[1], 200, 599, result.http));
}

bool read_http(string_view text, fault& result) {
    return read_within(text, 200, 599, result.number);
}

bool read_retry_after(string_view text, fault& result) {
    return read_within(text, 0, 999999999, result.number);
}

bool read_delay(string_view text, fault& result) {
    return read_seconds(text, max_delay, result.duration) && result.duration.count() >= 0;
}

bool read_skew(string_view text, fault& result) {
    return read_seconds(text, max_skew, result.duration);
}

struct fault_row {
    fault_kind kind;
    string_view name;
    string_view argument;
    bool (*read)(string_view, fault&);
    bool replaces_work;
    string_view meaning;
};

constexpr std::array table{
    fault_row{fault_kind::status, "status", "N", read_status, false,
              "status.code is N. A send that N calls undelivered or blocked leaves no line in the outbox"},
    fault_row{fault_kind::patch, "patch", "JSON", read_patch, false,
              "the reply's JSON is changed: by a JSON Merge Patch (RFC 7396) if that is an object, by a JSON "
              "Patch (RFC 6902) if it is an array. What does not fit is answered with HTTP 500 and logged"},
    fault_row{fault_kind::reference, "reference", "TEXT", read_reference, false,
              "of a send: reference_id is TEXT, and known so until the next send that is given it"},
    fault_row{
        fault_kind::error, "error", "N [HTTP [TEXT]]", read_error, true,
        "errors[] holds code N, under that HTTP status or the code's own, with that text or TeleSign's. No "
        "code, no try counted"},
    fault_row{fault_kind::http, "http", "N", read_http, true,
              "HTTP status N with an HTML page. No code, no try counted"},
    fault_row{fault_kind::retry_after, "retry-after", "SECONDS", read_retry_after, false,
              "the reply has the header Retry-After; for http 429, http 503 and error"},
    fault_row{
        fault_kind::redirect, "redirect", "", read_nothing, true,
        "302 to another https URL here, which claims success and complains on standard error when asked"},
    fault_row{fault_kind::delay, "delay", "SECONDS", read_delay, false,
              "the reply comes that much later (0 to 600, 0.5 is fine)"},
    fault_row{fault_kind::no_answer, "no-answer", "", read_nothing, false,
              "no reply until the client leaves or 120 s have passed. The code is sent, the try counted"},
    fault_row{fault_kind::cut_before, "cut-before", "", read_nothing, false,
              "the connection ends before the reply's first byte. The code is sent, the try counted"},
    fault_row{fault_kind::cut_amid, "cut-amid", "", read_nothing, false,
              "the connection ends after the headers and half of the body"},
    fault_row{fault_kind::cut_after, "cut-after", "", read_nothing, false,
              "the connection ends after the whole reply, though keep-alive was promised"},
    fault_row{fault_kind::bad_json, "bad-json", "", read_nothing, false, "the body is half of a JSON text"},
    fault_row{fault_kind::bad_utf8, "bad-utf8", "", read_nothing, false,
              "status.description holds bytes that are not UTF-8"},
    fault_row{fault_kind::deep_nesting, "deep-nesting", "", read_nothing, false,
              "the body is 60000 opening brackets"},
    fault_row{fault_kind::empty_body, "empty-body", "", read_nothing, false, "the body is empty"},
    fault_row{fault_kind::huge_body, "huge-body", "", read_nothing, false,
              "the body is over 1 MiB of good JSON"},
    fault_row{fault_kind::huge_chunked, "huge-chunked", "", read_nothing, false,
              "the same, chunked: without Content-Length"},
    fault_row{fault_kind::clock_skew, "clock-skew", "SECONDS", read_skew, false,
              "this server's clock (Date header, date window) is off by so much, before the credentials are "
              "checked: -30010 until the client follows"},
};

string_view remedy_for(const fault_row& row) {
    return row.argument.empty() ? string_view{"nothing behind it"} : row.argument;
}

} // namespace

std::optional<nlohmann::ordered_json> parse_patch(string_view text) {
    auto patch = nlohmann::ordered_json::parse(text, nullptr, false);
    return patch.is_structured() ? std::optional{std::move(patch)} : std::nullopt;
}

void apply_patch(const nlohmann::ordered_json& patch, nlohmann::ordered_json& document) {
    if (patch.is_array())
        document = document.patch(patch);
    else
        document.merge_patch(patch);
}

tl::expected<fault, std::string> parse_fault(string_view text) {
    text = support::trim(text);
    if (text.empty())
        return tl::unexpected{std::string{"an empty fault: name one, or remove the comma"}};
    const string_view name = text.substr(0, text.find_first_of(" \t\n"));
    const auto* row =
        std::find_if(table.begin(), table.end(), [=](const fault_row& each) { return each.name == name; });
    if (row == table.end())
        return tl::unexpected{fmt::format("unknown fault '{}': telesign-simulator --help lists them all",
                                          support::escape_control(name))};
    fault result;
    result.kind = row->kind;
    if (!row->read(support::trim(text.substr(name.size())), result))
        return tl::unexpected{
            fmt::format("bad argument of '{}': write {} {}", row->name, row->name, remedy_for(*row))};
    return result;
}

tl::expected<std::vector<fault>, std::string> parse_faults(string_view text) {
    std::vector<fault> faults;
    for (const string_view item : split_list(text)) {
        auto parsed = parse_fault(item);
        if (!parsed)
            return tl::unexpected{parsed.error()};
        faults.push_back(std::move(*parsed));
    }
    return faults;
}

bool replaces_work(const fault& each) {
    return std::any_of(table.begin(), table.end(),
                       [&](const fault_row& row) { return row.kind == each.kind && row.replaces_work; });
}

std::vector<string_view> fault_names() {
    std::vector<string_view> names;
    names.reserve(table.size());
    for (const fault_row& row : table)
        names.push_back(row.name);
    return names;
}

std::string describe_faults() {
    std::string text;
    for (const fault_row& row : table)
        text += fmt::format("  {} {}\n      {}\n", row.name, row.argument, row.meaning);
    return text;
}

} // namespace simulator
