#include "telesignctl/pam/stack.h"

#include <algorithm>
#include <exception>
#include <iterator>
#include <vector>

#include <fmt/format.h>
#include <security/pam_appl.h>

namespace telesignctl::pam {

namespace {

constexpr int deepest_include = 32; // PAM_SUBSTACK_MAX_LEVEL is 16; files that include themselves end here

constexpr std::string_view first_factors[] = {"pam_unix.so",
                                              "pam_sss.so",
                                              "pam_krb5.so",
                                              "pam_ldap.so",
                                              "pam_winbind.so",
                                              "pam_u2f.so",
                                              "pam_yubico.so",
                                              "pam_pkcs11.so",
                                              "pam_p11.so",
                                              "pam_fprintd.so",
                                              "pam_oath.so",
                                              "pam_google_authenticator.so",
                                              "pam_ssh_agent_auth.so",
                                              "pam_userdb.so",
                                              "pam_pwdfile.so",
                                              "pam_radius_auth.so",
                                              "pam_tacplus.so",
                                              "pam_mysql.so",
                                              "pam_pgsql.so",
                                              "pam_systemd_home.so",
                                              "pam_himmelblau.so",
                                              "pam_duo.so"};

/// Lines of the service's own file.
struct place {
    unsigned first = 0;
    unsigned last = 0;
};

class loader {
public:
    explicit loader(const file_reader& read) : m_read{read} {}

    void add(const std::string& name, const place& own, int depth, int nesting) {
        if (nesting > deepest_include) {
            m_result.problems.push_back(fmt::format("{}: includes itself", name));
            return;
        }
        service_file file;
        try {
            file = parse_service(m_read(name));
        } catch (const std::exception& problem) {
            m_result.problems.emplace_back(problem.what());
            return;
        }
        for (const std::string& each : file.problems)
            m_result.problems.push_back(fmt::format("{}: {}", name, each));
        for (const line& each : file.lines)
            if (may_authenticate(each))
                add_line(name, each, nesting == 0 ? place{each.first, each.last} : own, depth, nesting);
    }

    stack result() { return std::move(m_result); }

private:
    void add_line(const std::string& name, const line& each, const place& own, int depth, int nesting) {
        if (each.control == "@include" || each.control == "include") {
            add(each.module, own, depth, nesting + 1);
        } else if (each.control == "substack") {
            m_result.entries.push_back({name, each, own.first, own.last, depth, true});
            add(each.module, own, depth + 1, nesting + 1);
        } else {
            m_result.entries.push_back(
                {name, each, own.first, own.last, depth, false, *parse_control(each.control)});
        }
    }

    const file_reader& m_read;
    stack m_result;
};

/// _pam_dispatch_aux, without what it does for setcred and for saving time.
class dispatcher {
public:
    explicit dispatcher(const stack& which) : m_entries{which.entries} {}

    int run(const module_answer& answer) {
        for (m_at = 0; m_at < m_entries.size(); ++m_at) {
            const entry& now = m_entries[m_at];
            if (now.substack) {
                m_saved.resize(static_cast<std::size_t>(now.depth) + 2);
                m_saved[static_cast<std::size_t>(now.depth) + 1] = m_state;
            } else {
                take(now, answer(now));
            }
        }
        if (m_state.impression != impression::positive && m_state.status == PAM_SUCCESS)
            return PAM_PERM_DENIED;
        return m_state.status;
    }

private:
    enum class impression { undefined, positive, negative };
    struct state {
        dispatcher::impression impression = impression::undefined;
        int status = PAM_PERM_DENIED;
    };

    void take(const entry& now, int returned) {
        const int what = now.actions.at(static_cast<std::size_t>(returned));
        const bool good = m_state.impression == impression::undefined ||
                          (m_state.impression == impression::positive && m_state.status == PAM_SUCCESS);
        if (what == reset) {
            m_state = now.depth > 0 ? m_saved.at(static_cast<std::size_t>(now.depth)) : state{};
        } else if (what == ok || what == done) {
            if (good)
                m_state = {impression::positive, returned};
            if (what == done && m_state.impression == impression::positive)
                leave(now.depth);
        } else if (what == bad || what == die) {
            if (m_state.impression != impression::negative)
                m_state = {impression::negative, returned == PAM_IGNORE ? PAM_PERM_DENIED : returned};
            if (what == die)
                leave(now.depth);
        } else if (what > 0) { // which says nothing for or against
            jump(now.depth, what);
        }
    }

    [[nodiscard]] bool has_next(int depth) const {
        return m_at + 1 < m_entries.size() && m_entries[m_at + 1].depth >= depth;
    }

    /// To the end of this stack or substack.
    void leave(int depth) {
        while (has_next(depth))
            ++m_at;
    }

    void jump(int depth, int modules) {
        for (; modules > 0 && has_next(depth); --modules) {
            ++m_at;
            while (has_next(depth + 1))
                ++m_at;
        }
        if (modules > 0) // beyond the last one: libpam refuses
            m_state = {impression::negative, PAM_PERM_DENIED};
    }

    const std::vector<entry>& m_entries;
    std::size_t m_at = 0;
    state m_state;
    std::vector<state> m_saved; ///< by depth: as it was when the substack began
};

} // namespace

stack load_auth(const std::string& service, const file_reader& read) {
    loader files{read};
    files.add(service, {}, 0, 0);
    return files.result();
}

int run(const stack& which, const module_answer& answer) {
    return dispatcher{which}.run(answer);
}

bool is_ours(const entry& which) {
    return !which.substack && module_name(which.text) == our_module;
}

bool is_first_factor(const entry& which) {
    const auto* const found =
        std::find(std::begin(first_factors), std::end(first_factors), module_name(which.text));
    return !which.substack && found != std::end(first_factors);
}

} // namespace telesignctl::pam
