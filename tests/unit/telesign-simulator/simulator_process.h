// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "built_files.h"
#include "unit/config/temporary_files.h"
#include "unit/telesign-simulator/known_time.h"

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <curl/curl.h>
#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

// The real telesign-simulator and clients for it.
namespace test {

/// A program with its standard output and standard error in pipes.
class process {
public:
    explicit process(std::vector<std::string> arguments) {
        int out[2];
        int err[2];
        if (::pipe2(out, O_CLOEXEC) != 0 || ::pipe2(err, O_CLOEXEC) != 0)
            throw std::runtime_error{"pipe2"};
        posix_spawn_file_actions_t actions;
        ::posix_spawn_file_actions_init(&actions);
        ::posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
        ::posix_spawn_file_actions_adddup2(&actions, err[1], STDERR_FILENO);
        std::vector<char*> words;
        words.reserve(arguments.size() + 1);
        for (std::string& argument : arguments)
            words.push_back(argument.data());
        words.push_back(nullptr);
        const int failed = ::posix_spawnp(&m_pid, words.front(), &actions, nullptr, words.data(), environ);
        ::posix_spawn_file_actions_destroy(&actions);
        ::close(out[1]);
        ::close(err[1]);
        m_output.reset(::fdopen(out[0], "r"));
        m_errors.reset(::fdopen(err[0], "r"));
        if (failed != 0)
            throw std::runtime_error{"posix_spawnp " + arguments.front()};
    }
    process(const process&) = delete;
    process& operator=(const process&) = delete;
    process(process&&) = delete;
    process& operator=(process&&) = delete;
    ~process() {
        if (m_pid > 0) {
            ::kill(m_pid, SIGKILL);
            wait();
        }
    }

    [[nodiscard]] pid_t pid() const { return m_pid; }
    void send_signal(int number) const { ::kill(m_pid, number); }

    /// Blocks for the next line of standard output; empty at its end.
    std::string output_line() { return line_of(m_output.get()); }
    std::string error_line() { return line_of(m_errors.get()); }
    std::string rest_of_errors() {
        std::string all;
        for (std::string line = error_line(); !line.empty(); line = error_line())
            all += line;
        return all;
    }

    /// Blocks for the end; the exit status, or -1 when a signal ended it.
    int wait() {
        int status = 0;
        while (::waitpid(m_pid, &status, 0) < 0 && errno == EINTR) {
        }
        m_pid = -1;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

private:
    struct closer {
        void operator()(std::FILE* file) const { static_cast<void>(std::fclose(file)); }
    };
    using pipe_end = std::unique_ptr<std::FILE, closer>;

    static std::string line_of(std::FILE* from) {
        std::string line;
        for (int c = std::fgetc(from); c != EOF; c = std::fgetc(from)) {
            line += static_cast<char>(c);
            if (c == '\n')
                break;
        }
        return line;
    }

    pid_t m_pid = -1;
    pipe_end m_output;
    pipe_end m_errors;
};

/// Files for a simulator: certificate and key (by `openssl req -x509`), faults, outbox.
class simulator_files : public temporary_files {
public:
    simulator_files() {
        process openssl{{"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                         "-nodes", "-keyout", path("key.pem"), "-out", path("cert.pem"), "-days", "1",
                         "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"}};
        const std::string errors = openssl.rest_of_errors();
        if (openssl.wait() != 0)
            throw std::runtime_error{"openssl req: " + errors};
        static_cast<void>(write("faults.ini", ""));
    }

    /// The command line of a simulator on a free port.
    [[nodiscard]] std::vector<std::string> command(const std::string& program = built::simulator) const {
        return {program,     "--listen",      "127.0.0.1:0", "--cert",       path("cert.pem"),
                "--key",     path("key.pem"), "--outbox",    path("outbox"), "--customer-id",
                customer_id, "--api-key",     api_key,       "--faults",     path("faults.ini")};
    }
};

/// A simulator that runs until the end of the object.
class running_simulator {
public:
    /// `more`: further arguments; with another --listen there is another url(). `program`: with
    /// built::simulator_with_fake_clock advance_clock() works.
    explicit running_simulator(const std::string& faults = {}, const std::vector<std::string>& more = {},
                               const std::string& program = built::simulator) {
        static_cast<void>(m_files.write("faults.ini", faults));
        advance_clock(std::chrono::seconds{0});
        // https receivers in the tests have the simulator's own certificate
        std::vector<std::string> command{"env", "SSL_CERT_FILE=" + m_files.path("cert.pem"),
                                         "FAKE_CLOCK=" + m_files.path("clock")};
        for (const auto& part : {m_files.command(program), more})
            command.insert(command.end(), part.begin(), part.end());
        m_process = std::make_unique<process>(command);
        for (const std::string& word : command)
            if (word == "--listen")
                m_urls.push_back("https://" + ready_address());
    }

