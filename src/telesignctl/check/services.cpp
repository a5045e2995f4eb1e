#include "telesignctl/enable/services.h"
#include "telesignctl/check/site.h"
#include "telesignctl/enable/readiness.h"

#include <algorithm>

#include <fmt/format.h>

namespace telesignctl {

namespace {

/// The findings of one service.
class service_check {
public:
    service_check(const site& here, const protected_service& service, findings& into)
        : m_here{here}, m_service{service}, m_into{into} {}

    void run() {
        const std::size_t before = m_into.size();
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
        return fmt::format("{}{}, {}; neither a refusal nor an outage lets in{}", place(),
                           m_service.found.password_asked ? ", after the password" : ", after sshd's key",
                           m_service.group.empty() ? "everybody is asked" : m_service.group + " is asked",
                           who_is_not_asked());
    }

    /// Whom PAM_IGNORE lets in, which telesign.conf has to say.
    [[nodiscard]] std::string who_is_not_asked() const {
        if (!m_here.settings)
            return {};
        const auto counts = [this](const config::exempt_rule& rule) {
            return rule.services.empty() || rule.services.contains(m_service.name);
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
            tell(health::error, each, "mend that line: libpam does not read it as you do");
        if (!found.code_asked) {
            tell(health::error, place() + ": no login comes as far as this line",
                 "a line before ends or jumps over it (`sufficient`, `done`, a number)");
            return;
        }
        if (found.refused_code_lets_in)
            tell(health::error, place() + ": who types a wrong code is let in",
                 "write `required` or `requisite`");
        else if (found.outage_lets_in)
            tell(health::error, place() + ": who stops the daemon is let in",
                 "take authinfo_unavail out of the control word");
        if (found.times > 1)
            tell(health::warning, "two codes are asked in one login",
                 "keep pam-auth-update's profile or the line in this file, not both");
        if (found.unasked_refused)
            tell(health::warning, place() + ": whom [exempt], [remember] or skip let through is denied",
                 "`auth required pam_permit.so` after the module");
        if (!found.lets_in || !found.others_let_in)
            tell(health::warning, place() + ": the right password and code do not let in", "see pam.conf(5)");
        check_first_factor(found);
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
        if (found.others_need_nothing)
            tell(health::error, "who is not in the group needs no password",
                 "let pam_succeed_if jump over our lines only: not `sufficient`, nor `done`");
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
        for (const config::exempt_rule& rule : m_here.settings->exempt)
            if (rule.services.contains(m_service.name) && rule.users.empty() && rule.groups.empty() &&
                rule.networks.empty())
                tell(health::warning, "[exempt] has this service, which so asks nobody for a code",
                     "take it out of `services` there, unless you mean it");
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
        for (const std::string& form : forms_of(m_service.name))
            if (has_service(m_here.where, form) && m_here.find(form) == nullptr)
                tell(health::error,
                     fmt::format("{} asks for no code: `{}` goes by it", form,
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
    if (here.services.empty())
        into.push_back(
            {health::warning, "pam", "no PAM service asks for a code", "telesignctl enable sudo --try 5m"});
}

} // namespace telesignctl
