#include "telesignctl/enable/services.h"
#include "telesignctl/check/programs.h"
#include "telesignctl/check/site.h"
#include "telesignctl/enable/readiness.h"

#include <algorithm>

#include <fmt/format.h>
#include <security/pam_appl.h>

namespace telesignctl {

namespace {

/// The findings of one service.
class service_check {
public:
    service_check(const site& here, const protected_service& service, findings& into)
        : m_here{here}, m_service{service}, m_into{into} {}

    void run() {
        const std::size_t before = m_into.size();
        if (const pam_program* const program = find_program(m_service.name)) {
            tell_program(*program);
            if (program->kind == program_kind::asks_nobody)
                return;
        }
        check_stack();
        check_lines();
        check_policy();
        check_forms();
        if (m_into.size() == before)
            tell(health::ok, summary(), "");
    }

private:
    void tell(health how, std::string text, std::string remedy) {
        m_into.push_back({how, "pam " + m_service.name, std::move(text), std::move(remedy)});
    }

    /// Where the module stands: "line 4 (requisite)".
    [[nodiscard]] std::string place() const {
        const auto& all = m_service.stack.entries;
        const auto ours = std::find_if(all.begin(), all.end(), pam::is_ours);
        return fmt::format("{} line {} ({})", ours->file, ours->text.first, ours->text.control);
    }

    [[nodiscard]] std::string summary() const {
        return fmt::format("{}{}, everybody is asked; {}", place(),
                           m_service.found.password_asked ? ", after the password" : ", after sshd's key",
                           m_here.settings ? "neither a refusal nor an outage lets in" + who_is_not_asked()
                                           : "who is let in without a code by telesign.conf was not checked");
    }

    /// Whom PAM_IGNORE lets in, which telesign.conf has to say.
    [[nodiscard]] std::string who_is_not_asked() const {
        const auto counts = [this](const config::exempt_rule& rule) {
            const auto* const services = rule.find<config::exempt_services>();
            return services == nullptr || services->names.contains(m_service.name);
        };
        const bool exempt =
            std::any_of(m_here.settings->exempt.begin(), m_here.settings->exempt.end(), counts);
        const bool remember = m_here.settings->remember.keep_for.has_value();
        if (!exempt && !remember)
            return {};
        return fmt::format("; without a code get in those of {}{}{}", exempt ? "[exempt]" : "",
                           exempt && remember ? " and " : "", remember ? "[remember]" : "");
    }

    void check_stack() {
        const pam::protection& found = m_service.found;
        for (const std::string& each : m_service.stack.problems)
            tell(health::error, each, "correct that line: libpam does not read it as you do");
        if (!found.is_known) {
            tell(health::error, "there are too many ways through the modules to be looked at",
                 "write a simpler stack");
            return;
        }
        const bool left_out = check_bypasses();
        if (!found.code_asked) {
            if (!left_out)
                tell(health::error, place() + ": no login comes as far as this line",
                     "remove the earlier line that ends every login");
            return;
        }
        check_refusals();
        if (found.asked_twice)
            tell(health::warning, "two codes are asked in one login",
                 "keep pam-auth-update's profile or the line in this file, not both");
        if (found.unasked_refused)
            tell(health::warning, place() + ": users let through by [exempt], [remember] or skip are denied",
                 "`auth required pam_permit.so` after the module");
        if (!found.lets_in)
            tell(health::warning, place() + ": the right password and code do not let the user in",
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
                tell(health::error, text,
                     "change its control word to `requisite`, or let its jump end before pam_telesign.so");
                break;
            case pam::bypass_kind::open_group:
                tell_group(text, pam::group_of(stack.entries[each.module]));
                break;
            case pam::bypass_kind::exemption:
                tell(health::warning, text, "remove that line unless you mean it");
                break;
            }
        }
        return !m_service.found.bypasses.empty();
    }

    void tell_group(const std::string& text, const std::string& group) {
        tell(health::warning,
             fmt::format("{}, and so is everybody while the system does not know the group {}", text, group),
             fmt::format(
                 "let telesignd decide: `groups = !{}` and `services = {}` below an [exempt NAME] of "
                 "telesign.conf, in place of that line (telesignctl disable, then enable, replaces its own)",
                 group, m_service.name));
    }

    void check_refusals() {
        const auto& forgiven = m_service.found.forgiven;
        const auto has = [&forgiven](int code) {
            return std::find(forgiven.begin(), forgiven.end(), code) != forgiven.end();
        };
        const auto others = std::count_if(forgiven.begin(), forgiven.end(), [](int code) {
            return code != PAM_AUTHINFO_UNAVAIL && code != PAM_MODULE_UNKNOWN;
        });
        if (others > 0)
            tell(health::error, place() + ": a wrong code lets the user in",
                 "write `required` or `requisite`, and no `reset` in a later line");
        else if (has(PAM_AUTHINFO_UNAVAIL))
            tell(health::error, place() + ": stopping the daemon lets users in",
                 "remove authinfo_unavail from the control word");
        else if (has(PAM_MODULE_UNKNOWN))
            tell(health::error, place() + ": without the module, everybody is let in",
                 "remove module_unknown from the control word");
    }

