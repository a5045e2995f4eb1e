// SPDX-License-Identifier: BSD-3-Clause
#include "pam/fake_daemon.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <system_error>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace pam_test {
namespace {

using protocol::field_id;
using protocol::message_type;

int check(int result, const char* operation) {
    if (result < 0)
        throw std::system_error{errno, std::generic_category(), operation};
    return result;
}

/// False when the test is over before `descriptor` is readable.
bool wait_readable(int descriptor, int stop) {
    pollfd watched[] = {{descriptor, POLLIN, 0}, {stop, POLLIN, 0}};
    while (::poll(watched, 2, -1) < 0)
        if (errno != EINTR)
            return false;
    return watched[0].revents != 0;
}

} // namespace

bool peer::receive() {
    unsigned char packet[protocol::max_message];
    if (!wait_readable(m_socket.get(), m_stop))
        return false;
    const ssize_t size = ::recv(m_socket.get(), packet, sizeof packet, 0);
    protocol::reader reader;
    if (size <= 0 || reader.parse(packet, static_cast<std::size_t>(size)) != protocol::parse_error::none)
        return false;
    received_message message{
        reader.type(), {}, reader.number(field_id::flags), reader.number(field_id::withheld)};
    for (const field_id id :
         {field_id::service, field_id::user, field_id::ruser, field_id::rhost, field_id::tty, field_id::text,
          field_id::verb, field_id::phone, field_id::reference, field_id::code})
        if (reader.has(id))
            message.texts.emplace(id, reader.text(id));
    m_received.push_back(message);
    return true;
}

void peer::accepted(std::uint32_t turn_limit) {
    send(protocol::writer{message_type::accepted}.number(field_id::turn_limit, turn_limit));
}

void peer::prompt(std::string_view text, std::uint32_t echo) {
    send(protocol::writer{message_type::prompt}.number(field_id::echo, echo).text(field_id::text, text));
}

void peer::verdict(protocol::result result, std::string_view text) {
    protocol::writer message{message_type::verdict};
    message.number(field_id::result, static_cast<std::uint32_t>(result));
    if (!text.empty())
        message.text(field_id::text, text);
    send(message);
}

void peer::send_bytes(const void* bytes, std::size_t size) {
    ::send(m_socket.get(), bytes, size, MSG_NOSIGNAL); // a module that has gone is not this side's business
}

void peer::ask_once(std::string_view text) {
    receive();
    accepted();
    prompt(text);
    receive();
}

fake_daemon::fake_daemon(script play, int backlog) {
    char folder[] = "/tmp/fake_telesignd.XXXXXX";
    if (::mkdtemp(folder) == nullptr)
        throw std::system_error{errno, std::generic_category(), folder};
    m_folder = folder;
    m_path = m_folder + "/telesignd.sock";
    m_stop.reset(check(::eventfd(0, EFD_CLOEXEC), "eventfd"));
    m_listener.reset(check(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0), "socket"));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, m_path.c_str(), sizeof address.sun_path - 1);
    check(::bind(m_listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), "bind");
    check(::listen(m_listener.get(), backlog), "listen");
    if (play)
        m_thread = std::thread{[this, play = std::move(play)] { serve(play); }};
}

fake_daemon::~fake_daemon() {
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = ::write(m_stop.get(), &one, sizeof one);
    finish();
    ::unlink(m_path.c_str());
    ::rmdir(m_folder.c_str());
}

void fake_daemon::serve(const script& play) {
    if (!wait_readable(m_listener.get(), m_stop.get()))
        return;
    const int connected = ::accept4(m_listener.get(), nullptr, nullptr, SOCK_CLOEXEC);
    if (connected < 0)
        return;
    peer module{connected, m_stop.get(), m_received};
    play(module);
}

void fake_daemon::finish() {
    if (m_thread.joinable())
        m_thread.join();
}

const std::vector<received_message>& fake_daemon::received() {
    finish();
    return m_received;
}

} // namespace pam_test
