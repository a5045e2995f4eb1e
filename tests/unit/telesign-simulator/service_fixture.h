// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesign-simulator/service.h"

#include "unit/config/temporary_files.h"
#include "unit/telesign-simulator/known_time.h"

#include <fstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "cmocka_cpp.h"

// The simulator's rules without its sockets, for the tests of several of its files.
namespace test {

/// A service with its files, its clock and its callbacks. One for each test.
class service_fixture {
public:
    explicit service_fixture(const std::string& faults)
        : m_faults_file{m_files.write("faults.ini", faults)} {}

    simulator::reply ask(const simulator::request& incoming) { return m_service.handle(incoming); }
    simulator::reply get(const std::string& target) { return ask(basic_request("GET", target)); }
    simulator::reply post(const std::string& target, const std::string& body, const std::string& type) {
        simulator::request made = basic_request("POST", target, body);
        made.headers["content-type"] = type;
        return ask(made);
    }
    simulator::reply send(const std::string& channel, const std::string& more = {}) {
        return ask(basic_request("POST", "/v1/verify/" + channel, "phone_number=13105551212" + more));
    }
    simulator::reply status(const std::string& reference_id) { return get("/v1/verify/" + reference_id); }
    simulator::reply check(const std::string& reference_id, const std::string& code) {
        return get("/v1/verify/" + reference_id + "?verify_code=" + code);
    }
    /// The outbox, line by line.
    std::vector<nlohmann::ordered_json> phones() {
        std::vector<nlohmann::ordered_json> lines;
        std::ifstream file{m_files.path("outbox")};
        for (std::string line; std::getline(file, line);)
            lines.push_back(nlohmann::ordered_json::parse(line));
        return lines;
    }
    [[nodiscard]] const std::vector<simulator::callback>& callbacks() const { return m_callbacks; }

    void set_faults(const std::string& faults) {
        m_service.set_faults(simulator::fault_config::load(m_files.write("faults.ini", faults)).value());
    }
    /// The keys of 13105551212's section.
    void set_phone(const std::string& keys) { set_faults("[13105551212]\n" + keys + "\n"); }
    void wait(std::chrono::milliseconds time) { m_now += time; }

private:
    temporary_files m_files;
    std::string m_faults_file;
    simulator::time_point m_now = noon;
    std::vector<simulator::callback> m_callbacks;
    simulator::service m_service{simulator::authenticator{customer_id, api_key},
                                 simulator::verification_store{std::chrono::seconds{300}},
                                 std::move(*simulator::outbox::open(m_files.path("outbox"))),
                                 std::move(*simulator::fault_config::load(m_faults_file)),
                                 [this] { return m_now; },
                                 simulator::callback_publisher{customer_id, api_key,
                                                               simulator::parse_url("http://account.test/"),
                                                               [this](simulator::callback made) {
                                                                   m_callbacks.push_back(std::move(made));
                                                               }}};
};

inline int make_fixture(void** state) {
    *state = new service_fixture{""};
    return 0;
}
inline int remove_fixture(void** state) {
    delete static_cast<service_fixture*>(*state);
    return 0;
}
inline service_fixture& fixture_of(void** state) {
    return *static_cast<service_fixture*>(*state);
}

inline nlohmann::ordered_json document_of(const simulator::reply& answer) {
    return nlohmann::ordered_json::parse(answer.body);
}

/// The text that a JSON pointer finds.
inline std::string text(const simulator::reply& answer, const char* pointer) {
    return document_of(answer).at(nlohmann::ordered_json::json_pointer{pointer}).get<std::string>();
}

inline void assert_refused(const simulator::reply& answer, int http, int error) {
    assert_int_equal(answer.http, http);
    assert_int_equal(answer.error.value_or(0), error);
}

} // namespace test
