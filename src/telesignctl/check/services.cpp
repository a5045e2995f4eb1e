// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/enable/services.h"
#include "telesignctl/check/check_context.h"
#include "telesignctl/enable/readiness.h"
#include "telesignctl/local/service_commands.h"
#include "telesignctl/pam/programs.h"

#include <algorithm>

#include <fmt/format.h>
#include <security/pam_appl.h>

namespace telesignctl {

namespace {

/// The findings of one service.
class service_check {
public:
    service_check(const check_context& context, const protected_service& service, findings& results)
        : m_context{context}, m_service{service}, m_results{results} {}

    void run() {
        const std::size_t before = m_results.size();
        if (const pam_program* const program = find_program(m_service.name)) {
            report_program(*program);
            if (program->kind == program_kind::never_authenticates)
                return;
        }
        check_stack();
        check_lines();
        check_policy();
        check_aliases();
        if (m_results.size() == before)
            report(check_status::ok, summary(), "");
    }

private:
    void report(check_status status, std::string text, std::string remedy) {
        m_results.push_back({status, "pam " + m_service.name, std::move(text), std::move(remedy)});
    }

    /// The module's line: "line 4 (requisite)".
    [[nodiscard]] std::string location() const {
        const auto& all = m_service.stack.entries;
        const auto ours = std::find_if(all.begin(), all.end(), pam::is_ours);
        return fmt::format("{} line {} ({})", ours->file, ours->text.first, ours->text.control);
    }

    [[nodiscard]] std::string summary() const {
        return fmt::format("{}{}: everybody is asked for a code; {}", location(),
                           m_service.found.password_asked ? ", after the password" : ", after sshd's key",
                           m_context.settings
                               ? "a refusal or an outage lets nobody in" + exempt_users()
                               : "whether telesign.conf lets users in without a code was not checked");
    }

    /// The users that telesign.conf lets in without a code (PAM_IGNORE).
    [[nodiscard]] std::string exempt_users() const {
        const auto counts = [this](const config::exempt_rule& rule) {
            const auto* const services = rule.find<config::exempt_services>();
            return services == nullptr || services->names.contains(m_service.name);
        };
        const bool exempt =
            std::any_of(m_context.settings->exempt.begin(), m_context.settings->exempt.end(), counts);
        const bool remember = m_context.settings->remember.keep_for.has_value();
        if (!exempt && !remember)
            return {};
        return fmt::format("; users of {}{}{} log in without a code", exempt ? "[exempt]" : "",
                           exempt && remember ? " and " : "", remember ? "[remember]" : "");
    }

    void check_stack() {
        const pam::stack_analysis& found = m_service.found;
        for (const std::string& each : m_service.stack.problems)
            report(check_status::error, each, "Correct that line: libpam does not read it as intended");
        if (!found.is_known) {
            report(check_status::error, "the stack has too many paths to be checked", "Simplify the stack");
            return;
        }
        const bool left_out = check_bypasses();
        if (!found.code_asked) {
            if (!left_out)
                report(check_status::error, location() + ": no login reaches this line",
                       "Remove the earlier line that ends every login");
            return;
        }
        check_refusals();
        if (found.code_asked_twice)
            report(check_status::warning, "one login asks for two codes",
                   "Keep either the line in common-auth or the one in this file, not both");
        if (found.exempt_denied)
            report(check_status::warning,
                   location() + ": users let through by [exempt], [remember] or skip are denied",
                   "Add `auth required pam_permit.so` after the module");
        if (!found.lets_in)
            report(check_status::warning, location() + ": the right password and code do not let the user in",
                   "See pam.conf(5)");
        check_first_factor(found);
    }

    /// Who gets in without a code. Whether there was anybody.
    bool check_bypasses() {
        const pam::stack& stack = m_service.stack;
        for (const pam::bypass& each : m_service.found.bypasses) {
            const std::string text = pam::describe(stack, each, m_service.found);
            switch (pam::kind_of(stack, m_service.found, each)) {
            case pam::bypass_kind::fault:
                report(check_status::error, text,
                       "Change its control word to `requisite`, or end its jump before pam_telesign.so");
                break;
            case pam::bypass_kind::open_group:
                report_group(text, pam::group_of(stack.entries[each.module]));
                break;
            case pam::bypass_kind::exemption:
                report(check_status::warning, text, "Remove that line unless it is intended");
                break;
            }
        }
        return !m_service.found.bypasses.empty();
    }

    void report_group(const std::string& text, const std::string& group) {
        report(
            check_status::warning,
            fmt::format("{}, and so is everybody while the system cannot look up the group {}", text, group),
            fmt::format("Let telesignd decide: replace that line with `groups = !{}` and `services = {}` in "
                        "an [exempt NAME] section of telesign.conf (telesignctl disable, then enable, "
                        "replaces its own line)",
                        group, m_service.name));
    }

    void check_refusals() {
        const auto& accepted_refusals = m_service.found.accepted_refusals;
        const auto has = [&accepted_refusals](int code) {
            return std::find(accepted_refusals.begin(), accepted_refusals.end(), code) !=
                   accepted_refusals.end();
        };
        const auto others = std::count_if(accepted_refusals.begin(), accepted_refusals.end(), [](int code) {
            return code != PAM_AUTHINFO_UNAVAIL && code != PAM_MODULE_UNKNOWN;
        });
        if (others > 0)
            report(check_status::error, location() + ": a wrong code lets the user in",
                   "Write `required` or `requisite`, and no `reset` in a later line");
        else if (has(PAM_AUTHINFO_UNAVAIL))
            report(check_status::error, location() + ": stopping the daemon lets users in",
                   "Remove authinfo_unavail from the control word");
        else if (has(PAM_MODULE_UNKNOWN))
            report(check_status::error, location() + ": without the module, everybody is let in",
                   "Remove module_unknown from the control word");
    }

