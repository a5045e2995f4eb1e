// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/handover.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <stdexcept>

#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/mman.h>
#include <sys/stat.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

// Times are the monotonic clock's, which goes on over execve(2).
template <>
struct nlohmann::adl_serializer<std::chrono::steady_clock::time_point> {
    using time_point = std::chrono::steady_clock::time_point;
    static void to_json(json& into, const time_point& time) { into = time.time_since_epoch().count(); }
    static void from_json(const json& from, time_point& time) {
        time = time_point{time_point::duration{from.get<time_point::rep>()}};
    }
};

template <>
struct nlohmann::adl_serializer<std::chrono::steady_clock::duration> {
    using duration = std::chrono::steady_clock::duration;
    static void to_json(json& into, const duration& time) { into = time.count(); }
    static void from_json(const json& from, duration& time) { time = duration{from.get<duration::rep>()}; }
};

// As CBOR (RFC 8949): PAM items may be any bytes, which JSON could not hold.
namespace telesignd {

using nlohmann::json;

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(peer, pid, uid)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(login_request, service, user, ruser, rhost, tty, flags)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(pending_codes::place, account, service, source, caller, phone,
                                   unprivileged)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(audit_record, user, account, reference_id, detail, risk, sends, lookups,
                                   attempts)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(recovery_question, until, no_codes, result, reason, text, detail)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(open_question, is_known, is_lost, is_final, phone, has_joined, had_code,
                                   text_only, until, resends_left, no_codes, empty_answers, has_repeated,
                                   has_typed)

namespace {

/// Of what is in the file. One with another format is read for its "sockets" only.
constexpr int format = 2;

gateway::channel channel_from(const json& from) {
    using gateway::channel;
    for (const channel each : {channel::smart, channel::voice, channel::sms})
        if (from == gateway::name_of(each))
            return each;
    throw std::out_of_range{"an unknown channel"};
}

json to_json(const pending_code& code) {
    const pending_code::history past = code.past();
    json wrong = json::array();
    for (const support::secret& each : past.wrong)
        wrong.emplace_back(std::string{each.view()});
    return {{"channel", gateway::name_of(code.channel)},
            {"reference_id", code.reference_id},
            {"sent_at", code.sent_at},
            {"is_own", code.is_own},
            {"attempts", past.attempts},
            {"is_closed", past.is_closed},
            {"wrong", std::move(wrong)}};
}

std::shared_ptr<pending_code> code_from(const json& from) {
    const unsigned attempts = from.at("attempts");
    auto code = std::make_shared<pending_code>(channel_from(from.at("channel")), from.at("reference_id"),
                                               from.at("sent_at"), attempts, from.at("is_own"));
    pending_code::history past{attempts, from.at("is_closed"), {}};
    for (const json& each : from.at("wrong"))
        past.wrong.emplace_back(each.get_ref<const std::string&>());
    code->restore(std::move(past));
    return code;
}

/// The codes of a file, each once: logins name them by number, so that those who share one still do.
class code_table {
public:
    code_table() = default;
    explicit code_table(const json& from) {
        for (const json& each : from)
            m_codes.push_back(code_from(each));
    }

