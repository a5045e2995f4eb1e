// SPDX-License-Identifier: BSD-3-Clause
// What a daemon, or whoever is in its place, can send to the module, which runs whole but for libpam and the
// socket's other end: these are here. An input is what the person types (a line each, four times), and then
// packets, each behind two bytes: 1 to send it without waiting for the module's answer, and its length, 0 for
// what is left.
#include "fuzz.h"
#include "pam_telesign/log.h"
#include "pam_telesign/login.h"

#include <algorithm>
#include <array>
#include <cstdarg>
#include <cstring>
#include <vector>

#include <sys/socket.h>

namespace {

using fuzz::require;
using protocol::field_id;
using protocol::message_type;

constexpr std::size_t most_packets = 16;
constexpr const char* password = "hunter2 is no code";
constexpr const char* user = "alice";

struct packet {
    bool at_once = false;
    std::string bytes;
};

/// The daemon's side of the one login of an input, and what it has seen.
struct daemon_side {
    support::unique_fd socket;
    std::vector<packet> packets;
    std::size_t sent = 0;
    std::array<std::string, 4> typed;
    std::size_t prompts = 0;
    bool answered = false; ///< by a text that was not withheld
    bool granted = false;  ///< by a whole verdict, after such an answer
    bool ignored = false;  ///< by a whole verdict
};

daemon_side* current = nullptr;

void send_packet(const packet& next) {
    static_cast<void>(
        ::send(current->socket.get(), next.bytes.data(), next.bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT));
    protocol::reader read;
    if (read.parse(reinterpret_cast<const unsigned char*>(next.bytes.data()), next.bytes.size()) !=
            protocol::parse_error::none ||
        read.type() != message_type::verdict)
        return;
    const auto result = static_cast<protocol::result>(read.number(field_id::result));
    current->granted = current->granted || (result == protocol::result::granted && current->answered);
    current->ignored = current->ignored || result == protocol::result::ignored;
}

/// Sends up to the next prompt, or to the end, and then no more: the module shall never have to wait.
void go_on() {
    constexpr unsigned char prompt = 3;
    bool is_at_prompt = false;
    while (current->sent < current->packets.size() &&
           (!is_at_prompt || current->packets[current->sent].at_once)) {
        const packet& next = current->packets[current->sent++];
        send_packet(next);
        is_at_prompt = is_at_prompt || (next.bytes.size() > 7 && next.bytes[7] == prompt);
    }
    if (current->sent == current->packets.size())
        ::shutdown(current->socket.get(), SHUT_WR);
}

void look_at_sent(const void* bytes, std::size_t size) {
    protocol::reader read;
    require(read.parse(static_cast<const unsigned char*>(bytes), size) == protocol::parse_error::none,
            "what the module sends is a message");
    const auto text = read.text(field_id::text);
    require(text.empty() || (text != password && text != user),
            "neither password nor name leaves the module");
    if (read.type() == message_type::answer)
        current->answered = !read.has(field_id::withheld);
}

int converse(int, const pam_message** messages, pam_response** responses, void*) {
    *responses = static_cast<pam_response*>(std::calloc(1, sizeof(pam_response)));
    if (messages[0]->msg_style != PAM_PROMPT_ECHO_ON && messages[0]->msg_style != PAM_PROMPT_ECHO_OFF)
        return PAM_SUCCESS;
    const std::string& typed = current->typed.at(current->prompts++ % current->typed.size());
    if (typed == "hang up")
        return PAM_CONV_ERR;
    (*responses)->resp = ::strdup(typed.c_str());
    return PAM_SUCCESS;
}

const pam_conv person{converse, nullptr};

void read_input(daemon_side& into, std::string_view rest) {
    for (std::string& each : into.typed)
        each = fuzz::take_until(rest, '\n');
    while (!rest.empty() && into.packets.size() < most_packets) {
        const bool at_once = (fuzz::take_byte(rest) & 1U) != 0;
        const std::size_t length = fuzz::take_byte(rest);
        into.packets.push_back({at_once, std::string{rest.substr(0, length == 0 ? rest.size() : length)}});
        rest.remove_prefix(std::min(into.packets.back().bytes.size(), rest.size()));
    }
}

} // namespace

/// In log.cpp's place: a line is looked at, and not written.
void pam_telesign::log_line(const pam_handle_t*, int, const char* format, ...) noexcept {
    std::array<char, 2048> line{};
    va_list arguments;
    va_start(arguments, format);
    static_cast<void>(std::vsnprintf(line.data(), line.size(), format, arguments));
    va_end(arguments);
    require(std::strstr(line.data(), password) == nullptr, "no password is logged");
}

// libpam's, as the module calls it.
extern "C" {

int pam_get_item(const pam_handle_t*, int item, const void** held) {
    *held = item == PAM_SERVICE   ? "sudo"
            : item == PAM_USER    ? user
            : item == PAM_AUTHTOK ? password
            : item == PAM_CONV    ? static_cast<const void*>(&person)
                                  : nullptr;
    return PAM_SUCCESS;
}

int pam_get_user(pam_handle_t*, const char** name, const char*) {
    *name = user;
    return PAM_SUCCESS;
}

const char* pam_strerror(pam_handle_t*, int) {
    return "an error";
}

/// In connect(2)'s place (ld's --wrap): the daemon has accepted at once.
int __wrap_connect(int socket, const sockaddr*, socklen_t) { // NOLINT(*-reserved-identifier)
    int ends[2] = {-1, -1};
    require(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0, "sockets can be made");
    require(::dup3(ends[0], socket, O_CLOEXEC) == socket && ::close(ends[0]) == 0,
            "sockets can be exchanged");
    current->socket = support::unique_fd{ends[1]};
    return 0;
}

ssize_t __real_send(int socket, const void* bytes, size_t size, int flags); // NOLINT(*-reserved-identifier)

/// In send(2)'s place: telesignd goes on when the module has answered.
ssize_t __wrap_send(int socket, const void* bytes, size_t size, int flags) { // NOLINT(*-reserved-identifier)
    const ssize_t sent = __real_send(socket, bytes, size, flags);
    if (sent < 0 || socket == current->socket.get())
        return sent;
    look_at_sent(bytes, size);
    go_on();
    return sent;
}
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    daemon_side daemon;
    current = &daemon;
    read_input(daemon, fuzz::as_text(data, size));
    pam_telesign::arguments settings;
    settings.timeout = 30;
    auto* const handle = reinterpret_cast<pam_handle_t*>(&daemon); // only ever handed back
    const int code = pam_telesign::login{handle, settings, 0}.run();
    require(code != PAM_SUCCESS || daemon.granted, "a login succeeds by a verdict after an answer only");
    require(code != PAM_IGNORE || daemon.ignored, "a login is passed over by a verdict only");
    return 0;
}
