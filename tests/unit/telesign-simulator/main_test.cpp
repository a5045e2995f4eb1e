// SPDX-License-Identifier: BSD-3-Clause
#include "built_files.h"
#include "unit/telesign-simulator/simulator_process.h"

#include <algorithm>
#include <iterator>

#include "cmocka_cpp.h"

namespace {

using test::curl_client;
using test::process;
using test::running_simulator;
using test::simulator_files;

int make_simulator_files(void** state) {
    *state = new simulator_files;
    return 0;
}
int remove_simulator_files(void** state) {
    delete static_cast<simulator_files*>(*state);
    return 0;
}

void what_cannot_work_is_told_with_its_remedy_and_ends_with_2(void** state) {
    const auto& files = *static_cast<simulator_files*>(*state);
    const std::string bad_faults = files.write("bad.ini", "[13105550101]\nsend = cut\n");
    const std::string no_pem = files.write("no.pem", "hello\n");
    const std::tuple<const char*, std::string, std::string> cases[] = {
        {"--listen", "localhost:1", "--listen: not ADDR:PORT with a literal address: write 127.0.0.1:0"},
        {"--listen", "127.0.0.1", "--listen: not ADDR:PORT"},
        {"--listen", "127.0.0.1:65536", "--listen: not ADDR:PORT"},
        {"--listen", "192.0.2.1:0", "--listen 192.0.2.1:0: cannot listen there: "},
        {"--cert", files.path("none"),
         files.path("none") + ": cannot use the certificate: No such file or directory"},
        {"--cert", no_pem, no_pem + ": cannot use the certificate: "},
        {"--key", files.path("none"), files.path("none") + ": cannot use the key: No such file or directory"},
        {"--key", files.path("cert.pem"), files.path("cert.pem") + ": cannot use the key: "},
        {"--api-key", "no base64", "--api-key: the API key is not base64: give it as TeleSign shows it"},
        {"--outbox", files.path("no/folder"), files.path("no/folder") + ": cannot open the outbox: "},
        {"--faults", files.path("none"), files.path("none") + ": cannot open the faults file: "},
        {"--faults", bad_faults, bad_faults + ":2: send: unknown fault 'cut': telesign-simulator --help"},
        {"--callback", "ftp://127.0.0.1/", "--callback: not an address: write http://HOST:PORT/PATH"},
        {"--code-lifetime", "0", "--code-lifetime: "},
        {"--code-length", "2", "--code-length: "},
        {"--code-length", "11", "--code-length: "},
        {"--frobnicate", "1", "were not expected: 1 --frobnicate"},
    };
    for (const auto& [option, value, expected] : cases) {
        std::vector<std::string> command = files.command();
        const auto given = std::find(command.begin(), command.end(), option);
        if (given != command.end())
            *std::next(given) = value;
        else
            command.insert(command.end(), {option, value});
        process program{command};
        const std::string errors = program.rest_of_errors();
        if (errors.find(expected) == std::string::npos)
            fail_msg("%s %s: %s", option, value.c_str(), errors.c_str());
        assert_int_equal(program.wait(), 2);
    }
}

void a_missing_option_is_named(void**) {
    process program{{built::simulator, "--listen", "127.0.0.1:0"}};
    assert_true(program.rest_of_errors().find("--cert is required") != std::string::npos);
    assert_int_equal(program.wait(), 2);
}

void help_has_the_tables(void**) {
    process program{{built::simulator, "--help"}};
    int found = 0;
    for (std::string line = program.output_line(); !line.empty(); line = program.output_line())
        for (const char* start : {"  clock-skew SECONDS", "  sim-swap = ", "  wrong-key\n"})
            found += line.starts_with(start) ? 1 : 0;
    assert_int_equal(program.wait(), 0);
    assert_int_equal(found, 3);
}

void every_code_is_as_long_as_it_is_ordered(void**) {
    running_simulator simulator{"", {"--code-length", "10"}};
    curl_client client{simulator};
    for (const char* path : {"/v1/verify/sms", "/v1/verify/call", "/v1/verify/smart"})
        assert_int_equal(client.post(path, "phone_number=13105551212"), CURLE_OK);
    std::ifstream file{simulator.files().path("outbox")};
    int count = 0;
    for (std::string line; std::getline(file, line); ++count)
        assert_int_equal(nlohmann::json::parse(line).at("code").get<std::string>().size(), 10);
    assert_int_equal(count, 3);
}

void the_key_is_not_in_the_command_line_that_others_see(void**) {
    running_simulator simulator;
    std::ifstream file{"/proc/" + std::to_string(simulator.program().pid()) + "/cmdline"};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    assert_true(text.find(test::customer_id) != std::string::npos);
    assert_true(text.find(test::api_key) == std::string::npos);
}

void sighup_reads_the_faults_again_and_refuses_bad_ones(void**) {
    running_simulator simulator;
    curl_client client{simulator};
    assert_int_equal(client.send_sms("13105551212"), CURLE_OK);
    assert_int_equal(client.http(), 200);
    const std::string path = simulator.files().write("faults.ini", "[13105551212]\nsend = http 503\n");
    simulator.program().send_signal(SIGHUP);
    assert_string_equal(simulator.program().error_line().c_str(),
                        ("info: " + path + ": faults loaded again\n").c_str());
    assert_int_equal(client.send_sms("13105551212"), CURLE_OK);
    assert_int_equal(client.http(), 503);
    static_cast<void>(simulator.files().write("faults.ini", "[13105551212]\nsend = nonsense\n"));
    simulator.program().send_signal(SIGHUP);
    assert_true(simulator.program().error_line().starts_with("error: " + path + ":2: send: unknown fault"));
    assert_string_equal(simulator.program().error_line().c_str(),
                        "error: the previous faults stay in force\n");
    assert_int_equal(client.send_sms("13105551212"), CURLE_OK);
    assert_int_equal(client.http(), 503);
}

void each_address_serves_the_same_account_and_has_its_ready_line(void**) {
    running_simulator simulator{"", {"--listen", "127.0.0.1:0", "--listen", "[::1]:0"}};
    assert_string_not_equal(simulator.url("").c_str(), simulator.url("", 1).c_str());
    assert_true(simulator.url("", 2).starts_with("https://[::1]:"));
    curl_client client{simulator};
    assert_int_equal(client.send_sms("13105551212"), CURLE_OK);
    const std::string reference = nlohmann::json::parse(client.body()).at("reference_id");
    for (const std::size_t index : {1, 0}) {
        client.use_address(index);
        assert_int_equal(client.get("/v1/verify/" + reference), CURLE_OK);
        assert_int_equal(client.http(), 200);
    }
    for (const int number : {1, 2, 1}) // connections count over all addresses
        assert_int_equal(simulator.log_line().at("connection").get<int>(), number);
    simulator.program().send_signal(SIGTERM);
    assert_int_equal(simulator.program().wait(), 0);
}

void no_address_is_served_when_one_cannot_be(void**) {
    running_simulator first;
    std::vector<std::string> command = first.files().command();
    command.insert(command.end(), {"--listen", first.url("").substr(std::string{"https://"}.size())});
    process second{command};
    assert_string_equal(second.output_line().c_str(), "");
    assert_true(second.rest_of_errors().find(": cannot listen there: ") != std::string::npos);
    assert_int_equal(second.wait(), 2);
}

/// Ends while one connection is idle and another waits for an answer that would take two minutes.
void both_signals_end_it_cleanly_with_connections_open(void**) {
    for (const int number : {SIGTERM, SIGINT}) {
        running_simulator simulator{"[13105550104]\nsend = no-answer\n"};
        curl_client idle{simulator};
        assert_int_equal(idle.send_sms("13105551212"), CURLE_OK);
        curl_client waiting{simulator};
        std::unique_ptr<CURLM, decltype(&curl_multi_cleanup)> multi{::curl_multi_init(), curl_multi_cleanup};
        waiting.set(CURLOPT_COPYPOSTFIELDS, "phone_number=13105550104");
        const std::string url = simulator.url("/v1/verify/sms");
        waiting.set(CURLOPT_URL, url.c_str());
        ::curl_multi_add_handle(multi.get(), waiting.handle());
        int running = 1;
        while (running == 1 && simulator.codes_sent() < 2) { // until it has arrived
            ::curl_multi_perform(multi.get(), &running);
            ::curl_multi_poll(multi.get(), nullptr, 0, 10, nullptr);
        }
        simulator.program().send_signal(number);
        const int status = simulator.program().wait();
        ::curl_multi_remove_handle(multi.get(), waiting.handle());
        assert_int_equal(status, 0);
    }
}

} // namespace

int main() {
    ::curl_global_init(CURL_GLOBAL_DEFAULT);
    const CMUnitTest tests[] = {
        cmocka_unit_test(what_cannot_work_is_told_with_its_remedy_and_ends_with_2),
        cmocka_unit_test(a_missing_option_is_named),
        cmocka_unit_test(help_has_the_tables),
        cmocka_unit_test(every_code_is_as_long_as_it_is_ordered),
        cmocka_unit_test(the_key_is_not_in_the_command_line_that_others_see),
        cmocka_unit_test(sighup_reads_the_faults_again_and_refuses_bad_ones),
        cmocka_unit_test(each_address_serves_the_same_account_and_has_its_ready_line),
        cmocka_unit_test(no_address_is_served_when_one_cannot_be),
        cmocka_unit_test(both_signals_end_it_cleanly_with_connections_open),
    };
    const int failed = cmocka_run_group_tests(tests, make_simulator_files, remove_simulator_files);
    ::curl_global_cleanup();
    return failed;
}