    [[nodiscard]] const simulator_files& files() const { return m_files; }
    [[nodiscard]] process& program() { return *m_process; }
    [[nodiscard]] std::string url(const std::string& path, std::size_t index = 0) const {
        return m_urls.at(index) + path;
    }

    /// Lets time go by for the simulator.
    void advance_clock(std::chrono::seconds by) {
        m_ahead += by.count();
        const int file = ::open(m_files.path("clock").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        const bool written = ::pwrite(file, &m_ahead, sizeof m_ahead, 0) == sizeof m_ahead;
        if (::close(file) != 0 || !written)
            throw std::runtime_error{"cannot turn the clock"};
    }

    /// The access log's next line; blocks for it.
    nlohmann::json log_line() { return nlohmann::json::parse(m_process->output_line()); }

    /// Lines in the outbox.
    [[nodiscard]] std::size_t codes_sent() const {
        std::ifstream file{m_files.path("outbox")};
        std::size_t count = 0;
        for (std::string line; std::getline(file, line);)
            ++count;
        return count;
    }

private:
    std::string ready_address() {
        const std::string line = m_process->output_line();
        const std::string start = "listening on ";
        if (!line.starts_with(start))
            throw std::runtime_error{"the simulator does not start: " + m_process->rest_of_errors()};
        return line.substr(start.size(), line.size() - start.size() - 1);
    }

    simulator_files m_files;
    std::unique_ptr<process> m_process;
    std::vector<std::string> m_urls;
    std::int64_t m_ahead = 0; ///< seconds
};

/// A libcurl handle with the simulator's certificate and credentials; keeps its connection between requests.
class curl_client {
public:
    explicit curl_client(const running_simulator& to) : m_simulator{to}, m_ca{to.files().path("cert.pem")} {
        set(CURLOPT_CAINFO, m_ca.c_str());
        set(CURLOPT_USERNAME, customer_id.c_str());
        set(CURLOPT_PASSWORD, api_key.c_str());
        set(CURLOPT_PROXY, ""); // none, whatever the environment says
        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_TIMEOUT, 60L);
        set(CURLOPT_WRITEFUNCTION, take);
        set(CURLOPT_WRITEDATA, this);
    }

    template <typename Value>
    void set(CURLoption option, Value value) {
        if (::curl_easy_setopt(m_handle.get(), option, value) != CURLE_OK)
            throw std::runtime_error{"curl_easy_setopt"};
    }

    CURLcode post(const std::string& path, const std::string& fields) {
        set(CURLOPT_COPYPOSTFIELDS, fields.c_str());
        return perform(path);
    }
    CURLcode post_json(const std::string& path, const std::string& body) {
        const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> type{
            ::curl_slist_append(nullptr, "Content-Type: application/json"), curl_slist_free_all};
        set(CURLOPT_HTTPHEADER, type.get());
        const CURLcode result = post(path, body);
        set(CURLOPT_HTTPHEADER, static_cast<curl_slist*>(nullptr));
        return result;
    }
    /// From now on requests go to this one of the simulator's addresses.
    void use_address(std::size_t index) { m_address = index; }
    CURLcode send_sms(const std::string& phone) { return post("/v1/verify/sms", "phone_number=" + phone); }
    CURLcode get(const std::string& path) {
        set(CURLOPT_HTTPGET, 1L);
        return perform(path);
    }

    [[nodiscard]] const std::string& body() const { return m_body; }
    [[nodiscard]] long http() const { return number(CURLINFO_RESPONSE_CODE); }
    [[nodiscard]] long connects() const { return number(CURLINFO_NUM_CONNECTS); }
    [[nodiscard]] CURL* handle() const { return m_handle.get(); }

private:
    struct cleaner {
        void operator()(CURL* handle) const { ::curl_easy_cleanup(handle); }
    };

    CURLcode perform(const std::string& path) {
        m_body.clear();
        set(CURLOPT_URL, m_simulator.url(path, m_address).c_str());
        return ::curl_easy_perform(m_handle.get());
    }
    [[nodiscard]] long number(CURLINFO info) const {
        long value = -1;
        ::curl_easy_getinfo(m_handle.get(), info, &value);
        return value;
    }
    static std::size_t take(const char* data, std::size_t size, std::size_t count, void* self) {
        static_cast<curl_client*>(self)->m_body.append(data, size * count);
        return size * count;
    }

    const running_simulator& m_simulator;
    std::string m_ca;
    std::unique_ptr<CURL, cleaner> m_handle{::curl_easy_init()};
    std::string m_body;
    std::size_t m_address = 0;
};

} // namespace test
