// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/options.h"

#include "support/scrub_argv.h"
#include "telesign-simulator/callback_fault.h"
#include "telesign-simulator/faults.h"
#include "telesign-simulator/parsing.h"
#include "telesign-simulator/phone_data.h"

#include <string_view>

#include <CLI/CLI.hpp>
#include <arpa/inet.h>
#include <fmt/format.h>

namespace simulator {

namespace {

constexpr int usage_error = 2;

/// Takes ADDR:PORT or [ADDR]:PORT apart; nullopt when it is neither.
std::optional<listen_address> parse_listen(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos)
        return std::nullopt;
    std::string_view host = text.substr(0, colon);
    const auto port = parse_within(text.substr(colon + 1), 0, 65535);
    const bool bracketed = host.starts_with('[') && host.ends_with(']');
    if (bracketed)
        host = host.substr(1, host.size() - 2);
    listen_address result{.host = std::string{host}, .port = port.value_or(0)};
    in6_addr parsed{};
    if (!port || ::inet_pton(bracketed ? AF_INET6 : AF_INET, result.host.c_str(), &parsed) != 1)
        return std::nullopt;
    return result;
}

/// What CLI11 leaves to us; throws as it does.
void read_addresses(const std::vector<std::string>& listen, const std::string& callback, options& settings) {
    for (const std::string& each : listen) {
        const auto address = parse_listen(each);
        if (!address)
            throw CLI::ValidationError{"--listen", "not ADDR:PORT with a literal address: write 127.0.0.1:0"};
        settings.listen.push_back(*address);
    }
    settings.callback = parse_url(callback);
    if (!callback.empty() && !settings.callback)
        throw CLI::ValidationError{"--callback", "not an address: write http://HOST:PORT/PATH or https://…"};
}

std::string footer() {
    return "The faults file has a section per phone number; it is read again on SIGHUP. Its keys are send, "
           "check,\n"
           "lookup and complete (FAULT, FAULT ...), times (a number of requests), delivery, delivery-voice,\n"
           "delivery-sms and delivery-smart (STATUS after SECONDS, STATUS after SECONDS ...), callback "
           "(KIND, KIND\n"
           "...), and what is known of the phone. Faults:\n" +
           describe_faults() + "Known of a phone, and without the key:\n" + describe_phone_keys() +
           "Kinds of callbacks:\n" + describe_callback_faults();
}

} // namespace

std::string listen_address::text() const {
    return host.find(':') != std::string::npos ? fmt::format("[{}]:{}", host, port)
                                               : fmt::format("{}:{}", host, port);
}

std::variant<options, int> parse_options(int argc, char** argv) {
    options result;
    std::vector<std::string> listen;
    std::string callback;
    long lifetime = result.code_lifetime.count();
    CLI::App app{"A look-alike of TeleSign's Verify API over TLS, for demonstrations, tests and staging",
                 "telesign-simulator"};
    app.add_option("--listen", listen, "Where to listen; port 0 takes a free one. May be given again")
        ->type_name("ADDR:PORT")
        ->allow_extra_args(false)
        ->required();
    app.add_option("--cert", result.certificate, "Certificate chain")->type_name("PEM")->required();
    app.add_option("--key", result.key, "The certificate's private key")->type_name("PEM")->required();
    app.add_option("--customer-id", result.customer_id, "The one customer")->type_name("ID")->required();
    app.add_option("--api-key", result.api_key, "The customer's API key, base64")
        ->type_name("KEY")
        ->required();
    app.add_option("--outbox", result.outbox, "Gets a JSON line for each code that is \"sent\"")
        ->type_name("FILE")
        ->required();
    app.add_option("--faults", result.faults, "Which phone numbers misbehave, and how")->type_name("FILE");
    app.add_option("--callback", callback,
                   "Gets a POST for each change of a delivery (unless callback_url says otherwise)")
        ->type_name("URL");
    app.add_option("--code-lifetime", lifetime, "Seconds that a code is valid")
        ->capture_default_str()
        ->type_name("SECONDS")
        ->check(CLI::Range(1L, 86400L));
    app.add_option("--code-length", result.code_length,
                   "Digits of every code that is made here; without it seven in text messages, five in calls")
        ->type_name("N")
        ->check(CLI::Range(3U, 10U));
    app.footer(footer());
    app.set_version_flag("--version", PROJECT_VERSION);
    try {
        app.parse(argc, argv);
        support::scrub_argv(result.api_key, argc, argv);
        read_addresses(listen, callback, result);
    } catch (const CLI::ParseError& problem) {
        return app.exit(problem) == 0 ? 0 : usage_error;
    }
    result.code_lifetime = std::chrono::seconds{lifetime};
    return result;
}

} // namespace simulator
