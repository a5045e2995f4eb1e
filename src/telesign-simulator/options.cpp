#include "telesign-simulator/options.h"

#include "telesign-simulator/callback_fault.h"
#include "telesign-simulator/faults.h"
#include "telesign-simulator/phone_data.h"

#include <charconv>
#include <string_view>

#include <CLI/CLI.hpp>
#include <arpa/inet.h>

namespace simulator {

namespace {

constexpr int usage_error = 2;

/// Takes ADDR:PORT or [ADDR]:PORT apart; false when it is neither.
bool split_listen(std::string_view text, options& to) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos)
        return false;
    std::string_view address = text.substr(0, colon);
    const std::string_view port = text.substr(colon + 1);
    const bool bracketed = address.starts_with('[') && address.ends_with(']');
    if (bracketed)
        address = address.substr(1, address.size() - 2);
    to.address = address;
    in6_addr parsed{};
    if (::inet_pton(bracketed ? AF_INET6 : AF_INET, to.address.c_str(), &parsed) != 1)
        return false;
    const auto [end, problem] = std::from_chars(port.data(), port.data() + port.size(), to.port);
    return problem == std::errc{} && end == port.data() + port.size() && to.port >= 0 && to.port <= 65535;
}

/// Whoever reads /proc must not find the key there for longer than the start takes.
void hide(std::string_view secret, int argc, char** argv) {
    for (int at = 1; at < argc; ++at) {
        const std::string_view argument = argv[at];
        if (!secret.empty() && argument.ends_with(secret))
            std::fill(argv[at] + (argument.size() - secret.size()), argv[at] + argument.size(), '*');
    }
}

std::string footer() {
    return "The faults file has a section per phone number; it is read again on SIGHUP. Its keys are send, check,\n"
           "lookup and complete (FAULT, FAULT ...), times (a number of requests), delivery, delivery-voice,\n"
           "delivery-sms and delivery-smart (STATUS after SECONDS, STATUS after SECONDS ...), callback (KIND, KIND\n"
           "...), and what is known of the phone. Faults:\n" +
           describe_faults() + "Known of a phone, and without the key:\n" + describe_phone_keys() +
           "Kinds of callbacks:\n" + describe_callback_faults();
}

} // namespace

std::variant<options, int> parse_options(int argc, char** argv) {
    options result;
    std::string listen;
    long lifetime = result.code_lifetime.count();
    CLI::App app{"A look-alike of TeleSign's Verify API over TLS, for demonstrations, tests and staging",
                 "telesign-simulator"};
    app.add_option("--listen", listen, "Where to listen; port 0 takes a free one")
        ->type_name("ADDR:PORT")
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
    app.add_option("--code-lifetime", lifetime, "Seconds that a code is good for")
        ->capture_default_str()
        ->type_name("SECONDS")
        ->check(CLI::Range(1L, 86400L));
    app.footer(footer());
    app.set_version_flag("--version", PROJECT_VERSION);
    try {
        app.parse(argc, argv);
        hide(result.api_key, argc, argv);
        if (!split_listen(listen, result))
            throw CLI::ValidationError{"--listen", "not ADDR:PORT with a literal address: write 127.0.0.1:0"};
    } catch (const CLI::ParseError& problem) {
        return app.exit(problem) == 0 ? 0 : usage_error;
    }
    result.code_lifetime = std::chrono::seconds{lifetime};
    return result;
}

} // namespace simulator
