// SPDX-License-Identifier: BSD-3-Clause
#include "gateway/telesign/retry.h"

#include "gateway/telesign/error_codes.h"
#include "gateway/telesign/status_codes.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include <fmt/format.h>

namespace gateway::telesign {

namespace {

using std::chrono::steady_clock;

bool puts_off(const reply_error& error, long http_status) {
    const error_reading reading = read_error(error.code, http_status, error.description);
    const bool is_known = !reading.note.empty(); // or an unknown error of HTTP 500 would count
    return is_known && (reading.kind == error_class::rate || reading.kind == error_class::unavailable);
}

/// Whether TeleSign says "not now". A request that was answered so was refused and not acted on (RFC 6585 section 4,
/// RFC 9110 section 15.6.4), so that even a POST that is made again sends one code; unless the reply names a code that
/// is on its way all the same.
bool is_put_off(const http::reply& got, const verify_reply& reply) {
    const status_row* const row = reply.status_code ? find_status(*reply.status_code) : nullptr;
    if (row != nullptr && outcome_of(row->meaning) == outcome::sent)
        return false;
    return got.status == 429 || got.status == 503 ||
           std::any_of(reply.errors.begin(), reply.errors.end(),
                       [&](const reply_error& error) { return puts_off(error, got.status); });
}

/// False when `stop` came first.
bool wait_for(std::chrono::seconds time, const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock{mutex};
    never.wait_for(lock, stop, time, [] { return false; });
    return !stop.stop_requested();
}

} // namespace

bool wait_for_retry(const http::reply& got, const verify_reply& reply, steady_clock::time_point deadline,
                    const std::stop_token& stop, std::string& note) {
    if (!got.retry_after || !is_put_off(got, reply))
        return false;
    const std::chrono::seconds asked = *got.retry_after;
    if (asked > max_retry_wait || steady_clock::now() + asked >= deadline) {
        note += fmt::format("; TeleSign asks to wait {} s", asked.count());
        return false;
    }
    if (!wait_for(asked, stop))
        return false;
    note += fmt::format("; waited {} s as TeleSign asked", asked.count());
    return true;
}

} // namespace gateway::telesign
