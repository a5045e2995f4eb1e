// SPDX-License-Identifier: BSD-3-Clause
#include "support/log.h"
#include "support/random.h"
#include "telesign-simulator/draft.h"

#include <utility>

#include <fmt/format.h>

namespace simulator {

using nlohmann::ordered_json;

namespace {

constexpr std::size_t huge = std::size_t{1024} * 1024;
constexpr std::size_t nesting = 60000; // below the 64 KiB that a careful client reads
constexpr int internal_error = 500;

void put_error(const fault& each, const fault_context& context, draft& to) {
    api_error error = make_error(each.number, each.http);
    if (!each.text.empty())
        error.description = each.text;
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
    default:
        break;
    }
}

/// The document with a status.description that is not UTF-8, which no JSON value can hold.
std::string with_bad_utf8(ordered_json document) {
    document["status"]["description"] = "@";
    std::string whole = document.dump();
    whole.replace(whole.find("\"@\""), 3, "\"\xff\xc3(\xed\xa0\x80\"");
    return whole;
}

/// What the body says, as long as it is the document.
void apply_to_body(const fault& each, draft& to) {
    switch (each.kind) {
    case fault_kind::status:
        set_status(to.document, each.number);
        break;
    case fault_kind::patch:
        apply_patch(each.patch, to.document);
        break;
    case fault_kind::bad_json: {
        const std::string whole = to.document.dump();
        to.raw_body = whole.substr(0, whole.size() / 2);
        break;
    }
    case fault_kind::bad_utf8:
        to.raw_body = with_bad_utf8(to.document);
        break;
    case fault_kind::deep_nesting:
        to.raw_body = std::string(nesting, '[');
        break;
    case fault_kind::empty_body:
        to.raw_body.emplace();
        break;
    case fault_kind::huge_body:
    case fault_kind::huge_chunked:
        to.document["padding"] = std::string(huge, 'x');
        break;
    default:
        break;
    }
}

} // namespace

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
    if (!to.document.is_object())
        return;
    try {
        apply_to_body(each, to);
    } catch (const ordered_json::exception& problem) {
        support::log(support::severity::error, "a fault does not fit the reply: {}", problem.what());
        put_http_page(internal_error, to);
    }
}

void apply_faults(const std::vector<fault>& faults, const fault_context& context, draft& to) {
    for (const fault& each : faults)
        apply_fault(each, context, to);
}

} // namespace simulator
