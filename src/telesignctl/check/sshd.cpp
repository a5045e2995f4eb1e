#include "telesignctl/check/site.h"
#include "telesignctl/local/accounts.h"
#include "telesignctl/local/sshd_exceptions.h"
#include "telesignctl/local/sshd_values.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include <fmt/format.h>

namespace telesignctl {

namespace {

constexpr std::size_t most_users =
    50; // whose Match blocks are looked at; sshd -T takes some milliseconds each
constexpr std::size_t most_names = 5;
constexpr long fewest_tries = 3;

long number_of(const sshd_values& values, const std::string& keyword) {
    const std::string text = value_of(values, keyword);
    long number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

/// The first few of them.
std::string names_of(std::vector<std::string> users) {
    const std::size_t left_out = users.size() > most_names ? users.size() - most_names : 0;
    users.resize(users.size() - left_out);
    std::string names = fmt::format("{}", fmt::join(users, ", "));
    return left_out == 0 ? names : fmt::format("{} and {} more", names, left_out);
}

class sshd_check {
public:
    sshd_check(const site& here, const protected_service& service, findings& into)
        : m_here{here}, m_service{service}, m_into{into} {}

    void run() {
        const std::size_t before = m_into.size();
        if (const auto sound = test_sshd(m_here.where); !sound) {
            tell(health::error, sound.error(), "correct it: sshd would not start again");
            return;
        }
        const auto general = ask_sshd(m_here.where);
        if (!general) {
            tell(health::error, general.error(), "correct it: sshd would not start again");
            return;
        }
        check_general(*general);
        check_ways(*general);
        check_exceptions();
        if (m_into.size() == before)
            tell(health::ok,
                 fmt::format("logs in by {}; LoginGraceTime {}, MaxAuthTries {}{}", m_way,
                             value_of(*general, "logingracetime"), value_of(*general, "maxauthtries"),
                             m_unasked == 0 ? ""
                                            : fmt::format("; for {} more accounts only what every Match says "
                                                          "of AuthenticationMethods was looked at",
                                                          m_unasked)),
                 "");
    }

private:
    void tell(health how, std::string text, std::string remedy) {
        m_into.push_back({how, "sshd", std::move(text), std::move(remedy)});
    }

    void check_general(const sshd_values& values) {
        if (value_of(values, "usepam") != "yes")
            tell(health::error, "UsePAM is not on: no code is asked", "UsePAM yes");
        const long grace = number_of(values, "logingracetime");
        const auto lifetime = m_here.settings ? m_here.settings->otp_for("sshd").lifetime.count() : 0;
        if (grace != 0 && grace < lifetime)
            tell(health::warning,
                 fmt::format("LoginGraceTime ends a login after {} s, while a code counts for {} s", grace,
                             lifetime),
                 fmt::format("LoginGraceTime {}, or a shorter `lifetime` in telesign.conf", lifetime + 60));
        if (number_of(values, "maxauthtries") < fewest_tries)
            tell(health::warning,
                 fmt::format("MaxAuthTries {}: a client with some keys uses them up before the code is asked",
                             number_of(values, "maxauthtries")),
                 "MaxAuthTries 6");
    }

    /// Whose logins are to be looked at: Match blocks may say something else to each.
    std::vector<std::string> users() {
        std::vector<std::string> result =
            m_service.group.empty() ? accounts_with_shell()
                                    : members_of(m_service.group).value_or(std::vector<std::string>{});
        m_unasked = result.size() - std::min(result.size(), most_users);
        result.resize(result.size() - m_unasked);
        return result;
    }

    void check_ways(const sshd_values& general) {
        std::map<std::string, std::vector<std::string>>
            users_by_lists; // all with the same lists are told of once
        std::map<std::string, sshd_values> values_by_lists;
        const auto add = [&](const sshd_values& values, const std::string& user) {
            const std::string lists = fmt::format("{}", fmt::join(login_ways(values), " "));
            values_by_lists.try_emplace(lists, values);
            users_by_lists[lists].push_back(user);
        };
        for (const std::string& user : users()) {
            const auto values = ask_sshd(m_here.where, user);
            if (!values)
                tell(health::error, fmt::format("{}: not looked at: {}", user, values.error()),
                     "correct that Match: sshd cannot say what holds for this user");
            else if (user != "root" || value_of(*values, "permitrootlogin") != "no")
                add(*values, user);
        }
        if (users_by_lists.empty() && m_service.group.empty())
            add(general, "everybody");
        for (const auto& [lists, values] : values_by_lists)
            check_lists(values, names_of(users_by_lists[lists]));
    }

    void check_lists(const sshd_values& values, const std::string& who) {
        const auto ways = login_ways(values);
        if (value_of(values, "kbdinteractiveauthentication") != "yes")
            tell(health::error, who + ": KbdInteractiveAuthentication is not on: no code can be asked",
                 "KbdInteractiveAuthentication yes");
        for (const std::string& way : ways)
            check_way(way, who);
        m_way = ways.empty() ? "nothing" : ways.front();
    }

    void check_way(const std::string& way, const std::string& who) {
        m_seen.insert(way);
        if (const auto fault = fault_of_way(way, m_service.found.password_asked))
            tell(fault->lets_in ? health::error : health::warning, fmt::format("{}: {}", who, fault->text),
                 (fault->lets_in ? "" : "PasswordAuthentication no, and ") + methods());
    }

    /// What a Match says to logins from elsewhere, or of users who are not listed.
    void check_exceptions() {
        for (const sshd_exception& each : list_exceptions(m_here.where)) {
            if (!m_service.group.empty() && each.file == m_here.where.sshd_drop_in())
                return; // what fits first counts
            for (const std::string& way : each.ways)
                if (!m_seen.contains(way))
                    check_way(way, title_of(each));
        }
    }

    [[nodiscard]] std::string methods() const {
        return m_service.found.password_asked ? "AuthenticationMethods keyboard-interactive"
                                              : "AuthenticationMethods publickey,keyboard-interactive";
    }

    const site& m_here;
    const protected_service& m_service;
    findings& m_into;
    std::string m_way;
    std::size_t m_unasked = 0;                 ///< users beyond the first ones
    std::set<std::string, std::less<>> m_seen; ///< ways by which a user was found to log in
};

} // namespace

void check_sshd(const site& here, findings& into) {
    if (const protected_service* const service = here.find("sshd"))
        sshd_check{here, *service, into}.run();
}

} // namespace telesignctl
