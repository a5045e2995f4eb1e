// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignctl/pam/control.h"

#include <array>
#include <cstdlib>
#include <random>
#include <string>

#include <fmt/format.h>
#include <security/pam_appl.h>

#include "unit/config/temporary_files.h"

#include "unit/telesignctl/pam/pam_files.h" // brings cmocka_cpp.h, so this header comes last too

namespace tests {

/// What pam_debug(8) can be told to return, by number; PAM_INCOMPLETE, which ends no login, is left out.
constexpr std::array debug_answers{"success",
                                   "open_err",
                                   "symbol_err",
                                   "service_err",
                                   "system_err",
                                   "buf_err",
                                   "perm_denied",
                                   "auth_err",
                                   "cred_insufficient",
                                   "authinfo_unavail",
                                   "user_unknown",
                                   "maxtries",
                                   "new_authtok_reqd",
                                   "acct_expired",
                                   "session_err",
                                   "cred_unavail",
                                   "cred_expired",
                                   "cred_err",
                                   "no_module_data",
                                   "conv_err",
                                   "authtok_err",
                                   "authtok_recover_err",
                                   "authtok_lock_busy",
                                   "authtok_disable_aging",
                                   "try_again",
                                   "ignore",
                                   "abort",
                                   "authtok_expired",
                                   "module_unknown",
                                   "bad_item",
                                   "conv_again"};

inline int no_conversation(int, const pam_message**, pam_response**, void*) {
    return PAM_CONV_ERR;
}

/// What the real libpam returns for the service of that name in these files.
inline int libpam_says(const test::temporary_files& files) {
    const pam_conv conversation{no_conversation, nullptr};
    pam_handle_t* handle = nullptr;
    int code = ::pam_start_confdir("service", "root", &conversation, files.path("").c_str(), &handle);
    if (code != PAM_SUCCESS)
        return code;
    code = ::pam_authenticate(handle, PAM_SILENT);
    ::pam_end(handle, code);
    return code;
}

/// Random choices that can be made again: the seed is a new one each time and told, or that of $TELESIGN_SEED.
class random_choices {
public:
    random_choices() {
        const char* const wanted = ::getenv("TELESIGN_SEED"); // NOLINT(concurrency-mt-unsafe): one thread
        m_seed = wanted == nullptr ? std::random_device{}() : static_cast<unsigned>(std::stoul(wanted));
        m_random.seed(m_seed);
        print_message("TELESIGN_SEED=%u makes the same choices again\n", m_seed);
    }
    [[nodiscard]] unsigned seed() const { return m_seed; }

    /// 0 to `count` - 1
    std::size_t below(std::size_t count) { return m_random() % count; }

    template <typename Container>
    auto one_of(const Container& all) {
        return *(std::begin(all) + static_cast<std::ptrdiff_t>(below(std::size(all))));
    }

    /// A control word or list, with every action; jumps up to `longest`.
    std::string control(std::size_t longest) {
        static constexpr std::array words{"required", "requisite", "sufficient", "optional"};
        if (below(3) == 0)
            return one_of(words);
        std::string list = "[";
        for (std::size_t more = below(4); more > 0; --more)
            list += fmt::format("{}={} ", below(2) == 0 ? std::string{"success"} : one_of(debug_answers),
                                action(longest));
        return list + (below(4) == 0 ? "]" : fmt::format("default={}]", action(longest)));
    }

private:
    std::string action(std::size_t longest) {
        static constexpr std::array words{"ok", "done", "bad", "die", "ignore", "reset"};
        const std::size_t which = below(words.size() + 2);
        return which < words.size() ? words[which] : std::to_string(1 + below(longest));
    }

    unsigned m_seed = 0;
    std::mt19937 m_random;
};

} // namespace tests
