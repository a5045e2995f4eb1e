// SPDX-License-Identifier: BSD-3-Clause
// What a program can send to telesignd. An input is packets, each behind one byte: its length, or 0 for what
// is left.
#include "fuzz.h"
#include "protocol/message.h"
#include "telesignd/conversation.h"

#include <algorithm>
#include <chrono>
#include <vector>

#include <sys/socket.h>

namespace {

using fuzz::require;
using protocol::field_id;
using protocol::message_type;
using telesignd::no_answer;

constexpr std::size_t most_packets = 8;

std::vector<std::string> split(std::string_view rest) {
    std::vector<std::string> result;
    while (!rest.empty() && result.size() < most_packets) {
        const std::size_t length = fuzz::take_byte(rest);
        result.emplace_back(rest.substr(0, length == 0 ? rest.size() : length));
        rest.remove_prefix(std::min(result.back().size(), rest.size()));
    }
    return result;
}

const unsigned char* bytes_of(const std::string& text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned number_at(const std::string& packet, std::size_t at) {
    return static_cast<unsigned>(bytes_of(packet)[at] << 8U) | bytes_of(packet)[at + 1];
}

/// Writes what was read, in the order in which the packet has it.
void look_at_packet(const std::string& packet) {
    protocol::reader read;
    const auto error = read.parse(bytes_of(packet), packet.size());
    if (error != protocol::parse_error::none) {
        require(read.type() == message_type::none, "a message is taken whole or not at all");
        for (unsigned id = 1; id <= protocol::field_count; ++id)
            require(!read.has(static_cast<field_id>(id)), "a message that is refused has no fields");
        return;
    }
    protocol::writer again{read.type()};
    for (std::size_t at = protocol::header_size; at < packet.size(); at += 4 + number_at(packet, at + 2)) {
        const auto id = static_cast<field_id>(number_at(packet, at));
        const protocol::field_rule* const rule = protocol::rule_for(read.type(), id);
        require(rule != nullptr && read.has(id), "a field that was taken is one that the message has");
        if (rule->kind == protocol::field_kind::number)
            again.number(id, read.number(id));
        else
            again.text(id, read.text(id));
    }
    require(again.good() &&
                std::equal(
                    packet.begin(), packet.end(), again.data(), again.data() + again.size(),
                    [](char one, unsigned char other) { return static_cast<unsigned char>(one) == other; }),
            "what can be read is written the same");
}

/// The daemon's end of a connection whose other end this target holds.
class connection {
public:
    connection() {
        int ends[2] = {-1, -1};
        require(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0, "sockets can be made");
        m_program = support::unique_fd{ends[0]};
        m_daemon = support::unique_fd{ends[1]};
    }
    [[nodiscard]] support::unique_fd daemon() { return std::move(m_daemon); }
    void send(const std::string& packet) const {
        require(::send(m_program.get(), packet.data(), packet.size(), MSG_NOSIGNAL | MSG_DONTWAIT) ==
                    static_cast<ssize_t>(packet.size()),
                "a packet can be sent");
    }

private:
    support::unique_fd m_program;
    support::unique_fd m_daemon;
};

message_type type_of(const std::string& packet) {
    protocol::reader read;
    return read.parse(bytes_of(packet), packet.size()) == protocol::parse_error::none ? read.type()
                                                                                      : message_type::none;
}

void look_at_request(const telesignd::first_message& request, const std::string& packet) {
    const bool is_command = std::holds_alternative<telesignd::command_request>(request);
    require(type_of(packet) == (is_command ? message_type::command : message_type::begin),
            "a request is what the packet says");
    const auto* const login = std::get_if<telesignd::login_request>(&request);
    require(login == nullptr || (!login->service.empty() && !login->user.empty()),
            "a login has a service and a user");
}

/// As telesignd goes through a login that only ever asks.
void converse(const std::vector<std::string>& packets) {
    connection program;
    telesignd::conversation daemon{program.daemon(), -1};
    const auto soon = [] { return std::chrono::steady_clock::now() + std::chrono::seconds{5}; };
    for (std::size_t at = 0; at < packets.size(); ++at) {
        program.send(packets[at]);
        if (at == 0) {
            const auto request = daemon.receive_request(soon());
            if (!request)
                return daemon.send_verdict(protocol::result::service_error, daemon.fault().substr(0, 100));
            look_at_request(*request, packets[at]);
            daemon.send_accepted(std::chrono::seconds{20});
        } else {
            const auto typed = daemon.await_answer(soon());
            require(typed || typed.error() != no_answer::timed_out, "a packet that has come is read");
            require(!typed || type_of(packets[at]) == message_type::answer,
                    "an answer is what the packet says");
            if (!typed)
                return daemon.send_verdict(protocol::result::denied, {});
        }
        daemon.ask("Code?", true);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto packets = split(fuzz::as_text(data, size));
    for (const std::string& each : packets)
        look_at_packet(each);
    if (!packets.empty())
        converse(packets);
    return 0;
}
