#include "telesignctl/enable/services.h"
#include "telesignctl/check/check_context.h"
#include "telesignctl/check/programs.h"
#include "telesignctl/enable/readiness.h"

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

    /// Where the module stands: "line 4 (requisite)".
    [[nodiscard]] std::string location() const {
        const auto& all = m_service.stack.entries;
        const auto ours = std::find_if(all.begin(), all.end(), pam::is_ours);
        return fmt::format("{} line {} ({})", ours->file, ours->text.first, ours->text.control);
    }

    [[nodiscard]] std::string summary() const {
        return fmt::format("{}{}, everybody is asked; {}", location(),
                           m_service.found.password_asked ? ", after the password" : ", after sshd's key",
                           m_context.settings
                               ? "neither a refusal nor an outage lets in" + exempt_users()
                               : "who is let in without a code by telesign.conf was not checked");
    }

    /// Whom PAM_IGNORE lets in, which telesign.conf has to say.
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
        return fmt::format("; without a code get in those of {}{}{}", exempt ? "[exempt]" : "",
                           exempt && remember ? " and " : "", remember ? "[remember]" : "");
    }

    void check_stack() {
        const pam::stack_analysis& found = m_service.found;
        for (const std::string& each : m_service.stack.problems)
            report(check_status::error, each, "correct that line: libpam does not read it as you do");
        if (!found.is_known) {
            report(check_status::error, "there are too many ways through the modules to be looked at",
                   "write a simpler stack");
            return;
        }
        const bool left_out = check_bypasses();
        if (!found.code_asked) {
            if (!left_out)
                report(check_status::error, location() + ": no login comes as far as this line",
                       "remove the earlier line that ends every login");
            return;
        }
        check_refusals();
        if (found.code_asked_twice)
            report(check_status::warning, "two codes are asked in one login",
                   "keep pam-auth-update's profile or the line in this file, not both");
        if (found.exempt_denied)
            report(check_status::warning,
                   location() + ": users let through by [exempt], [remember] or skip are denied",
                   "`auth required pam_permit.so` after the module");
        if (!found.lets_in)
            report(check_status::warning, location() + ": the right password and code do not let the user in",
                   "see pam.conf(5)");
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
                       "change its control word to `requisite`, or let its jump end before pam_telesign.so");
                break;
            case pam::bypass_kind::open_group:
                report_group(text, pam::group_of(stack.entries[each.module]));
                break;
            case pam::bypass_kind::exemption:
                report(check_status::warning, text, "remove that line unless you mean it");
                break;
            }
        }
        return !m_service.found.bypasses.empty();
    }

    void report_group(const std::string& text, const std::string& group) {
        report(
            check_status::warning,
            fmt::format("{}, and so is everybody while the system does not know the group {}", text, group),
            fmt::format(
                "let telesignd decide: `groups = !{}` and `services = {}` below an [exempt NAME] of "
                "telesign.conf, in place of that line (telesignctl disable, then enable, replaces its own)",
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
                   "write `required` or `requisite`, and no `reset` in a later line");
        else if (has(PAM_AUTHINFO_UNAVAIL))
            report(check_status::error, location() + ": stopping the daemon lets users in",
                   "remove authinfo_unavail from the control word");
        else if (has(PAM_MODULE_UNKNOWN))
            report(check_status::error, location() + ": without the module, everybody is let in",
                   "remove module_unknown from the control word");
    }

    void check_first_factor(const pam::stack_analysis& found) {
        const bool key_may_come_first = m_service.name == "sshd"; // see check_sshd
        if (!found.password_asked && !key_may_come_first)
            report(check_status::error, location() + ": the code is all that is asked",
                   "put it after `@include common-auth`");
        else if (found.password_asked && (found.code_alone_lets_in || found.exempt_needs_no_password))
            report(check_status::error, location() + ": a wrong password is not refused",
                   "make the password's line `requisite`");
        else if (found.password_asked && found.asked_before_first_factor)
            report(check_status::warning,
                   location() + ": anybody can make the phone ring without the password",
                   "put it after the password, whose line is to be `requisite`");
    }

    /// Programs that cannot ask whoever comes to them.
    void report_program(const pam_program& program) {
        if (program.kind == program_kind::never_authenticates) {
            const bool in_own_file = is_in_own_file();
            report(in_own_file ? check_status::warning : check_status::ok, describe(program),
                   in_own_file ? "remove the line: it has no effect" : "");
            return;
        }
        if (program.kind == program_kind::not_root || !is_exempt_service())
            report(program.kind == program_kind::needs_mapping ? check_status::warning : check_status::error,
                   describe(program), remedy_of(program));
    }

    /// Whether the module stands in the service's own file, not in one that it includes.
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

    /// What stands in the service's own file beyond its auth stack.
    void check_lines() {
        for (const pam::line& each : pam::parse_service(pam_reader(m_context.host)(m_service.name)).lines)
            if (each.type != "auth" && pam::module_name(each) == pam::our_module)
                report(check_status::error, fmt::format("line {}: the module serves auth only", each.first),
                       "take that line out");
        for (const pam::entry& each : m_service.stack.entries)
            for (const std::string& word : each.text.arguments)
                if (pam::is_ours(each) && word != "debug" && !word.starts_with("socket=") &&
                    !word.starts_with("timeout="))
                    report(check_status::error,
                           fmt::format("{}: the module takes no `{}`, and denies", location(), word),
                           "socket=PATH, timeout=SECONDS and debug are what it takes");
    }

    void check_policy() {
        if (!m_context.settings)
            return;
        const config::policy_settings policy = m_context.settings->policy_for(m_service.name);
        if (policy.outage == config::outage_policy::skip)
            report(check_status::warning,
                   "outage = skip: while TeleSign cannot be reached, the first factor alone lets in",
                   "outage = deny, unless you mean it");
        if (policy.unmapped == config::unmapped_policy::skip)
            report(check_status::warning,
                   "unmapped = skip: who has no phone gets in by the first factor alone",
                   "unmapped = deny, once everybody has a phone");
        if (is_exempt_service())
            report(check_status::warning, "[exempt] has this service, so it asks nobody for a code",
                   "remove it from `services` there unless you mean it");
        if (m_service.name == "login")
            if (const std::string timeout =
                    short_login_timeout(m_context.host, m_context.settings->otp_for("login").lifetime);
                !timeout.empty())
                report(check_status::warning, timeout,
                       "LOGIN_TIMEOUT 360 there, or a shorter `lifetime` for [service login]");
        if ((m_service.name == "su" || m_service.name == "su-l") && policy.identity == config::identity::user)
            report(check_status::warning, "the code goes to the phone of su's target, root's mostly",
                   fmt::format("`identity = caller` below `[service {}]` in telesign.conf", m_service.name));
    }

    /// `sudo -i` and `su -` ask PAM under names of their own.
    void check_aliases() {
        for (const std::string& alias : service_aliases(m_service.name))
            if (has_service(m_context.host, alias) && m_context.find(alias) == nullptr)
                report(check_status::error,
                       fmt::format("{} asks for no code: `{}` bypasses it", alias,
                                   alias == "sudo-i" ? "sudo -i" : "su -"),
                       fmt::format("telesignctl disable {0}, then enable {0}", m_service.name));
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
        results.push_back({check_status::warning, "pam " + each.name, "not looked at: " + each.reason,
                           "correct or take out what cannot be read: libpam refuses the whole service"});
    if (context.services.empty() && context.unread.empty())
        results.push_back({check_status::warning, "pam", "no PAM service asks for a code",
                           "telesignctl enable sudo --try 5m"});
}

} // namespace telesignctl
