#include "telesign-simulator/faults.h"

#include "support/text.h"
#include "telesign-simulator/words.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace simulator {

namespace {

using std::string_view;
using arguments = std::vector<string_view>;

constexpr std::chrono::seconds longest_delay{600};
constexpr std::chrono::hours longest_skew{24 * 366};

bool read_within(string_view text, int lowest, int highest, int& to) {
    const auto number = parse_within(text, lowest, highest);
    to = number.value_or(0);
    return number.has_value();
}

bool read_seconds(string_view text, std::chrono::duration<double> limit, std::chrono::milliseconds& to) {
    const auto seconds = parse_number<double>(text);
    if (!seconds || !(*seconds >= -limit.count() && *seconds <= limit.count()))
        return false;
    to = std::chrono::round<std::chrono::milliseconds>(std::chrono::duration<double>{*seconds});
    return true;
}

// Each reader takes the words behind the fault's name, and what the table says of them; false when they are not what the
// fault wants.

bool read_nothing(const arguments& words, string_view, fault&) {
    return words.empty();
}

bool read_status(const arguments& words, string_view, fault& to) {
    return words.size() == 1 && read_within(words[0], 1, 9999, to.number);
}

bool read_error(const arguments& words, string_view, fault& to) {
    if (words.size() > 2)
        to.word = fmt::format("{}", fmt::join(words.begin() + 2, words.end(), " "));
    return !words.empty() && read_within(words[0], -99999, 99999, to.number) &&
           (words.size() == 1 || read_within(words[1], 200, 599, to.http));
}

bool read_http(const arguments& words, string_view, fault& to) {
    return words.size() == 1 && read_within(words[0], 200, 599, to.number);
}

bool read_retry_after(const arguments& words, string_view, fault& to) {
    return words.size() == 1 && read_within(words[0], 0, 999999999, to.number);
}

bool read_delay(const arguments& words, string_view, fault& to) {
    return words.size() == 1 && read_seconds(words[0], longest_delay, to.duration) &&
           to.duration.count() >= 0;
}

bool read_skew(const arguments& words, string_view, fault& to) {
    return words.size() == 1 && read_seconds(words[0], longest_skew, to.duration);
}

bool read_word(const arguments& words, string_view, fault& to) {
    if (words.size() != 1)
        return false;
    to.word = words[0];
    return true;
}

/// One of the words that the table names, with bars between them.
bool read_choice(const arguments& words, string_view choice, fault& to) {
    while (words.size() == 1 && !choice.empty()) {
        const string_view each = choice.substr(0, choice.find('|'));
        if (words[0] == each) {
            to.word = each;
            return true;
        }
        choice.remove_prefix(std::min(each.size() + 1, choice.size()));
    }
    return false;
}

bool read_channel(const arguments& words, string_view, fault& to) {
    using enum gateway::channel;
    for (const gateway::channel way : {smart, voice, sms})
        if (words.size() == 1 && words[0] == gateway::name_of(way)) {
            to.way = way;
            return true;
        }
    return false;
}

struct fault_row {
    fault_kind kind;
    string_view name;
    string_view argument;
    bool (*read)(const arguments&, string_view, fault&);
    bool replaces_work;
    string_view meaning;
};

constexpr std::array table{
    fault_row{fault_kind::status, "status", "N", read_status, false,
              "status.code is N. A send that N calls undelivered or blocked leaves no line in the outbox"},
    fault_row{fault_kind::undeliverable_by, "undeliverable-by", "voice|sms|smart", read_channel, false,
              "status 101 or 207 for sends by that channel; other channels work"},
    fault_row{fault_kind::smart_by, "smart-by", "voice|sms", read_choice, false,
              "a smart send travels so, whatever its preference"},
    fault_row{
        fault_kind::strict_fields, "strict-fields", "", read_nothing, false,
        "a send is refused where one of TeleSign's pages asks for more than another: tts_message without "
        "language or $$CODE$$, prompt_message with language"},
    fault_row{fault_kind::code_state, "code-state", "WORD", read_word, false,
              "verify.code_state is WORD, whatever code was entered"},
    fault_row{
        fault_kind::error, "error", "N [HTTP [TEXT]]", read_error, true,
        "errors[] holds code N, under that HTTP status or the code's own, with that text or TeleSign's. No "
        "code, no try counted"},
    fault_row{fault_kind::error_shape, "error-shape", "id|null|none|missing", read_choice, false,
              "errors have reference_id and sub_resource, null for both, \"None\" and \"\", or neither. "
              "Without it a send has both, a status what TeleSign's example of the HTTP status has"},
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
    fault_row{fault_kind::wrong_types, "wrong-types", "", read_nothing, false,
              "status.code is an object, verify an array, errors a string"},
    fault_row{
        fault_kind::reference, "reference",
        "lower-case|mixed-case|opaque|longest|slash|question-mark|hash|percent|blank|control|not-ascii|"
        "too-long|empty",
        read_choice, false,
        "of a send: reference_id is of that form, and known so. The first four can be asked for: hexadecimal "
        "in lower or mixed case, and 1 to 64, or 64, of A-Z, a-z, 0-9, _ and -. The others must not be"},
    fault_row{fault_kind::other_case, "other-case", "", read_nothing, false,
              "reference_id is written in the other case than the request or the work had it"},
    fault_row{fault_kind::other_reference, "other-reference", "", read_nothing, false,
              "reference_id is another one that looks good"},
    fault_row{fault_kind::no_reference, "no-reference", "", read_nothing, false, "reference_id is missing"},
    fault_row{fault_kind::sub_resource, "sub-resource", "WORD|null|empty|missing", read_word, false,
              "sub_resource is WORD, null, \"\" or missing (harmless: TeleSign does so too)"},
    fault_row{
        fault_kind::submit_timestamp, "submit-timestamp", "rfc3339|rfc822|missing", read_choice, false,
        "submit_timestamp is so (harmless). Without it a reply to a call has the second form, others none"},
    fault_row{fault_kind::impossible_dates, "impossible-dates", "", read_nothing, false,
              "status.updated_on and sim_swap.swap_date are on the 30th or 31st month (harmless: TeleSign's "
              "examples are so)"},
    fault_row{fault_kind::code_entered, "code-entered", "null|empty", read_choice, false,
              "verify.code_entered is null or \"\" (harmless)"},
    fault_row{fault_kind::no_verify, "no-verify", "", read_nothing, false, "verify is missing"},
    fault_row{fault_kind::no_errors, "no-errors", "", read_nothing, false, "errors is missing (harmless)"},
    fault_row{fault_kind::lower_case, "lower-case", "", read_nothing, false,
              "verify.code_state is in lower case (harmless: TeleSign does so too)"},
    fault_row{fault_kind::numbers_as_strings, "numbers-as-strings", "", read_nothing, false,
              "\"code\": \"290\" (harmless: TeleSign does so too)"},
    fault_row{fault_kind::nulls_and_extras, "nulls-and-extras", "", read_nothing, false,
              "null values, extra keys, another order of keys (harmless)"},
    fault_row{fault_kind::escape_sequences, "escape-sequences", "", read_nothing, false,
              "terminal escapes, line ends and format strings in every text but reference_id and code_state"},
    fault_row{fault_kind::valid_with_errors, "valid-with-errors", "", read_nothing, false,
              "code_state VALID for any code, but errors[] is not empty"},
    fault_row{fault_kind::valid_text, "valid-text", "", read_nothing, false,
              "code_state \"INVALID (not VALID)\", status.description VALID"},
    fault_row{fault_kind::valid_http_500, "valid-http-500", "", read_nothing, false,
              "code_state VALID for any code, under HTTP 500"},
    fault_row{fault_kind::clock_skew, "clock-skew", "SECONDS", read_skew, false,
              "this server's clock (Date header, date window) is off by so much, before the credentials are "
              "checked: -30010 until the client follows"},
    fault_row{fault_kind::risk_indicator_number, "risk-indicator-number", "", read_nothing, false,
              "lookups: sim_swap.risk_indicator is a number (harmless: TeleSign's pages have both)"},
    fault_row{fault_kind::swap_date, "swap-date", "day|midnight", read_choice, false,
              "lookups: sim_swap.swap_date is a day, or its first moment: the time is in swap_time alone"},
    fault_row{fault_kind::level_with, "level-with", "dashes|underscores|spaces", read_choice, false,
              "lookups: risk.level has these between its words (harmless)"},
    fault_row{fault_kind::null_text, "null-text", "", read_nothing, false,
              "lookups: live's null values are the text \"null\" (harmless: so in TeleSign's example)"},
    fault_row{fault_kind::deactivation_2022, "deactivation-2022", "", read_nothing, false,
              "lookups: number_deactivation has the names of 2022: last_deact_date, last_carrier_name"},
    fault_row{fault_kind::addon_http_400, "addon-http-400", "", read_nothing, false,
              "lookups: 2801 or 2806 of an add-on is the whole reply's status.code, under HTTP 400"},
};

string_view remedy_for(const fault_row& row) {
    return row.argument.empty() ? string_view{"nothing behind it"} : row.argument;
}

} // namespace

tl::expected<fault, std::string> parse_fault(string_view text) {
    arguments words = split_words(text);
    if (words.empty())
        return tl::unexpected{std::string{"an empty fault: name one, or remove the comma"}};
    const auto* row = std::find_if(table.begin(), table.end(),
                                   [&](const fault_row& each) { return each.name == words[0]; });
    if (row == table.end())
        return tl::unexpected{fmt::format("unknown fault '{}': telesign-simulator --help lists them all",
                                          support::escape_control(words[0]))};
    words.erase(words.begin());
    fault result;
    result.kind = row->kind;
    if (!row->read(words, row->argument, result))
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
