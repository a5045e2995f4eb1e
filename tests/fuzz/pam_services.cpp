// SPDX-License-Identifier: BSD-3-Clause
// Files of /etc/pam.d: an input is several of them. The first is sudo's; each further one follows a line
// `%% NAME`.
#include "fuzz.h"
#include "telesignctl/enable/pam_edit.h"
#include "telesignctl/pam/stack_analysis.h"

#include <algorithm>
#include <map>
#include <stdexcept>

#include <security/pam_appl.h>

namespace {

using fuzz::require;
namespace pam = telesignctl::pam;

constexpr unsigned random_logins = 64;
constexpr std::size_t most_modules = 10; // following all ways through more takes long, and shows nothing else
const std::string service = "sudo";

using files = std::map<std::string, std::string>;

files split(std::string_view text) {
    files result;
    std::string name = service;
    while (!text.empty()) {
        const bool ends = text.find('\n') != text.npos;
        const std::string_view line = fuzz::take_until(text, '\n');
        if (line.starts_with("%% "))
            name = line.substr(3);
        else
            result[name].append(line).append(ends ? "\n" : "");
    }
    result.try_emplace(service);
    return result;
}

pam::file_reader reader_of(const files& all) {
    return [&all](const std::string& name) {
        const auto found = all.find(name);
        if (found == all.end())
            throw std::runtime_error{name + ": no such file"};
        return found->second;
    };
}

/// What a module answers in one random login: what it can answer, and a first factor does not abstain.
int answer_of(const pam::entry& module, int ours, fuzz::dice& dice) {
    if (pam::is_ours(module))
        return ours;
    const std::string_view name = pam::module_name(module.text);
    if (name == "pam_permit.so")
        return PAM_SUCCESS;
    if (name == "pam_deny.so" || name == "pam_rootok.so")
        return PAM_AUTH_ERR;
    const bool is_likely = dice.roll(3) != 0;
    const int answer = is_likely ? PAM_SUCCESS : static_cast<int>(dice.roll(PAM_INCOMPLETE));
    const bool abstains =
        answer == PAM_IGNORE && pam::is_first_factor(module) && module.actions.at(PAM_IGNORE) == pam::ignore;
    return abstains ? PAM_AUTH_ERR : answer;
}

struct login {
    bool succeeds = false;
    bool asked = false; ///< for a code
};

login log_in(const pam::stack& stack, int ours, fuzz::dice& dice) {
    login result;
    result.succeeds = pam::run(stack, [&](const pam::entry& module) {
                          result.asked = result.asked || pam::is_ours(module);
                          return answer_of(module, ours, dice);
                      }) == PAM_SUCCESS;
    return result;
}

/// Logins with random answers come to nothing that following all ways has not found.
void look_at_logins(const pam::stack& stack, const pam::stack_analysis& found, fuzz::dice dice) {
    if (!found.is_known)
        return;
    const auto has_asked_way = found.code_asked || found.code_alone_lets_in || found.password_asked;
    for (unsigned at = 0; at < random_logins; ++at) {
        const login refused = log_in(stack, PAM_AUTH_ERR, dice);
        require(!refused.succeeds || !refused.asked || !found.accepted_refusals.empty(),
                "nobody is let in whose code was refused, if no refusal is said to be forgiven");
        const login granted = log_in(stack, PAM_SUCCESS, dice);
        require(!granted.succeeds || granted.asked || !found.bypasses.empty() || !has_asked_way,
                "nobody is let in without a code, if everybody is said to be asked");
    }
}

void look_at_edit(const files& all, telesignctl::factor first_factor, const fuzz::dice& dice) {
    const auto changed = telesignctl::add_block(service, first_factor, reader_of(all));
    if (!changed)
        return;
    const std::string& text = all.at(service);
    if (!telesignctl::find_block(text) && text.find(telesignctl::block_end) == text.npos) {
        const auto back = telesignctl::remove_block(*changed);
        require(back.has_value() && *back == text, "what enable puts in, disable takes out, byte for byte");
    }
    files edited = all;
    edited[service] = *changed;
    const pam::stack stack = pam::load_auth(service, reader_of(edited));
    const pam::stack_analysis found = pam::analyze(stack);
    require(found.is_known && found.names_our_module && found.accepted_refusals.empty() && found.lets_in,
            "a stack that enable has changed protects");
    require(std::none_of(found.bypasses.begin(), found.bypasses.end(),
                         [&](const pam::bypass& each) {
                             return pam::kind_of(stack, found, each) == pam::bypass_kind::fault;
                         }),
            "enable leaves no way around the code that nobody can have meant");
    look_at_logins(stack, found, dice);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = fuzz::as_text(data, size);
    const files all = split(text);
    const fuzz::dice dice{text};
    const pam::stack stack = pam::load_auth(service, reader_of(all));
    if (stack.entries.size() > most_modules)
        return 0;
    const pam::stack_analysis found = pam::analyze(stack);
    for (const pam::bypass& each : found.bypasses)
        static_cast<void>(pam::describe(stack, each, found));
    if (found.names_our_module)
        look_at_logins(stack, found, dice);
    look_at_edit(all, text.size() % 4 == 0 ? telesignctl::factor::key : telesignctl::factor::password, dice);
    return 0;
}
