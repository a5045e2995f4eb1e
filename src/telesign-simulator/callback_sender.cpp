// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/callback_sender.h"

#include "support/log.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace simulator {

namespace {

constexpr std::chrono::seconds connect_timeout{2};
constexpr std::chrono::seconds answer_timeout{5};
constexpr std::array pauses{std::chrono::seconds{5}, std::chrono::seconds{10}, std::chrono::seconds{15}};
constexpr std::chrono::milliseconds poll_interval{20};
constexpr int taken = 200;

std::unique_ptr<httplib::ClientImpl> make_client(const url& destination) {
    std::unique_ptr<httplib::ClientImpl> client;
    if (destination.tls)
        client = std::make_unique<httplib::SSLClient>(destination.host, destination.port);
    else
        client = std::make_unique<httplib::ClientImpl>(destination.host, destination.port);
    client->set_connection_timeout(connect_timeout);
    client->set_read_timeout(answer_timeout);
    client->set_write_timeout(answer_timeout);
    client->set_url_encode(false);
    client->set_tcp_nodelay(true);
    return client;
}

} // namespace

callback_sender::callback_sender() : m_thread{[this] { run(); }} {}

callback_sender::~callback_sender() {
    stop();
}

void callback_sender::send(callback fresh) {
    const auto after = fresh.after;
    enqueue({.contents = std::move(fresh)}, after);
}

void callback_sender::enqueue(task fresh, std::chrono::milliseconds after) {
    const steady_time due = std::chrono::steady_clock::now() + after;
    const std::lock_guard lock{m_mutex};
    m_waiting.emplace(due, std::move(fresh));
    m_changed.notify_all();
}

bool callback_sender::is_stopping() {
    const std::lock_guard lock{m_mutex};
    return m_is_stopping;
}

void callback_sender::stop() {
    if (!m_thread.joinable())
        return;
    std::unique_lock lock{m_mutex};
    m_is_stopping = true;
    m_changed.notify_all();
    while (!m_has_stopped) { // again and again: httplib forgets a stop that comes before its connection
        if (m_client)
            m_client->stop();
        m_changed.wait_for(lock, poll_interval);
    }
    lock.unlock();
    m_thread.join();
}

void callback_sender::run() {
    std::unique_lock lock{m_mutex};
    while (!m_is_stopping) {
        if (m_waiting.empty()) {
            m_changed.wait(lock);
        } else if (const auto due = m_waiting.begin()->first; due > std::chrono::steady_clock::now()) {
            // in short pieces: a clock that somebody turns wakes nobody
            m_changed.wait_until(lock, std::min(due, std::chrono::steady_clock::now() + poll_interval));
        } else {
            task current = std::move(m_waiting.extract(m_waiting.begin()).mapped());
            m_client = make_client(current.contents.destination);
            lock.unlock();
            post(std::move(current));
            lock.lock();
            m_client.reset();
        }
    }
    m_has_stopped = true;
    m_changed.notify_all();
}

void callback_sender::post(task current) {
    const callback& contents = current.contents;
    httplib::Headers headers{{"Host", contents.destination.authority}};
    for (const auto& [name, value] : contents.credentials)
        headers.emplace(name, value);
    const auto result =
        m_client->Post(contents.destination.target, headers, contents.body, "application/json");
    if (result && result->status == taken)
        return;
    if (is_stopping()) // the end has cut it
        return;
    const std::string told =
        fmt::format("the callback about {} was not accepted by {}: {}", contents.reference_id,
                    contents.destination.authority,
                    result ? fmt::format("HTTP {}", result->status) : httplib::to_string(result.error()));
    if (current.tries <
        pauses.size()) { // before the log, so that whoever reads it knows when the next one comes
        const auto pause = pauses[current.tries++];
        enqueue(std::move(current), pause);
    }
    support::log(support::severity::warning, "{}", told);
}

} // namespace simulator
