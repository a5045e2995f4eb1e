// SPDX-License-Identifier: BSD-3-Clause
#include "test_environment/test_environment.h"
#include "built_files.h"

#include "secret_scan/secret_scan.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <thread>

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <unistd.h>

namespace tests {

namespace {

template <typename Condition, typename Describe>
void wait_until(Condition condition, Describe describe) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{60};
    while (!condition()) {
        if (std::chrono::steady_clock::now() > until)
            throw std::runtime_error{"did not come: " + describe()};
        std::this_thread::sleep_for(std::chrono::milliseconds{2});
    }
}

/// The whole lines of a file, as JSON; lines of another kind are left out.
std::vector<nlohmann::json> json_lines(const std::string& path) {
    const std::string all = read_file(path);
    std::istringstream lines{all.substr(0, all.rfind('\n') + 1)}; // the last may be half written
    std::vector<nlohmann::json> result;
    for (std::string line; std::getline(lines, line);)
        if (auto parsed = nlohmann::json::parse(line, nullptr, false); parsed.is_object())
            result.push_back(std::move(parsed));
    return result;
}

} // namespace

void write_file(const std::string& path, std::string_view text) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    const bool written = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    if (file < 0 || ::close(file) != 0 || !written)
        throw std::runtime_error{"cannot write " + path};
}

std::string read_file(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

test_environment::test_environment(const environment_options& options)
    : m_folder{"/tmp/telesign-test-XXXXXX"}, m_has_fake_clock{options.fake_clock} {
    if (::mkdtemp(m_folder.data()) == nullptr)
        throw std::runtime_error{"mkdtemp"};
    try {
        run({"/usr/bin/openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
             "-nodes", "-keyout", path("key.pem"), "-out", path("cert.pem"), "-days", "4000", "-subj",
             "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"});
        if (m_has_fake_clock)
            advance_clock(std::chrono::seconds{0});
        if (options.callbacks)
            m_callback_port.emplace();
        start_simulator(options);
        std::filesystem::copy(options.locale_dir, path("locale"), std::filesystem::copy_options::recursive);
        write_configuration(options);
        write_accounts(options);
        start_daemon();
    } catch (...) {
        std::filesystem::remove_all(m_folder);
        throw;
    }
}

test_environment::~test_environment() {
    m_daemon.reset();
    m_simulator.reset();
    keep_files();
    std::error_code ignored;
    std::filesystem::remove_all(m_folder, ignored);
}

void test_environment::start_daemon() {
    // With accounts of its own: libc's own reader of them stays the judge.
    const std::string mount_and_run = "mount --bind \"$1\" /etc/passwd && shift && exec \"$@\"";
    m_daemon = std::make_unique<process>(
        std::vector<std::string>{"/usr/bin/unshare", "--mount", "--propagation", "private", "/bin/sh", "-c",
                                 mount_and_run, "sh", path("passwd"),
                                 m_has_fake_clock ? built::telesignd_with_fake_clock : built::telesignd,
                                 "--config", path("telesign.conf"), "--socket", socket(), "--locale-dir",
                                 path("locale"), "--foreground"},
        path("telesignd.log"), clock_variable());
    wait_for_log("listening on");
}

void test_environment::restart_daemon(int signal) {
    m_daemon->signal(signal);
    static_cast<void>(m_daemon->wait());
    keep_for_secret_scan(std::filesystem::path{m_folder}.filename(), path("telesignd.log")); // truncated next
    start_daemon();
}

void test_environment::keep_files() const {
    for (const char* file :
         {"telesignd.log", "state.db", "state.db-wal", "outbox", "phones.ini", "telesign.conf"})
        keep_for_secret_scan(std::filesystem::path{m_folder}.filename(), path(file));
}

void test_environment::start_simulator(const environment_options& options) {
    std::vector<std::string> argv{m_has_fake_clock ? built::simulator_with_fake_clock : built::simulator,
                                  "--listen",
                                  "127.0.0.1:0",
                                  "--cert",
                                  path("cert.pem"),
                                  "--key",
                                  path("key.pem"),
                                  "--customer-id",
                                  customer_id,
                                  "--api-key",
                                  api_key,
                                  "--outbox",
                                  path("outbox")};
    if (!options.faults.empty()) {
        write_file(path("faults.ini"), options.faults);
        argv.insert(argv.end(), {"--faults", path("faults.ini")});
    }
    if (m_callback_port)
        argv.insert(argv.end(), {"--callback", "http://" + m_callback_port->address() + "/telesign"});
    argv.insert(argv.end(), options.simulator_arguments.begin(), options.simulator_arguments.end());
    m_simulator = std::make_unique<process>(argv, path("simulator.log"), clock_variable());
    const std::string announcement = "listening on 127.0.0.1:";
    std::string log;
    wait_until(
        [&] {
            log = read_file(path("simulator.log"));
            const auto at = log.find(announcement);
            return at != std::string::npos && log.find('\n', at) != std::string::npos;
        },
        [&] { return "the simulator's port; it says: " + log; });
    m_port =
        static_cast<unsigned short>(std::stoul(log.substr(log.find(announcement) + announcement.size())));
}

void test_environment::write_configuration(const environment_options& options) const {
    std::ostringstream text;
    text << "[telesign]\ncustomer_id = " << customer_id << "\napi_key = " << api_key
         << "\nendpoints = " << options.first_endpoints
         << (options.endpoint.empty() ? "https://127.0.0.1:" + std::to_string(m_port) : options.endpoint)
         << '\n'
         << (options.trusted ? "ca_file = " + path("cert.pem") + '\n' : "") << options.telesign << "[otp]\n"
         << options.otp << "[policy]\n"
         << options.policy << "[limits]\n"
         << options.limits << "[phones]\nfile = " << path("phones.ini")
         << "\n[state]\ndatabase = " << path("state.db")
         << "\n[intelligence]\nendpoint = https://127.0.0.1:" << m_port << '\n'
         << options.more;
    if (m_callback_port)
        text << "[callback]\nlisten = " << m_callback_port->address() << '\n';
    write_file(path("telesign.conf"), text.str());
    write_file(path("phones.ini"), "[phones]\n" + options.phones);
}

/// Those of this machine, the users of phones.ini, and `options.users`.
void test_environment::write_accounts(const environment_options& options) const {
    std::string accounts = read_file("/etc/passwd");
    unsigned id = 50'000;
    const auto add = [&](const std::string& name) {
        const bool is_stranger = std::find(options.unlisted_users.begin(), options.unlisted_users.end(),
                                           name) != options.unlisted_users.end();
        if (!is_stranger && accounts.find('\n' + name + ':') == std::string::npos &&
            !accounts.starts_with(name + ':')) {
            const std::string number = std::to_string(++id);
            accounts += name + ":x:" + number + ':' + number + "::/nonexistent:/usr/sbin/nologin\n";
        }
    };
    std::istringstream lines{options.phones};
    const std::string section = "[user ";
    bool is_list = true; // of names; the lines of a user's section are about them
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with(section))
            add(line.substr(section.size(), line.find(']') - section.size()));
        else if (const auto equals = line.find(" = "); is_list && equals != std::string::npos)
            add(line.substr(0, equals));
        is_list = is_list && !line.starts_with('[');
    }
    for (const std::string& each : options.users)
        add(each);
    if (options.silent_user_database) { // whoever opens it waits for a writer
        if (::mkfifo(path("passwd").c_str(), 0644) != 0)
            throw std::runtime_error{"mkfifo"};
        return;
    }
    write_file(path("passwd"), accounts);
    std::filesystem::permissions(path("passwd"), std::filesystem::perms{0644});
}

