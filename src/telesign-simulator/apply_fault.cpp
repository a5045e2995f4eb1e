// SPDX-License-Identifier: BSD-3-Clause
#include "support/log.h"
#include "support/random.h"
#include "telesign-simulator/reply_builder.h"

#include <utility>

#include <fmt/format.h>

namespace simulator {

using nlohmann::ordered_json;

namespace {

constexpr std::size_t huge = std::size_t{1024} * 1024;
constexpr std::size_t nesting = 60000; // below the 64 KiB that a careful client reads
constexpr int internal_error = 500;

void replace_by_error(const fault& each, const fault_context& context, reply_builder& builder) {
    api_error error = make_error(each.number, each.http);
    if (!each.text.empty())
        error.description = each.text;
    reply_builder refused = refuse(error, context);
    refused.envelope.delay = builder.envelope.delay;
    refused.envelope.transfer = builder.envelope.transfer;
    refused.envelope.retry_after = builder.envelope.retry_after;
    builder = std::move(refused);
}

void replace_by_page(int http, reply_builder& builder) {
    builder.document = nullptr;
    builder.raw_body =
        fmt::format("<html><head><title>{0}</title></head><body><h1>{0}</h1></body></html>\n", http);
    builder.envelope.http = http;
    builder.envelope.content_type = "text/html";
}

void replace_by_redirect(const fault_context& context, reply_builder& builder) {
    builder.document = nullptr;
    builder.raw_body.emplace();
    builder.envelope.http = 302;
    const std::string reference =
        context.reference_id.empty() ? support::random_hex(16) : context.reference_id;
    builder.envelope.location = fmt::format("https://{}{}{}", context.host, redirected_path, reference);
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
        envelope.transfer = transfer_mode::none;
        break;
    case fault_kind::cut_before:
        envelope.transfer = transfer_mode::cut_before;
        break;
    case fault_kind::cut_amid:
        envelope.transfer = transfer_mode::cut_amid;
        break;
    case fault_kind::cut_after:
        envelope.transfer = transfer_mode::cut_after;
        break;
    case fault_kind::huge_chunked:
        envelope.transfer = transfer_mode::chunked;
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
void apply_to_body(const fault& each, reply_builder& builder) {
    switch (each.kind) {
    case fault_kind::status:
        set_status(builder.document, each.number);
        break;
    case fault_kind::patch:
        apply_patch(each.patch, builder.document);
        break;
    case fault_kind::bad_json: {
        const std::string whole = builder.document.dump();
        builder.raw_body = whole.substr(0, whole.size() / 2);
        break;
    }
    case fault_kind::bad_utf8:
        builder.raw_body = with_bad_utf8(builder.document);
        break;
    case fault_kind::deep_nesting:
        builder.raw_body = std::string(nesting, '[');
        break;
    case fault_kind::empty_body:
        builder.raw_body.emplace();
        break;
    case fault_kind::huge_body:
    case fault_kind::huge_chunked:
        builder.document["padding"] = std::string(huge, 'x');
        break;
    default:
        break;
    }
}

} // namespace

void apply_fault(const fault& each, const fault_context& context, reply_builder& builder) {
    switch (each.kind) {
    case fault_kind::error:
        replace_by_error(each, context, builder);
        return;
    case fault_kind::http:
        replace_by_page(each.number, builder);
        return;
    case fault_kind::redirect:
        replace_by_redirect(context, builder);
        return;
    default:
        break;
    }
    apply_to_delivery(each, builder.envelope);
    if (!builder.document.is_object())
        return;
    try {
        apply_to_body(each, builder);
    } catch (const ordered_json::exception& problem) {
        support::log(support::severity::error, "a fault does not fit the reply: {}", problem.what());
        replace_by_page(internal_error, builder);
    }
}

void apply_faults(const std::vector<fault>& faults, const fault_context& context, reply_builder& builder) {
    for (const fault& each : faults)
        apply_fault(each, context, builder);
}

} // namespace simulator
