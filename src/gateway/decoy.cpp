// SPDX-License-Identifier: BSD-3-Clause
#include "gateway/decoy.h"

#include "gateway/telesign/status_codes.h"
#include "support/hmac.h"
#include "support/random.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <stdexcept>

namespace gateway {

namespace {

/// HMAC-SHA256's bytes as numbers. Throws std::runtime_error when OpenSSL fails.
std::array<unsigned char, 3> sign(std::string_view message, const support::secret& key) {
    const auto code = support::hmac_sha256(key.view(), message);
    if (!code)
        throw std::runtime_error{"HMAC-SHA256 failed"};
    std::array<unsigned char, 3> first{};
    std::copy_n(code->view().begin(), first.size(), first.begin());
    return first;
}

/// How long requests of a kind may typically take, in milliseconds.
struct range {
    const char* name;
    double min;
    double max;
};

range range_of(provider_health::kind request_kind) {
    switch (request_kind) {
    case provider_health::kind::send:
        return {"send", 350, 750};
    case provider_health::kind::lookup:
        return {"lookup", 250, 600};
    case provider_health::kind::check:
        break;
    }
    return {"check", 150, 350};
}

response_times::duration vary(response_times::duration median, double spread) {
    support::random_generator random;
    const double factor = std::lognormal_distribution<double>{0, spread}(random);
    return std::chrono::duration_cast<response_times::duration>(median * std::clamp(factor, 0.4, 2.5));
}

/// The status codes that most codes have: as they are sent, and when somebody asks for news.
struct usual_status {
    int of_send;
    int of_delivery;
};

usual_status usual(channel channel) {
    switch (channel) {
    case channel::voice:
        return {103, 103}; // ringing
    case channel::sms:
        return {290, 200}; // in progress, delivered
    case channel::smart:
        break;
    }
    return {290, 290};
}

/// What the real gateway makes of a reply with this status.
template <typename Result>
void put_status(Result& result, const telesign::status_row& status) {
    result.outcome = telesign::outcome_of(status.meaning);
    result.user_message = status.user_message;
}

} // namespace

std::string decoy_ending(std::string_view user, const support::secret& key) {
    const auto signature = sign(std::string{"phone ending of "}.append(user), key);
    const unsigned number = (signature[0] << 8U | signature[1]) % 100;
    return {static_cast<char>('0' + number / 10), static_cast<char>('0' + number % 10)};
}

typical_time::typical_time(provider_health::kind request_kind, const support::secret& key) {
    const range usual = range_of(request_kind);
    const auto signature = sign(std::string{"typical time of "}.append(usual.name), key);
    const double position = (signature[0] << 8U | signature[1]) / 65536.0;
    median = std::chrono::duration_cast<std::chrono::steady_clock::duration>(
        std::chrono::duration<double, std::milli>{usual.min + position * (usual.max - usual.min)});
    spread = 0.15 + 0.15 * signature[2] / 256.0;
}

void response_times::record(duration took) {
    const std::lock_guard lock{m_mutex};
    m_times[m_count++ % capacity] = took;
}

std::vector<response_times::duration> response_times::past() const {
    const std::lock_guard lock{m_mutex};
    std::vector<duration> times;
    for (std::size_t each = m_count - std::min(m_count, capacity); each < m_count; ++each)
        times.push_back(m_times[each % capacity]);
    return times;
}

void verifier_times::restore(const past_times& past) {
    for (const auto each : past.send)
        send.record(each);
    for (const auto each : past.check)
        check.record(each);
    for (const auto each : past.lookup)
        lookup.record(each);
}

response_times::duration response_times::sample(const typical_time& typical) const {
    constexpr double spread_of_measured = 0.05; // the first few would be recognised by their repetition
    const std::lock_guard lock{m_mutex};
    if (m_count == 0)
        return vary(typical.median, typical.spread);
    support::random_generator random;
    std::uniform_int_distribution<std::size_t> any{0, std::min(m_count, capacity) - 1};
    return vary(m_times[any(random)], spread_of_measured);
}

namespace {

/// Waits until a request that began at `begin` has taken as long as one of `kind` takes, and ends as one would end now.
request_end imitate(const decoy_context& context, provider_health::kind request_kind,
                    const response_times& times, const std::stop_token& stop) {
    const timer& clock = context.times.clock;
    const auto begin = clock.now();
    request_end end = context.times.health.expect(request_kind, context.provider, stop);
    if (!end.has_failed())
        end.took = std::min<response_times::duration>(times.sample(typical_time{request_kind, context.key}),
                                                      context.max_request_time);
    const auto left = begin + end.took - clock.now();
    if (left > left.zero() ? !clock.pause(left, stop) : stop.stop_requested())
        return {.outcome = outcome::unavailable};
    return end;
}

} // namespace

send_result decoy_verifier::send(const send_request& request, const std::stop_token& stop) {
    m_channel = request.channel;
    const request_end end = imitate(m_context, provider_health::kind::send, m_context.times.send, stop);
    send_result result;
    result.outcome = end.outcome;
    result.user_message = end.user_message;
    result.answered = end.answered;
    result.fate_unknown = end.fate_unknown;
    const auto* const status = telesign::find_status(usual(m_channel).of_send);
    if (!end.has_failed() && status != nullptr)
        put_status(result, *status);
    return result;
}

check_result decoy_verifier::check(std::string_view, std::string_view, const std::stop_token& stop) {
    const request_end end = imitate(m_context, provider_health::kind::check, m_context.times.check, stop);
    check_result result;
    result.outcome = end.has_failed() ? end.outcome : outcome::wrong;
    result.user_message = end.user_message;
    result.answered = end.answered;
    return result;
}

delivery_result decoy_verifier::delivery(std::string_view, const std::stop_token& stop) {
    const request_end end = imitate(m_context, provider_health::kind::check, m_context.times.check, stop);
    delivery_result result;
    result.outcome = end.has_failed() ? end.outcome : outcome::unavailable;
    result.user_message = end.user_message;
    const auto* const status = telesign::find_status(usual(m_channel).of_delivery);
    if (!end.has_failed() && status != nullptr) {
        put_status(result, *status);
        result.final = telesign::is_final(status->meaning);
    }
    return result;
}

tl::expected<void, std::string> decoy_verifier::complete(std::string_view, const std::stop_token&) {
    return {};
}

send_result decoy_verifier::probe(const std::stop_token& stop) {
    return m_context.provider.probe(stop);
}

lookup_result decoy_lookup::look_up(const lookup_request&, const std::stop_token& stop) {
    const request_end end = imitate(m_context, provider_health::kind::lookup, m_context.times.lookup, stop);
    lookup_result result;
    result.complete = !end.has_failed();
    result.answered = result.complete || end.answered;
    result.requests = 1;
    result.billed = result.complete || end.fate_unknown ? 1 : 0;
    return result;
}

unsigned decoy_lookup::requests_for(const lookup_set&) const {
    return 1;
}

} // namespace gateway
