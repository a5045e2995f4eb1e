// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/check/check_context.h"
#include "telesignctl/local/accounts.h"
#include "telesignctl/local/sshd_match.h"
#include "telesignctl/local/sshd_values.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include <fmt/format.h>

namespace telesignctl {

namespace {

constexpr std::size_t max_users =
    50; // whose Match blocks are checked; sshd -T takes some milliseconds each
constexpr std::size_t max_names = 5;
constexpr long min_tries = 3;

long number_of(const sshd_values& values, const std::string& keyword) {
    const std::string text = value_of(values, keyword);
    long number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

/// The first few of them.
std::string names_of(std::vector<std::string> users) {
    const std::size_t left_out = users.size() > max_names ? users.size() - max_names : 0;
    users.resize(users.size() - left_out);
    std::string names = fmt::format("{}", fmt::join(users, ", "));
    return left_out == 0 ? names : fmt::format("{} and {} more", names, left_out);
}

class sshd_check {
public:
    sshd_check(const check_context& context, const protected_service& service, findings& results)
        : m_context{context}, m_service{service}, m_results{results} {}

    void run() {
        const std::size_t before = m_results.size();
        if (const auto sound = test_sshd(m_context.host); !sound) {
            report(check_status::error, sound.error(), "Correct it: sshd would not start again");
            return;
        }
        const auto general = ask_sshd(m_context.host);
        if (!general) {
            report(check_status::error, general.error(), "Correct it: sshd would not start again");
            return;
        }
        check_general(*general);
        check_method_lists(*general);
        check_exceptions();
        if (m_results.size() == before)
            report(check_status::ok,
                   fmt::format("logins use {}; LoginGraceTime {}, MaxAuthTries {}{}", m_method_list,
                               value_of(*general, "logingracetime"), value_of(*general, "maxauthtries"),
                               m_unchecked == 0
                                   ? ""
                                   : fmt::format("; of {} more accounts only the AuthenticationMethods of "
                                                 "every Match were checked",
                                                 m_unchecked)),
                   "");
    }

private:
    void report(check_status status, std::string text, std::string remedy) {
        m_results.push_back({status, "sshd", std::move(text), std::move(remedy)});
    }

    void check_general(const sshd_values& values) {
        if (value_of(values, "usepam") != "yes")
            report(check_status::error, "UsePAM is off: nobody is asked for a code", "Set UsePAM yes");
        const long grace = number_of(values, "logingracetime");
        const auto lifetime = m_context.settings ? m_context.settings->otp_for("sshd").lifetime.count() : 0;
        if (grace != 0 && grace < lifetime)
            report(check_status::warning,
                   fmt::format("LoginGraceTime ends a login after {} s, while a code is valid for {} s",
                               grace, lifetime),
                   fmt::format("Set LoginGraceTime {}, or a shorter `lifetime` in telesign.conf",
                               lifetime + 60));
        if (number_of(values, "maxauthtries") < min_tries)
            report(check_status::warning,
                   fmt::format("MaxAuthTries {}: a client that offers several keys uses them up before it is "
                               "asked for a code",
                               number_of(values, "maxauthtries")),
                   "Set MaxAuthTries 6");
    }

    /// The users whose logins are checked: Match blocks may differ for each.
    std::vector<std::string> users() {
        std::vector<std::string> result =
            m_service.group.empty() ? accounts_with_shell()
                                    : members_of(m_service.group).value_or(std::vector<std::string>{});
        m_unchecked = result.size() - std::min(result.size(), max_users);
        result.resize(result.size() - m_unchecked);
        return result;
    }

    void check_method_lists(const sshd_values& general) {
        std::map<std::string, std::vector<std::string>>
            users_by_lists; // one finding for all with the same lists
        std::map<std::string, sshd_values> values_by_lists;
        const auto add = [&](const sshd_values& values, const std::string& user) {
            const std::string lists = fmt::format("{}", fmt::join(read_method_lists(values), " "));
            values_by_lists.try_emplace(lists, values);
            users_by_lists[lists].push_back(user);
        };
        for (const std::string& user : users()) {
            const auto values = ask_sshd(m_context.host, user);
            if (!values)
                report(check_status::error, fmt::format("{}: not checked: {}", user, values.error()),
                       "Correct that Match: sshd cannot tell which settings apply to this user");
            else if (user != "root" || value_of(*values, "permitrootlogin") != "no")
                add(*values, user);
        }
        if (users_by_lists.empty() && m_service.group.empty())
            add(general, "everybody");
        for (const auto& [lists, values] : values_by_lists)
            check_lists(values, names_of(users_by_lists[lists]));
    }

    void check_lists(const sshd_values& values, const std::string& subject) {
        const auto method_lists = read_method_lists(values);
        if (value_of(values, "kbdinteractiveauthentication") != "yes")
            report(check_status::error,
                   subject + ": KbdInteractiveAuthentication is off: sshd cannot ask for a code",
                   "Set KbdInteractiveAuthentication yes");
        for (const std::string& method_list : method_lists)
            check_method_list(method_list, subject);
        m_method_list = method_lists.empty() ? "nothing" : method_lists.front();
    }

    void check_method_list(const std::string& method_list, const std::string& subject) {
        m_seen.insert(method_list);
        if (const auto fault = find_fault(method_list, m_service.found.password_asked))
            report(fault->lets_in ? check_status::error : check_status::warning,
                   fmt::format("{}: {}", subject, fault->text),
                   (fault->lets_in ? "Set " : "Set PasswordAuthentication no, and ") + methods());
    }

    /// Match blocks for logins from other addresses, or for users that are not listed.
    void check_exceptions() {
        for (const sshd_match& each : list_sshd_matches(m_context.host)) {
            if (!m_service.group.empty() && each.file == m_context.host.sshd_drop_in())
                return; // what fits first counts
            for (const std::string& method_list : each.method_lists)
                if (!m_seen.contains(method_list))
                    check_method_list(method_list, describe(each));
        }
    }

    [[nodiscard]] std::string methods() const {
        return m_service.found.password_asked ? "AuthenticationMethods keyboard-interactive"
                                              : "AuthenticationMethods publickey,keyboard-interactive";
    }

    const check_context& m_context;
    const protected_service& m_service;
    findings& m_results;
    std::string m_method_list;
    std::size_t m_unchecked = 0;               ///< users beyond the first ones
    std::set<std::string, std::less<>> m_seen; ///< lists that were reported already
};

} // namespace

void check_sshd(const check_context& context, findings& results) {
    if (const protected_service* const service = context.find("sshd"))
        sshd_check{context, *service, results}.run();
}

} // namespace telesignctl
