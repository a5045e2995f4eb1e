// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignctl/pam/stack.h"

#include <map>
#include <stdexcept>
#include <string>

#include "cmocka_cpp.h" // so this header comes last too

namespace tests {

/// Debian's common-auth.
inline const std::string common_auth = "auth\t[success=1 default=ignore]\tpam_unix.so nullok\n"
                                       "auth\trequisite\t\t\tpam_deny.so\n"
                                       "auth\trequired\t\t\tpam_permit.so\n"
                                       "auth\toptional\t\t\tpam_cap.so\n";

/// PAM files by their names.
struct pam_files {
    std::map<std::string, std::string> files{{"common-auth", common_auth},
                                             {"common-account", "account required pam_unix.so\n"}};

    [[nodiscard]] telesignctl::pam::file_reader reader() const {
        return [this](const std::string& name) {
            const auto found = files.find(name);
            if (found == files.end())
                throw std::runtime_error{name + ": No such file or directory"};
            return found->second;
        };
    }
    [[nodiscard]] telesignctl::pam::stack load(const std::string& service) const {
        return telesignctl::pam::load_auth(service, reader());
    }
};

inline pam_files& on(void** state) {
    return *static_cast<pam_files*>(*state);
}

inline int open_texts(void** state) {
    *state = new pam_files;
    return 0;
}

inline int close_texts(void** state) {
    delete &on(state);
    return 0;
}

} // namespace tests
