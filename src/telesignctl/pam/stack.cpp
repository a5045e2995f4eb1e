// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/pam/stack.h"

#include <algorithm>
#include <exception>
#include <iterator>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace telesignctl::pam {

namespace {

constexpr int max_includes = 32;        // files that include themselves end here
constexpr int max_substacks = 15;       // beyond, libpam refuses (PAM_SUBSTACK_MAX_LEVEL)
constexpr std::size_t max_files = 1000; // read in all: one that includes itself twice has no end otherwise

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
struct line_range {
    unsigned first = 0;
    unsigned last = 0;
};

class loader {
public:
    explicit loader(const file_reader& read) : m_read{read} {}

    void add(const std::string& name, const line_range& own, int depth, int nesting) {
        if (nesting > max_includes || ++m_files > max_files) {
            if (!std::exchange(m_has_no_end, true))
                m_result.problems.push_back(fmt::format("{}: includes itself", name));
            return;
        }
        service_file file;
        try {
            file = parse_service(m_read(name));
        } catch (const std::exception& problem) {
            m_result.problems.emplace_back(problem.what());
            m_result.is_whole = false;
            return;
        }
        for (const std::string& each : file.problems)
            m_result.problems.push_back(fmt::format("{}: {}", name, each));
        for (const line& each : file.lines)
            if (may_authenticate(each))
                add_line(name, each, nesting == 0 ? line_range{each.first, each.last} : own, depth, nesting);
    }

    stack result() { return std::move(m_result); }

private:
    void add_line(const std::string& name, const line& each, const line_range& own, int depth, int nesting) {
        if (each.control == "@include" || each.control == "include") {
            add(each.module, own, depth, nesting + 1);
        } else if (each.control == "substack" && depth == max_substacks) {
            m_result.problems.push_back(
                fmt::format("{}: line {}: libpam allows no more than {} nested substacks", name, each.first,
                            max_substacks));
        } else if (each.control == "substack") {
            m_result.entries.push_back({name, each, own.first, own.last, depth, true});
            add(each.module, own, depth + 1, nesting + 1);
        } else {
            m_result.entries.push_back(
                {name, each, own.first, own.last, depth, false, *parse_control(each.control)});
        }
    }

    const file_reader& m_read;
    std::size_t m_files = 0;
    bool m_has_no_end = false; ///< reported once
    stack m_result;
};

} // namespace

stack load_auth(const std::string& service, const file_reader& read) {
    loader files{read};
    files.add(service, {}, 0, 0);
    return files.result();
}

bool is_ours(const entry& module) {
    return !module.substack && module_name(module.text) == our_module;
}

bool is_first_factor(const entry& module) {
    const auto* const found =
        std::find(std::begin(first_factors), std::end(first_factors), module_name(module.text));
    return !module.substack && found != std::end(first_factors);
}

} // namespace telesignctl::pam
