#include "policy/decoy.h"

#include "gateway/telesign/status_codes.h"

#include <condition_variable>
#include <random>
#include <stdexcept>

#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace policy {

namespace {

constexpr std::chrono::milliseconds typical_response{400};

/// The status codes that most codes have: as they are sent, and when somebody asks for news.
struct usual_status {
    int of_send;
    int of_delivery;
};

usual_status usual(gateway::channel way) {
    switch (way) {
    case gateway::channel::voice:
        return {103, 103}; // ringing
    case gateway::channel::sms:
        return {290, 200}; // in progress, delivered
    case gateway::channel::smart:
        break;
    }
    return {290, 290};
}

/// What the real gateway makes of a reply with this status.
template <typename Result>
void put_status(Result& result, const gateway::telesign::status_row& status) {
    result.what = gateway::telesign::outcome_of(status.meaning);
    result.tell = status.tell;
}

} // namespace

bool pause(response_times::duration time, const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock{mutex};
    never.wait_for(lock, stop, time, [] { return false; });
    return !stop.stop_requested();
}

std::string decoy_ending(std::string_view user, const support::secret& key) {
    const std::string message = std::string{"phone ending of "}.append(user);
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    if (::HMAC(::EVP_sha256(), key.view().data(), static_cast<int>(key.view().size()),
               reinterpret_cast<const unsigned char*>(message.data()), message.size(), digest.data(),
               &size) == nullptr)
        throw std::runtime_error{"HMAC-SHA256 failed"};
    const unsigned number = (digest[0] << 8U | digest[1]) % 100;
    return {static_cast<char>('0' + number / 10), static_cast<char>('0' + number % 10)};
}

void response_times::record(duration took) {
    const std::lock_guard lock{m_mutex};
    m_times[m_count++ % capacity] = took;
}

response_times::duration response_times::sample() const {
    const std::lock_guard lock{m_mutex};
    if (m_count == 0)
        return typical_response;
    std::random_device random;
    return m_times[random() % std::min(m_count, capacity)];
}

gateway::send_result decoy_verifier::send(const gateway::send_request& request, const std::stop_token& stop) {
    m_way = request.way;
    gateway::send_result result;
    const auto* const status = gateway::telesign::find_status(usual(m_way).of_send);
    if (pause(m_times.send.sample(), stop) && status != nullptr)
        put_status(result, *status);
    return result;
}

gateway::check_result decoy_verifier::check(std::string_view, std::string_view, const std::stop_token& stop) {
    gateway::check_result result;
    if (pause(m_times.check.sample(), stop))
        result.what = gateway::outcome::wrong;
    return result;
}

gateway::delivery_result decoy_verifier::delivery(std::string_view, const std::stop_token& stop) {
    gateway::delivery_result result;
    const auto* const status = gateway::telesign::find_status(usual(m_way).of_delivery);
    if (pause(m_times.check.sample(), stop) && status != nullptr) {
        put_status(result, *status);
        result.final = gateway::telesign::is_final(status->meaning);
    }
    return result;
}

tl::expected<void, std::string> decoy_verifier::complete(std::string_view, const std::stop_token&) {
    return {};
}

} // namespace policy
