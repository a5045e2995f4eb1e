// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "protocol/message.h"
#include "support/unique_fd.h"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace pam_test {

/// A message as the fake daemon got it.
struct received_message {
    protocol::message_type type = protocol::message_type::none;
    std::map<protocol::field_id, std::string> texts; ///< those present
    std::uint32_t flags = 0;
    std::uint32_t withheld = 0; ///< protocol::withheld; 0: the field did not come

    [[nodiscard]] bool has(protocol::field_id id) const { return texts.count(id) != 0; }
    [[nodiscard]] std::string text(protocol::field_id id) const { return has(id) ? texts.at(id) : ""; }
};

/// The fake daemon's end of one login. Nothing here fails by itself: what came is for the test to look at.
class peer {
public:
    peer(int connected, int stop, std::vector<received_message>& received)
        : m_socket{connected}, m_stop{stop}, m_received{received} {}

    /// Waits for a message and keeps it. False: the module has gone, or the test is over.
    bool receive();
    void accepted(std::uint32_t turn_limit = 20);
    void prompt(std::string_view text, std::uint32_t echo = 1);
    void verdict(protocol::result result, std::string_view text = {});
    void send(const protocol::writer& message) { send_bytes(message.data(), message.size()); }
    void send_bytes(const void* bytes, std::size_t size);
    void hang_up() { m_socket.reset(); }
    /// begin, accepted, one prompt and its answer: the usual way to a verdict.
    void ask_once(std::string_view text = "Code: ");

private:
    support::unique_fd m_socket;
    int m_stop;
    std::vector<received_message>& m_received;
};

/// Listens on a socket in a folder of its own and plays a script with the first login that comes.
class fake_daemon {
public:
    using script = std::function<void(peer&)>;

    /// An empty script: listens, never accepts. Throws std::system_error.
    explicit fake_daemon(script play, int backlog = 8);
    fake_daemon(const fake_daemon&) = delete;
    fake_daemon& operator=(const fake_daemon&) = delete;
    ~fake_daemon();

    [[nodiscard]] const std::string& socket_path() const { return m_path; }
    /// The module's argument that leads here.
    [[nodiscard]] std::string argument() const { return "socket=" + m_path; }

    /// Waits until the script has come to its end.
    void finish();
    /// What came, in order, once the script has come to its end.
    const std::vector<received_message>& received();

private:
    void serve(const script& play);

    std::string m_folder;
    std::string m_path;
    support::unique_fd m_listener;
    support::unique_fd m_stop; // readable when the test is over
    std::vector<received_message> m_received;
    std::thread m_thread;
};

} // namespace pam_test
