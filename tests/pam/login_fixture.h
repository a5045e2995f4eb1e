// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "pam/host.h"
#include "test_environment/test_environment.h"

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cmocka_cpp.h" // so this header comes last too

namespace pam_test {

/// What a person types in place of the last code that the phone got, which is not known before.
inline constexpr const char* the_code = "the code";

/// A login through the real module and daemon to the simulator; for CMocka's state.
struct login_fixture {
    std::unique_ptr<tests::test_environment> environment;
    login wanted;
    outcome result;
    std::string user;
    std::string phone; ///< digits: whose codes the_code stands for; empty: anybody's
    std::vector<std::string> typed;

    explicit login_fixture(const tests::environment_options& options)
        : environment{std::make_unique<tests::test_environment>(options)} {
        wanted.arguments = "socket=" + environment->socket();
    }

    /// Logs in and types `lines`, one a prompt.
    void run(std::vector<std::string> lines) {
        typed = std::move(lines);
        wanted.answers.clear();
        wanted.at_prompt = [this] {
            if (wanted.answers.size() == typed.size())
                return;
            const std::string& next = typed[wanted.answers.size()];
            wanted.answers.push_back(next == the_code ? last_code() : next);
        };
        result = authenticate(wanted);
    }
    void run_as(std::string_view name, std::vector<std::string> lines) {
        user = name;
        wanted.user = user.c_str();
        run(std::move(lines));
    }

    [[nodiscard]] std::string last_code() const {
        std::string code = "none";
        for (const auto& each : environment->codes())
            if (phone.empty() || each.phone_number == phone)
                code = each.code;
        return code;
    }
    [[nodiscard]] bool was_shown(const std::string& part) const {
        return std::any_of(result.messages.begin(), result.messages.end(),
                           [&](const auto& each) { return each.text.find(part) != std::string::npos; });
    }
    void assert_code(int code) const {
        if (result.code != code)
            fail_msg("expected %d: %s; %s", code, describe(result).c_str(),
                     environment->daemon_log().c_str());
    }
    void assert_shown(const std::string& part) const {
        if (!was_shown(part))
            fail_msg("\"%s\" was not shown: %s", part.c_str(), describe(result).c_str());
    }
    /// The line that the daemon logged of the last user's only login.
    [[nodiscard]] std::string audit() const {
        const std::string key = " user=" + user + ' ';
        environment->wait_for_log(key);
        const std::string log = environment->daemon_log();
        const auto begin = log.rfind('\n', log.find(key)) + 1;
        return log.substr(begin, log.find('\n', begin) - begin);
    }
    void assert_logged(const std::string& part) const {
        const std::string line = audit();
        if (line.find(part) == std::string::npos)
            fail_msg("\"%s\" is not in: %s", part.c_str(), line.c_str());
    }
    /// How many requests of this kind the simulator had, by the path's beginning.
    [[nodiscard]] std::size_t count(std::string_view method, std::string_view path) const {
        const auto all = environment->requests();
        return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [&](const auto& each) {
            return each.method == method && each.path.starts_with(path);
        }));
    }
};

inline login_fixture& login_of(void** state) {
    return *static_cast<login_fixture*>(*state);
}

/// Starts one in the test's state, where it stays until close_login().
inline login_fixture& start_login(void** state, const tests::environment_options& options) {
    *state = new login_fixture{options};
    return login_of(state);
}

inline int close_login(void** state) {
    delete static_cast<login_fixture*>(*state);
    return 0;
}

} // namespace pam_test