    void check_first_factor(const pam::stack_analysis& found) {
        const bool key_may_come_first = m_service.name == "sshd"; // see check_sshd
        if (!found.password_asked && !key_may_come_first)
            report(check_status::error, location() + ": the code is all that is asked",
                   "Move it below `@include common-auth`");
        else if (found.password_asked && (found.code_alone_lets_in || found.exempt_needs_no_password))
            report(check_status::error, location() + ": a wrong password is not refused",
                   "Make the password's line `requisite`");
        else if (found.password_asked && found.asked_before_first_factor)
            report(check_status::warning,
                   location() + ": anybody can make the phone ring without the password",
                   "Move it below the password's line, and make that one `requisite`");
    }

    /// Programs that cannot ask their users for a code.
    void report_program(const pam_program& program) {
        if (program.kind == program_kind::never_authenticates) {
            const bool in_own_file = is_in_own_file();
            report(in_own_file ? check_status::warning : check_status::ok, describe(program),
                   in_own_file ? "Remove the line: it has no effect" : "");
            return;
        }
        if (program.kind == program_kind::not_root || !is_exempt_service())
            report(program.kind == program_kind::needs_mapping ? check_status::warning : check_status::error,
                   describe(program), remedy_of(program));
    }

    /// Whether the service's own file names the module, not one that it includes.
    [[nodiscard]] bool is_in_own_file() const {
        const auto& all = m_service.stack.entries;
        return std::any_of(all.begin(), all.end(), [this](const pam::entry& each) {
            return pam::is_ours(each) && each.file == m_service.name;
        });
    }

    /// Whether telesign.conf lets everybody pass here.
    [[nodiscard]] bool is_exempt_service() const {
        return m_context.settings &&
               std::any_of(m_context.settings->exempt.begin(), m_context.settings->exempt.end(),
                           [this](const config::exempt_rule& rule) { return exempts_service(rule); });
    }

    [[nodiscard]] bool exempts_service(const config::exempt_rule& rule) const {
        const auto* const services = rule.find<config::exempt_services>();
        return services != nullptr && services->names.contains(m_service.name) && rule.conditions.size() == 1;
    }

    /// The lines of the service's own file beyond its auth stack.
    void check_lines() {
        for (const pam::line& each : pam::parse_service(pam_reader(m_context.host)(m_service.name)).lines)
            if (each.type != "auth" && pam::module_name(each) == pam::our_module)
                report(check_status::error, fmt::format("line {}: the module serves auth only", each.first),
                       "Remove that line");
        for (const pam::entry& each : m_service.stack.entries)
            for (const std::string& word : each.text.arguments)
                if (pam::is_ours(each) && word != "debug" && !word.starts_with("socket=") &&
                    !word.starts_with("timeout="))
                    report(check_status::error,
                           fmt::format("{}: the module has no argument `{}`, and refuses every login",
                                       location(), word),
                           "Use only socket=PATH, timeout=SECONDS and debug");
    }

    void check_policy() {
        if (!m_context.settings)
            return;
        const config::policy_settings policy = m_context.settings->policy_for(m_service.name);
        if (policy.outage == config::outage_policy::skip)
            report(check_status::warning,
                   "outage = skip: while TeleSign cannot be reached, the first factor alone is enough",
                   "Set outage = deny unless this is intended");
        if (policy.unmapped == config::unmapped_policy::skip)
            report(check_status::warning,
                   "unmapped = skip: for users without a phone the first factor alone is enough",
                   "Set unmapped = deny once everybody has a phone");
        if (is_exempt_service())
            report(check_status::warning, "[exempt] lists this service, so it asks nobody for a code",
                   "Remove it from `services` there unless this is intended");
        if (m_service.name == "login")
            if (const std::string timeout =
                    short_login_timeout(m_context.host, m_context.settings->otp_for("login").lifetime);
                !timeout.empty())
                report(check_status::warning, timeout,
                       "Set LOGIN_TIMEOUT 360 there, or a shorter `lifetime` in [service login]");
        if ((m_service.name == "su" || m_service.name == "su-l") && policy.identity == config::identity::user)
            report(check_status::warning, "the code goes to the phone of su's target, usually root's",
                   fmt::format("Set `identity = caller` in [service {}] of telesign.conf", m_service.name));
    }

    /// `sudo -i` and `su -` ask PAM under names of their own.
    void check_aliases() {
        for (const std::string& alias : service_aliases(m_service.name))
            if (has_service(m_context.host, alias) && m_context.find(alias) == nullptr)
                report(check_status::error,
                       fmt::format("{} asks for no code: `{}` bypasses it", alias,
                                   alias == "sudo-i" ? "sudo -i" : "su -"),
                       fmt::format("Run {}, then {}", as_root("telesignctl disable " + m_service.name),
                                   as_root("telesignctl enable " + m_service.name)));
    }

    const check_context& m_context;
    const protected_service& m_service;
    findings& m_results;
};

} // namespace

void check_services(const check_context& context, findings& results) {
    for (const protected_service& each : context.services)
        service_check{context, each, results}.run();
    for (const unread_service& each : context.unread)
        results.push_back({check_status::warning, "pam " + each.name, "not checked: " + each.reason,
                           "Correct or remove what cannot be read: libpam refuses the whole service"});
    if (context.services.empty() && context.unread.empty())
        results.push_back({check_status::warning, "pam", "no PAM service asks for a code",
                           "Run " + as_root("telesignctl enable sudo --try 5m")});
}

} // namespace telesignctl