    /// null: none.
    json number_of(const std::shared_ptr<pending_code>& code) {
        if (code == nullptr)
            return nullptr;
        const auto [found, is_new] = m_numbers.emplace(code.get(), m_codes.size());
        if (is_new)
            m_codes.push_back(code);
        return found->second;
    }
    [[nodiscard]] std::shared_ptr<pending_code> code_of(const json& number) const {
        return m_codes.at(number.get<std::size_t>());
    }
    [[nodiscard]] json all() const {
        json all = json::array();
        for (const auto& each : m_codes)
            all.push_back(to_json(*each));
        return all;
    }

private:
    std::vector<std::shared_ptr<pending_code>> m_codes;
    std::map<const pending_code*, std::size_t> m_numbers;
};

json to_json(const pending_login& login, code_table& codes) {
    const open_question& question = login.question;
    return {{"socket", login.socket.get()},
            {"caller", login.caller},
            {"request", login.request},
            {"record", login.record},
            {"channel", login.record.channel.empty() ? json() : json(std::string{login.record.channel})},
            {"question", question},
            {"code", codes.number_of(question.code)},
            {"recovery", question.recovery ? json(*question.recovery) : json()},
            {"refused_until", question.recovery && question.recovery->refused_until
                                  ? json(question.recovery->refused_until->time_since_epoch().count())
                                  : json()}};
}

/// `sockets` has the descriptors that are open, and loses the login's.
pending_login login_from(const json& from, const code_table& codes,
                         std::map<int, support::unique_fd>& sockets) {
    pending_login login{{}, from.at("caller"), from.at("request"), from.at("record"), from.at("question")};
    if (!from.at("channel").is_null())
        login.record.channel = gateway::name_of(channel_from(from.at("channel")));
    open_question& question = login.question;
    if (!from.at("code").is_null())
        question.code = codes.code_of(from.at("code"));
    if (!from.at("recovery").is_null())
        question.recovery = from.at("recovery").get<recovery_question>();
    const auto refused_until = from.find("refused_until"); // an older telesignd writes none
    if (question.recovery && refused_until != from.end() && !refused_until->is_null())
        question.recovery->refused_until =
            std::chrono::sys_seconds{std::chrono::seconds{refused_until->get<std::int64_t>()}};
    using protocol::result;
    if (question.recovery
            ? question.recovery->result == result::granted || question.recovery->result == result::ignored
            : question.code == nullptr)
        throw std::out_of_range{"an impossible question"};
    login.socket = std::move(sockets.at(from.at("socket").get<int>()));
    return login;
}

/// Beyond what systemd passes: there it would be taken for a listening socket.
constexpr int first_free = SD_LISTEN_FDS_START + 1;

bool keep_at_exec(support::unique_fd& descriptor) {
    if (descriptor.get() < first_free)
        descriptor.reset(::fcntl(descriptor.get(), F_DUPFD_CLOEXEC, first_free));
    return descriptor && ::fcntl(descriptor.get(), F_SETFD, 0) == 0;
}

bool write_all(int file, const std::vector<std::uint8_t>& bytes) {
    std::size_t written = 0;
    while (written < bytes.size()) {
        const ssize_t part = ::write(file, bytes.data() + written, bytes.size() - written);
        if (part < 0 && errno != EINTR)
            return false;
        written += static_cast<std::size_t>(std::max<ssize_t>(part, 0));
    }
    return true;
}

json read_all(int file) {
    struct stat found {};
    if (::fstat(file, &found) != 0 || !S_ISREG(found.st_mode))
        throw std::runtime_error{"it is not a file"};
    std::vector<std::uint8_t> bytes(static_cast<std::size_t>(found.st_size));
    std::size_t got = 0;
    while (got < bytes.size()) {
        const ssize_t part = ::pread(file, bytes.data() + got, bytes.size() - got, static_cast<off_t>(got));
        if (part == 0 || (part < 0 && errno != EINTR))
            throw std::runtime_error{"it cannot be read"};
        got += static_cast<std::size_t>(std::max<ssize_t>(part, 0));
    }
    return json::from_cbor(bytes);
}

handover read(const json& from) {
    std::map<int, support::unique_fd> sockets;
    for (const json& each : from.at("sockets")) {
        const auto socket = each.get<int>();
        if (socket >= first_free && ::fcntl(socket, F_SETFD, FD_CLOEXEC) == 0)
            sockets.try_emplace(socket, socket);
    }
    if (from.at("format") != format)
        throw std::runtime_error{fmt::format("it has format {}, and this telesignd reads {}",
                                             from.at("format").get<int>(), format)};
    const code_table codes{from.at("codes")};
    handover left;
    const json& times = from.at("times");
    times.at("send").get_to(left.times.send);
    times.at("check").get_to(left.times.check);
    times.at("lookup").get_to(left.times.lookup);
    for (const json& each : from.at("logins"))
        left.logins.push_back(login_from(each, codes, sockets));
    for (const json& each : from.at("open_codes"))
        left.codes.emplace_back(each.at("place").get<pending_codes::place>(), codes.code_of(each.at("code")));
    return left;
}

} // namespace

tl::expected<support::unique_fd, std::string> write_handover(handover& left) try {
    const auto failure = [](const char* what) {
        return tl::unexpected{fmt::format("{}: {}", what, ::strerrordesc_np(errno))};
    };
    support::unique_fd file{::memfd_create("telesignd-handover", MFD_CLOEXEC)};
    if (!file || !keep_at_exec(file))
        return failure("memfd_create");
    code_table codes;
    json sockets = json::array();
    json logins = json::array();
    for (pending_login& each : left.logins) {
        if (!keep_at_exec(each.socket))
            return failure("a login's connection");
        sockets.push_back(each.socket.get());
        logins.push_back(to_json(each, codes));
    }
    json open = json::array();
    for (const auto& [place, code] : left.codes)
        open.push_back({{"place", place}, {"code", codes.number_of(code)}});
    const json whole{
        {"format", format},
        {"sockets", std::move(sockets)},
        {"logins", std::move(logins)},
        {"open_codes", std::move(open)},
        {"codes", codes.all()},
        {"times", {{"send", left.times.send}, {"check", left.times.check}, {"lookup", left.times.lookup}}}};
    if (!write_all(file.get(), json::to_cbor(whole)))
        return failure("its file in memory");
    return file;
} catch (const std::exception& problem) {
    return tl::unexpected{std::string{problem.what()}};
}

tl::expected<handover, std::string> read_handover(support::unique_fd file) {
    try {
        return read(read_all(file.get()));
    } catch (const std::exception& problem) {
        return tl::unexpected{std::string{problem.what()}};
    }
}

} // namespace telesignd
