// SPDX-License-Identifier: BSD-3-Clause
// What the code takes. Without arguments: each key of telesign.conf and of phones.ini's [user NAME], as FILE, SECTION,
// KEY and what is said of a value that cannot be, with tabs between. With arguments: whether pam_telesign.so takes them;
// the exit status is 1, and what it logs is printed, when it does not.
#include "config/cost_values.h"
#include "pam_telesign/arguments.h"

#include "unit/config/known_keys.h"

#include <cstdarg>
#include <cstdio>
#include <string>
#include <string_view>

#include <fmt/format.h>

/// In libpam's place.
extern "C" void pam_vsyslog(const pam_handle_t* /*pamh*/, int /*priority*/, const char* format,
                            va_list values) {
    static_cast<void>(std::vprintf(format, values));
}

namespace {

constexpr std::string_view impossible = "?";

void tell(std::string_view file, std::string_view section, std::string_view key,
          std::string_view complaint = "") {
    fmt::print("{}\t{}\t{}\t{}\n", file, section, key, complaint);
}

void tell_keys() {
    test::for_each_key(impossible, [](const config::key_definition& key, const std::string& complaint) {
        if (key.scope != config::key_scope::user_only)
            tell("telesign.conf", key.section, key.name, complaint);
        if (config::is_overridable(key, false))
            tell("phones.ini", "user", config::override_name(key), complaint);
    });
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
