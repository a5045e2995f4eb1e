// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "directory/phone_book.h"
#include "gateway/phone_lookup.h"
#include "gateway/verifier.h"

#include <atomic>
#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tests {

using gateway::channel;
using gateway::outcome;

/// Answers as the test has laid out; beyond that, every code is sent and "12345" is the right one.
class scripted_gateway final : public gateway::verifier {
public:
    gateway::send_result send(const gateway::send_request& request, const std::stop_token&) override {
        take_time();
        sent.push_back(request.channel);
        phones.emplace_back(request.phone_number);
        languages.emplace_back(request.language);
        addresses.emplace_back(request.originating_ip.value_or("(none)"));
        ++m_sends;
        m_sends.notify_all();
        if (outage)
            return *outage;
        const outcome what = take(send_outcomes, outcome::sent);
        gateway::send_result result;
        result.outcome = what;
        result.reference_id = "ABCDEF0123456789ABCDEF012345678" + std::to_string(sent.size() % 10);
        result.answered = answered;
        result.fate_unknown = fate_unknown;
        result.facts = facts;
        return result;
    }
    gateway::check_result check(std::string_view reference, std::string_view code,
                                const std::stop_token&) override {
        take_time();
        checked.emplace_back(code);
        references.emplace_back(reference);
        if (during_check)
            during_check();
        gateway::check_result result;
        if (outage) {
            result.outcome = outage->outcome;
            result.user_message = outage->user_message;
            result.answered = outage->answered;
            return result;
        }
        result.outcome = take(check_outcomes, code == "12345" ? outcome::valid : outcome::wrong);
        result.answered = answered;
        result.facts = facts;
        return result;
    }
    gateway::delivery_result delivery(std::string_view reference, const std::stop_token&) override {
        asked.emplace_back(reference);
        ++m_questions;
        m_questions.notify_all();
        if (deliveries.empty())
            return {};
        gateway::delivery_result first = std::move(deliveries.front());
        deliveries.pop_front();
        return first;
    }
    tl::expected<void, std::string> complete(std::string_view, const std::stop_token&) override { return {}; }
    gateway::send_result probe(const std::stop_token&) override {
        take_time();
        ++probes;
        return outage.value_or(up());
    }

    std::function<void()> take_time = [] {};    ///< of each request but delivery()
    std::optional<gateway::send_result> outage; ///< how every request ends
    unsigned probes = 0;
    std::deque<outcome> send_outcomes;
    std::deque<outcome> check_outcomes;
    std::function<void()> during_check; ///< between the request and its reply
    /// For the thread that plays the module.
    void wait_for_sends(unsigned count) { wait_for(m_sends, count); }
    void wait_for_questions(unsigned count) { wait_for(m_questions, count); }

    std::deque<gateway::delivery_result> deliveries; ///< beyond them: unavailable
    gateway::phone_facts facts;                      ///< in every reply
    bool answered = false;
    bool fate_unknown = false; ///< of what is sent
    std::vector<channel> sent;
    std::vector<std::string> phones;
    std::vector<std::string> languages;
    std::vector<std::string> addresses;
    std::vector<std::string> checked;
    std::vector<std::string> references;
    std::vector<std::string> asked; ///< references

private:
    static gateway::send_result up() {
        gateway::send_result result;
        result.outcome = outcome::sent;
        return result;
    }
    static void wait_for(std::atomic<unsigned>& counter, unsigned count) {
        for (unsigned seen = counter; seen < count; seen = counter)
            counter.wait(seen);
    }
    static outcome take(std::deque<outcome>& from, outcome otherwise) {
        if (from.empty())
            return otherwise;
        const outcome first = from.front();
        from.pop_front();
        return first;
    }

    std::atomic<unsigned> m_sends = 0;
    std::atomic<unsigned> m_questions = 0;
};

class scripted_phone_book final : public directory::phone_book {
public:
    [[nodiscard]] const directory::entry* find(std::string_view user) const override {
        const auto found = entries.find(std::string{user});
        return found == entries.end() ? nullptr : &found->second;
    }
    [[nodiscard]] bool complete() const override { return is_complete; }
    [[nodiscard]] std::size_t size() const override { return entries.size(); }

    std::map<std::string, directory::entry> entries;
    bool is_complete = true;
};

/// Knows of the phone what the test has laid out.
class scripted_lookup final : public gateway::phone_lookup {
public:
    gateway::lookup_result look_up(const gateway::lookup_request& request, const std::stop_token&) override {
        take_time();
        wanted.push_back(request.wanted);
        consents.push_back(request.consent);
        ported_within.push_back(request.ported_within);
        return found;
    }
    [[nodiscard]] unsigned requests_for(const gateway::lookup_set&) const override { return 1; }

    std::function<void()> take_time = [] {};
    gateway::lookup_result found = everything_known();
    std::vector<gateway::lookup_set> wanted;
    std::vector<std::optional<gateway::consent_record>> consents;
    std::vector<std::chrono::days> ported_within;

private:
    static gateway::lookup_result everything_known() {
        gateway::lookup_result result;
        result.complete = result.answered = true;
        result.requests = result.billed = 1;
        return result;
    }
};

} // namespace tests
