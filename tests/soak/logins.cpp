// SPDX-License-Identifier: BSD-3-Clause
#include "soak/logins.h"

#include <algorithm>
#include <sstream>
#include <thread>

namespace soak {

using protocol::message_type;
using protocol::result;

namespace {

constexpr std::chrono::milliseconds for_a_code{300};
constexpr unsigned most_prompts = 12;
constexpr std::string_view no_verdict = "no_verdict";
constexpr std::string_view not_connected = "not_connected";

} // namespace

void tally::add(scenario kind, std::string_view end) {
    const std::lock_guard lock{m_mutex};
    ++m_counts[kind][std::string{end}];
    ++m_logins;
    m_unanswered += end == no_verdict || end == not_connected ? 1 : 0;
}

void tally::add_violation(const std::string& violation) {
    const std::lock_guard lock{m_mutex};
    m_violations.push_back(violation);
}

std::vector<std::string> tally::violations() const {
    const std::lock_guard lock{m_mutex};
    return m_violations;
}

std::size_t tally::logins() const {
    const std::lock_guard lock{m_mutex};
    return m_logins;
}

std::size_t tally::unanswered() const {
    const std::lock_guard lock{m_mutex};
    return m_unanswered;
}

std::string tally::table() const {
    const std::lock_guard lock{m_mutex};
    std::ostringstream text;
    for (const auto& [kind, ends] : m_counts) {
        text << "  " << scenario_names.at(static_cast<std::size_t>(kind)) << ':';
        for (const auto& [end, count] : ends)
            text << ' ' << end << ' ' << count;
        text << '\n';
    }
    return text.str();
}

void person::log_in(const user& subject) {
    run(static_cast<scenario>(roll(scenario_names.size())), subject);
}

bool person::log_in_with_right_code(const user& subject) {
    client connection{m_socket};
    connection.begin("sshd", subject.name, "192.0.2.1");
    const typed_codes typed = converse(connection, subject, scenario::right);
    conclude(scenario::right, subject, typed);
    return typed.end.type == message_type::verdict && typed.end.result == result::granted;
}

void person::run(scenario kind, const user& subject) {
    if (kind == scenario::crowd)
        return crowd(subject);
    if (kind == scenario::silent)
        return stay_silent();
    client connection{m_socket};
    if (!connection.is_connected())
        return m_counts.add(kind, not_connected);
    connection.begin(roll(2) == 0 ? "sshd" : "sudo", subject.name, source());
    if (kind == scenario::hang_up) {
        connection.hang_up();
        return m_counts.add(kind, "hung_up");
    }
    conclude(kind, subject, converse(connection, subject, kind));
}

/// Logins of one user that are under way together, so that they join one code, and answer together.
void person::crowd(const user& subject) {
    std::array<client, 3> all{client{m_socket}, client{m_socket}, client{m_socket}};
    const std::string from = source();
    for (client& each : all)
        each.begin("sshd", subject.name, from);
    for (client& each : all)
        conclude(scenario::crowd, subject, converse(each, subject, scenario::wrong_then_right));
}

/// Connects and says nothing, now and then for so long that telesignd hangs up.
void person::stay_silent() {
    client connection{m_socket};
    static_cast<void>(connection.receive(std::chrono::milliseconds{roll(8) == 0 ? 7000 : roll(500)}));
    m_counts.add(scenario::silent, "silent");
}

person::typed_codes person::converse(client& connection, const user& subject, scenario kind) {
    typed_codes typed;
    for (unsigned prompt = 0; prompt < most_prompts; ++prompt) {
        typed.end = connection.receive();
        if (typed.end.type != message_type::prompt)
            return typed;
        if (kind == scenario::hang_up_midway) {
            connection.hang_up();
            return typed;
        }
        if (kind == scenario::cancel) {
            connection.cancel();
            continue;
        }
        typed.last = to_type(subject, kind, prompt);
        connection.answer(typed.last);
    }
    return typed;
}

std::string person::to_type(const user& subject, scenario kind, unsigned prompt) {
    const bool is_wrong = kind == scenario::wrong || kind == scenario::repeated ||
                          (kind == scenario::wrong_then_right && prompt == 0);
    if (kind == scenario::repeated)
        return "00000";
    if (is_wrong)
        return wrong_code(subject);
    if (kind == scenario::resend && prompt == 0)
        return "resend";
    const std::string code = subject.phone.empty() ? "" : m_phones.last_code(subject.phone, for_a_code);
    return code.empty() ? wrong_code(subject) : code;
}

/// One that the phone has never got.
std::string person::wrong_code(const user& subject) {
    for (;;) {
        std::string code = std::to_string(10000 + roll(90000));
        if (subject.phone.empty() || !m_phones.has(subject.phone, code))
            return code;
    }
}

void person::conclude(scenario kind, const user& subject, const typed_codes& typed) {
    if (kind == scenario::hang_up_midway && typed.end.type == message_type::prompt)
        return m_counts.add(kind, "hung_up");
    if (typed.end.type != message_type::verdict)
        return m_counts.add(kind, no_verdict);
    m_counts.add(kind, protocol::describe(typed.end.result));
    const bool lets_in = typed.end.result == result::granted || typed.end.result == result::ignored;
    if (lets_in && (subject.phone.empty() || !m_phones.has(subject.phone, typed.last)))
        m_counts.add_violation(subject.name + " was let in by \"" + typed.last +
                               "\", which no phone has got");
}

std::string person::source() {
    const unsigned number = roll(16);
    return number == 0 ? "" : "198.51.100." + std::to_string(number);
}

} // namespace soak
