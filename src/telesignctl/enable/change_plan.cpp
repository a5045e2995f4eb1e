// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/enable/change_plan.h"

#include "telesignctl/enable/change.h"
#include "telesignctl/enable/readiness.h"
#include "telesignctl/enable/services.h"
#include "telesignctl/pam/programs.h"
#include "telesignctl/pam/stack_analysis.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

namespace telesignctl {

namespace {

bool names_our_module(const std::string& service, const pam::file_reader& read) {
    const pam::stack all = pam::load_auth(service, read);
    return std::any_of(all.entries.begin(), all.entries.end(), pam::is_ours);
}

bool authenticates(const std::string& service) {
    const pam_program* const program = find_program(service);
    return program == nullptr || program->kind != program_kind::never_authenticates;
}

/// The name of the service, if it can have our lines.
const std::string& existing_service(const machine& host, const std::string& service) {
    if (!has_service(host, service))
        throw_change_error(fmt::format("{}/{}: no such PAM service", host.pam_folder(), service));
    return service;
}

} // namespace

change_plan::change_plan(const machine& host, const enable_options& options)
    : m_host{host}, m_options{options}, m_services{services_of(host,
                                                               existing_service(host, options.service))},
      m_lifetime{value_or_throw(check_readiness(host, is_everywhere() ? "sshd" : options.service))},
      m_missing_phones{value_or_throw(missing_phones::load(host))} {
    if (!m_options.group.empty())
        value_or_throw(check_group(m_host, m_options.service, m_options.group));
    find_missing_phones();
    plan_texts();
    if (is_everywhere())
        look_at_services();
    m_has_sshd = m_options.service == "sshd" || (is_everywhere() && sshd_asks_by_common_auth());
    if (m_has_sshd)
        plan_sshd();
}

bool change_plan::is_everywhere() const {
    return m_options.service == common_auth;
}

void change_plan::find_missing_phones() {
    if (m_options.caller.empty())
        return;
    m_caller_problem = m_missing_phones.find_caller_problem(m_options.caller, m_services);
    if (!m_caller_problem.empty() && !m_options.trial)
        throw_change_error(m_caller_problem + ", or add --try 5m");
}

/// Whether a service has our lines as they should be. Throws change_error if it has others of ours.
bool change_plan::has_block(const std::string& service) const {
    const auto title = find_block(pam_reader(m_host)(service));
    if (title && *title != block_title(service, m_options.first_factor))
        throw_change_error(
            fmt::format("{} is already protected in another way (`{}`): run telesignctl disable {} first",
                        service, *title, argument_of(m_options.service)));
    return title.has_value();
}

/// What an earlier run that was cut short has done already is left out.
void change_plan::plan_texts() {
    const pam::file_reader planned = reader();
    for (const std::string& alias : service_aliases(m_options.service)) {
        if (!has_service(m_host, alias) || has_block(alias))
            continue;
        const bool included =
            alias != m_options.service && names_our_module(alias, planned); // su-l includes su
        if (!included)
            m_texts[alias] = value_or_throw(add_block(alias, m_options.first_factor, planned));
    }
}

void change_plan::plan_sshd() {
    m_sshd = value_or_throw(plan_drop_in(m_host, m_options.first_factor, m_lifetime, m_options.service));
    if (m_sshd.exposed && !m_options.reload && lets_some_in_without_code(m_host, "sshd"))
        throw_change_error(
            "until sshd is reloaded, it would use PAM without asking for the key, and telesign.conf lets "
            "some users in without a code ([exempt], [remember] or skip): add --reload");
}

/// Whether sshd gets the code from common-auth, and not from lines of its own before that.
bool change_plan::sshd_asks_by_common_auth() const {
    const auto& all = m_services;
    return ::access(m_host.sshd.c_str(), X_OK) == 0 &&
           std::find(all.begin(), all.end(), "sshd") != all.end() && !find_block(pam_reader(m_host)("sshd"));
}

/// Lines in common-auth are lines in the middle of other files. Two codes in one login are refused; what else is wrong with
/// a service keeps no other from being protected.
void change_plan::look_at_services() {
    for (const std::string& service : asking_services()) {
        const auto block = find_block(pam_reader(m_host)(service));
        if (block == block_title(service, factor::key)) // which ends the stack before it gets to common-auth
            continue;
        const pam::stack stack = pam::load_auth(service, reader());
        if (pam::analyze(stack).code_asked_twice)
            throw_change_error(fmt::format(
                "{} asks for a code already, and would ask for two: {} first", service,
                block ? "run telesignctl disable " + service : "remove pam_telesign.so from its stack"));
        m_including[service] = pam_reader(m_host)(service);
        if (const std::string reason = reject_reason(stack, m_options.first_factor); !reason.empty())
            m_faults.push_back(fmt::format("{}: {}", service, reason));
    }
}

/// Reads files as they will be.
pam::file_reader change_plan::reader() const {
    return [this, on_disk = pam_reader(m_host)](const std::string& name) {
        const auto found = m_texts.find(name);
        return found == m_texts.end() ? on_disk(name) : found->second;
    };
}

pam_texts change_plan::tested_texts() const {
    pam_texts result = m_including;
    for (const auto& [service, text] : m_texts)
        result[service] = text;
    return result;
}

std::vector<std::string> change_plan::asking_services() const {
    std::vector<std::string> result;
    std::copy_if(m_services.begin(), m_services.end(), std::back_inserter(result), authenticates);
    return result;
}

std::vector<std::string> change_plan::notes() const {
    std::vector<std::string> result;
    if (!m_caller_problem.empty())
        result.push_back(m_caller_problem);
    const auto append = [&result](std::vector<std::string> more) {
        std::move(more.begin(), more.end(), std::back_inserter(result));
    };
    append(m_missing_phones.notes(asking_services(), m_options.group));
    append(m_faults);
    append(advice(m_host, m_options.service));
    if (m_has_sshd)
        append(match_bypasses(m_host, m_options.first_factor));
    for (const auto& [service, text] : is_everywhere() ? m_including : m_texts) {
        const pam::stack stack = pam::load_auth(service, reader());
        const pam::stack_analysis found = pam::analyze(stack);
        for (const pam::bypass& bypass : found.bypasses)
            result.push_back(pam::describe(stack, bypass, found));
    }
    return result;
}

} // namespace telesignctl
