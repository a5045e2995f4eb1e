// What the code takes. Without arguments: each key of telesign.conf and of phones.ini's [user NAME], as FILE, SECTION,
// KEY and what is said of a value that cannot be, with tabs between. With arguments: whether pam_telesign.so takes them;
// the exit status is 1, and what it logs is printed, when it does not.
#include "config/cost_values.h"
#include "config/exempt_rules.h"
#include "config/overrides.h"
#include "config/risk_rules.h"
#include "config/rules.h"
#include "gateway/channel.h"
#include "pam_telesign/arguments.h"

#include <cstdarg>
#include <cstdio>
#include <string>
#include <string_view>

#include <fmt/format.h>

/// In libpam's place.
extern "C" void pam_syslog(const pam_handle_t* /*pamh*/, int /*priority*/, const char* format, ...) {
    std::va_list values;
    va_start(values, format);
    static_cast<void>(std::vprintf(format, values));
    va_end(values);
}

namespace {

constexpr std::string_view impossible = "?";

void tell(std::string_view file, std::string_view section, std::string_view key,
          std::string_view complaint = "") {
    fmt::print("{}\t{}\t{}\t{}\n", file, section, key, complaint);
}

template <typename Result>
std::string complaint_of(const Result& result) {
    return result ? std::string{} : result.error();
}

void tell_keys() {
    for (const auto& rule : config::scalar_rules()) {
        config::settings into;
        tell("telesign.conf", rule.section, rule.key, complaint_of(rule.set(into, impossible)));
    }
    for (const auto& rule : config::override_rules()) {
        config::overrides into;
        const std::string complaint = complaint_of(rule.set(into, impossible));
        if (rule.section != "user")
            tell("telesign.conf", rule.section, rule.key, complaint);
        if (rule.section != "policy")
            tell("phones.ini", "user", rule.key, complaint);
    }
    for (const auto& field : config::sender_fields()) {
        const std::string_view section = gateway::name_of(field.way);
        tell("telesign.conf", section, field.key, complaint_of(field.parse(impossible)));
        tell("phones.ini", "user", fmt::format("{}.{}", section, field.key));
    }
    for (const auto& rule : config::risk_rules()) {
        tell("telesign.conf", "risk", rule.key, complaint_of(rule.parse(impossible)));
        tell("phones.ini", "user", fmt::format("risk.{}", rule.key));
    }
    for (const std::string_view key : config::exempt_keys())
        tell("telesign.conf", "exempt", key);
    if (config::cost_settings into; config::set_price(into, "US.voice", "0.05")) // any region and channel
        tell("telesign.conf", "cost", "REGION.CHANNEL");
}

} // namespace

int main(int argc, char** argv) {
    if (argc == 1) {
        tell_keys();
        return 0;
    }
    pam_telesign::arguments taken;
    return taken.parse(nullptr, argc - 1, const_cast<const char**>(argv + 1)) == PAM_SUCCESS ? 0 : 1;
}