std::string test_environment::clock_variable() const {
    return m_has_fake_clock ? "FAKE_CLOCK=" + path("clock") : std::string{};
}

void test_environment::advance_clock(std::chrono::seconds by) {
    m_ahead += by;
    const std::int64_t ahead = m_ahead.count();
    const int file = ::open(path("clock").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    const bool written = ::pwrite(file, &ahead, sizeof ahead, 0) == sizeof ahead;
    if (file < 0 || ::close(file) != 0 || !written)
        throw std::runtime_error{"cannot turn the clock"};
}

std::chrono::sys_seconds test_environment::now() const {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()) + m_ahead;
}

std::string test_environment::path(std::string_view name) const {
    return m_folder + '/' + std::string{name};
}

std::vector<sent_code> test_environment::codes() const {
    std::vector<sent_code> result;
    for (const auto& line : json_lines(path("outbox")))
        result.push_back({line.at("reference_id"), line.at("channel"), line.at("phone_number"),
                          line.at("code"), line.at("message")});
    return result;
}

sent_code test_environment::code(std::size_t index) const {
    std::vector<sent_code> all;
    wait_until([&] { return (all = codes()).size() > index; },
               [&] { return "a code on the phone; the daemon's log says: " + daemon_log(); });
    return all[index];
}

std::vector<logged_request> test_environment::requests(std::size_t at_least) const {
    std::vector<logged_request> result;
    const auto enough = [&] {
        result.clear();
        for (const auto& line : json_lines(path("simulator.log")))
            if (line.contains("connection") && line.contains("method"))
                result.push_back({line.at("connection"), line.at("method"), line.at("path")});
        return result.size() >= at_least;
    };
    wait_until(enough, [&] {
        return std::to_string(at_least) + " requests, instead of " + std::to_string(result.size());
    });
    return result;
}

std::string test_environment::daemon_log() const {
    return read_file(path("telesignd.log"));
}

void test_environment::wait_for_log(std::string_view part) const {
    wait_until([&] { return daemon_log().find(part) != std::string::npos; },
               [&] { return std::string{part} + " in the daemon's log, which says: " + daemon_log(); });
}

} // namespace tests