    void check_first_factor(const pam::protection& found) {
        const bool key_may_come_first = m_service.name == "sshd"; // see check_sshd
        if (!found.password_asked && !key_may_come_first)
            tell(health::error, place() + ": the code is all that is asked",
                 "put it after `@include common-auth`");
        else if (found.password_asked && (found.code_alone_lets_in || found.unasked_needs_nothing))
            tell(health::error, place() + ": a wrong password is not refused",
                 "make the password's line `requisite`");
        else if (found.password_asked && found.asked_before_first_factor)
            tell(health::warning, place() + ": anybody can make the phone ring without the password",
                 "put it after the password, whose line is to be `requisite`");
    }

    /// Programs that cannot ask whoever comes to them.
    void tell_program(const pam_program& program) {
        if (program.kind == program_kind::asks_nobody) {
            const bool in_own_file = names_itself();
            tell(in_own_file ? health::warning : health::ok, describe(program),
                 in_own_file ? "remove the line: it has no effect" : "");
            return;
        }
        if (program.kind == program_kind::is_not_roots || !is_exempt_service())
            tell(program.kind == program_kind::has_no_mapping ? health::warning : health::error,
                 describe(program), remedy_of(program));
    }

    /// Whether the module stands in the service's own file, not in one that it includes.
    [[nodiscard]] bool names_itself() const {
        const auto& all = m_service.stack.entries;
        return std::any_of(all.begin(), all.end(), [this](const pam::entry& each) {
            return pam::is_ours(each) && each.file == m_service.name;
        });
    }

    /// Whether telesign.conf lets everybody pass here.
    [[nodiscard]] bool is_exempt_service() const {
        return m_here.settings &&
               std::any_of(m_here.settings->exempt.begin(), m_here.settings->exempt.end(),
                           [this](const config::exempt_rule& rule) { return exempts_service(rule); });
    }

    [[nodiscard]] bool exempts_service(const config::exempt_rule& rule) const {
        const auto* const services = rule.find<config::exempt_services>();
        return services != nullptr && services->names.contains(m_service.name) && rule.conditions.size() == 1;
    }

    /// What stands in the service's own file beyond its auth stack.
    void check_lines() {
        for (const pam::line& each : pam::parse_service(pam_reader(m_here.where)(m_service.name)).lines)
            if (each.type != "auth" && pam::module_name(each) == pam::our_module)
                tell(health::error, fmt::format("line {}: the module serves auth only", each.first),
                     "take that line out");
        for (const pam::entry& each : m_service.stack.entries)
            for (const std::string& word : each.text.arguments)
                if (pam::is_ours(each) && word != "debug" && !word.starts_with("socket=") &&
                    !word.starts_with("timeout="))
                    tell(health::error,
                         fmt::format("{}: the module takes no `{}`, and denies", place(), word),
                         "socket=PATH, timeout=SECONDS and debug are what it takes");
    }

    void check_policy() {
        if (!m_here.settings)
            return;
        const config::policy_settings policy = m_here.settings->policy_for(m_service.name);
        if (policy.outage == config::outage_policy::skip)
            tell(health::warning,
                 "outage = skip: while TeleSign cannot be reached, the first factor alone lets in",
                 "outage = deny, unless you mean it");
        if (policy.unmapped == config::unmapped_policy::skip)
            tell(health::warning, "unmapped = skip: who has no phone gets in by the first factor alone",
                 "unmapped = deny, once everybody has a phone");
        if (is_exempt_service())
            tell(health::warning, "[exempt] has this service, so it asks nobody for a code",
                 "remove it from `services` there unless you mean it");
        if (m_service.name == "login")
            if (const std::string timeout =
                    short_login_timeout(m_here.where, m_here.settings->otp_for("login").lifetime);
                !timeout.empty())
                tell(health::warning, timeout,
                     "LOGIN_TIMEOUT 360 there, or a shorter `lifetime` for [service login]");
        if ((m_service.name == "su" || m_service.name == "su-l") && policy.identity == config::identity::user)
            tell(health::warning, "the code goes to the phone of su's target, root's mostly",
                 fmt::format("`identity = caller` below `[service {}]` in telesign.conf", m_service.name));
    }

    /// `sudo -i` and `su -` ask PAM under names of their own.
    void check_forms() {
        for (const std::string& form : service_aliases(m_service.name))
            if (has_service(m_here.where, form) && m_here.find(form) == nullptr)
                tell(health::error,
                     fmt::format("{} asks for no code: `{}` bypasses it", form,
                                 form == "sudo-i" ? "sudo -i" : "su -"),
                     fmt::format("telesignctl disable {0}, then enable {0}", m_service.name));
    }

    const site& m_here;
    const protected_service& m_service;
    findings& m_into;
};

} // namespace

void check_services(const site& here, findings& into) {
    for (const protected_service& each : here.services)
        service_check{here, each, into}.run();
    for (const unread_service& each : here.unread)
        into.push_back({health::warning, "pam " + each.name, "not looked at: " + each.why,
                        "correct or take out what cannot be read: libpam refuses the whole service"});
    if (here.services.empty() && here.unread.empty())
        into.push_back(
            {health::warning, "pam", "no PAM service asks for a code", "telesignctl enable sudo --try 5m"});
}

} // namespace telesignctl
