// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/reply_builder.h"

#include "telesign-simulator/parsing.h"

#include <utility>

#include <fmt/format.h>

namespace simulator {

using nlohmann::ordered_json;

namespace {

/// nullptr unless `document` is an object that has `name`.
const ordered_json* member(const ordered_json& document, const char* name) {
    if (!document.is_object())
        return nullptr;
    const auto found = document.find(name);
    return found == document.end() ? nullptr : &*found;
}

/// A number, or the text of one: TeleSign has both.
std::optional<int> integer(const ordered_json* value) {
    if (value != nullptr && value->is_string())
        return parse_number<int>(value->get_ref<const std::string&>());
    if (value == nullptr || !value->is_number_integer())
        return std::nullopt;
    return value->get<int>();
}

/// The first error's number, in any of the shapes that refuse() makes.
std::optional<int> error_of(const ordered_json& document) {
    const auto* errors = member(document, "errors");
    if (errors != nullptr && errors->is_array() && !errors->empty())
        return integer(member(errors->front(), "code"));
    const auto* error = member(document, "error");
    return integer(member(error != nullptr ? *error : document, "code"));
}

} // namespace

void set_status(ordered_json& document, int code) {
    document["status"]["code"] = code;
    document["status"]["description"] = status_text(code);
}

reply_builder begin_reply(int status_code, time_point now) {
    reply_builder result;
    result.document["errors"] = ordered_json::array();
    result.document["status"] = {
        {"updated_on", timestamp(now)}, {"code", status_code}, {"description", status_text(status_code)}};
    result.envelope.date = now;
    return result;
}

reply_builder refuse(const api_error& error, time_point now) {
    reply_builder result = begin_reply(error.status, now);
    result.document["errors"].push_back({{"code", error.code}, {"description", error.description}});
    if (!error.signature_string.empty())
        result.document["signature_string"] = error.signature_string;
    result.envelope.http = error.http;
    return result;
}

reply build_reply(reply_builder done) {
    reply result = std::move(done.envelope);
    if (const auto* status = member(done.document, "status"))
        result.status = integer(member(*status, "code"));
    result.error = error_of(done.document);
    // the caller's own text may come back to it, and need not be UTF-8
    result.body = done.raw_body ? std::move(*done.raw_body)
                                : done.document.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
    return result;
}

} // namespace simulator
