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

void tally::add(manner kind, std::string_view end) {
    const std::lock_guard lock{m_mutex};
    ++m_counts[kind][std::string{end}];
    ++m_logins;
    m_unanswered += end == no_verdict || end == not_connected ? 1 : 0;
}

void tally::add_violation(const std::string& what) {
    const std::lock_guard lock{m_mutex};
    m_violations.push_back(what);
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
        text << "  " << manner_names.at(static_cast<std::size_t>(kind)) << ':';
        for (const auto& [end, count] : ends)
            text << ' ' << end << ' ' << count;
        text << '\n';
    }
    return text.str();
}

void person::log_in(const user& who) {
    run(static_cast<manner>(roll(manner_names.size())), who);
}

bool person::log_in_rightly(const user& who) {
    client with{m_socket};
    with.begin("sshd", who.name, "192.0.2.1");
    const typed_codes typed = converse(with, who, manner::right);
    conclude(manner::right, who, typed);
    return typed.end.type == message_type::verdict && typed.end.result == result::granted;
}

void person::run(manner kind, const user& who) {
    if (kind == manner::crowd)
        return crowd(who);
    if (kind == manner::silent)
        return stay_silent();
    client with{m_socket};
    if (!with.is_connected())
        return m_counts.add(kind, not_connected);
    with.begin(roll(2) == 0 ? "sshd" : "sudo", who.name, source());
    if (kind == manner::hang_up) {
        with.hang_up();
        return m_counts.add(kind, "hung_up");
    }
    conclude(kind, who, converse(with, who, kind));
}

/// Logins of one user that are under way together, so that they join one code, and answer together.
void person::crowd(const user& who) {
    std::array<client, 3> all{client{m_socket}, client{m_socket}, client{m_socket}};
    const std::string from = source();
    for (client& each : all)
        each.begin("sshd", who.name, from);
    for (client& each : all)
        conclude(manner::crowd, who, converse(each, who, manner::wrong_then_right));
}

/// Connects and says nothing, now and then for so long that telesignd hangs up.
void person::stay_silent() {
    client with{m_socket};
    static_cast<void>(with.receive(std::chrono::milliseconds{roll(8) == 0 ? 7000 : roll(500)}));
    m_counts.add(manner::silent, "silent");
}

person::typed_codes person::converse(client& with, const user& who, manner kind) {
    typed_codes typed;
    for (unsigned prompt = 0; prompt < most_prompts; ++prompt) {
        typed.end = with.receive();
        if (typed.end.type != message_type::prompt)
            return typed;
        if (kind == manner::hang_up_amid) {
            with.hang_up();
            return typed;
        }
        if (kind == manner::cancel) {
            with.cancel();
            continue;
        }
        typed.last = to_type(who, kind, prompt);
        with.answer(typed.last);
    }
    return typed;
}

std::string person::to_type(const user& who, manner kind, unsigned prompt) {
    const bool is_wrong = kind == manner::wrong || kind == manner::repeated ||
                          (kind == manner::wrong_then_right && prompt == 0);
    if (kind == manner::repeated)
        return "00000";
    if (is_wrong)
        return wrong_code(who);
    if (kind == manner::resend && prompt == 0)
        return "resend";
    const std::string code = who.phone.empty() ? "" : m_phones.last_code(who.phone, for_a_code);
    return code.empty() ? wrong_code(who) : code;
}

/// One that the phone has never got.
std::string person::wrong_code(const user& who) {
    for (;;) {
        std::string code = std::to_string(10000 + roll(90000));
        if (who.phone.empty() || !m_phones.has(who.phone, code))
            return code;
    }
}

void person::conclude(manner kind, const user& who, const typed_codes& typed) {
    if (kind == manner::hang_up_amid && typed.end.type == message_type::prompt)
        return m_counts.add(kind, "hung_up");
    if (typed.end.type != message_type::verdict)
        return m_counts.add(kind, no_verdict);
    m_counts.add(kind, protocol::describe(typed.end.result));
    const bool lets_in = typed.end.result == result::granted || typed.end.result == result::ignored;
    if (lets_in && (who.phone.empty() || !m_phones.has(who.phone, typed.last)))
        m_counts.add_violation(who.name + " was let in by \"" + typed.last + "\", which no phone has got");
}

std::string person::source() {
    const unsigned number = roll(16);
    return number == 0 ? "" : "198.51.100." + std::to_string(number);
}

} // namespace soak
