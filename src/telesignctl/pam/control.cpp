// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/pam/control.h"

#include "support/text.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include <security/pam_appl.h>

namespace telesignctl::pam {

namespace {

/// In the order of Linux-PAM's numbers (_pam_types.h).
constexpr std::array<std::string_view, return_values> names{"success",
                                                            "open_err",
                                                            "symbol_err",
                                                            "service_err",
                                                            "system_err",
                                                            "buf_err",
                                                            "perm_denied",
                                                            "auth_err",
                                                            "cred_insufficient",
                                                            "authinfo_unavail",
                                                            "user_unknown",
                                                            "maxtries",
                                                            "new_authtok_reqd",
                                                            "acct_expired",
                                                            "session_err",
                                                            "cred_unavail",
                                                            "cred_expired",
                                                            "cred_err",
                                                            "no_module_data",
                                                            "conv_err",
                                                            "authtok_err",
                                                            "authtok_recover_err",
                                                            "authtok_lock_busy",
                                                            "authtok_disable_aging",
                                                            "try_again",
                                                            "ignore",
                                                            "abort",
                                                            "authtok_expired",
                                                            "module_unknown",
                                                            "bad_item",
                                                            "conv_again",
                                                            "incomplete"};

std::optional<int> action_of(std::string_view name) {
    struct row {
        std::string_view name;
        int action;
    };
    for (const auto& [known, action] : {row{"ignore", ignore}, row{"ok", ok}, row{"done", done},
                                        row{"bad", bad}, row{"die", die}, row{"reset", reset}})
        if (name == known)
            return action;
    int jump = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), jump);
    if (error == std::errc{} && end == name.data() + name.size() && jump > 0)
        return jump;
    return std::nullopt;
}

/// The four words: what a success does, and what all else does.
control word(int success, int otherwise) {
    control result;
    result.fill(otherwise);
    result[PAM_SUCCESS] = success;
    result[PAM_NEW_AUTHTOK_REQD] = success;
    if (otherwise != ignore)
        result[PAM_IGNORE] = ignore;
    return result;
}

/// Takes the next word off `text`: up to a blank, or to `stop`.
std::string_view take_word(std::string_view& text, char stop) {
    text = support::trim(text);
    const auto end = std::min({text.find_first_of(" \t\n"), text.find(stop), text.size()});
    const std::string_view found = text.substr(0, end);
    text = support::trim(text.substr(end));
    return found;
}

tl::expected<control, std::string_view> parse_list(std::string_view text) {
    constexpr int unset = 1 << 30;
    control result;
    result.fill(unset);
    int otherwise = bad; // libpam's own default
    for (text = support::trim(text); !text.empty();) {
        const std::string_view name = take_word(text, '=');
        text.remove_prefix(text.starts_with('=') ? 1 : 0);
        const auto action = action_of(take_word(text, ' '));
        if (!action)
            return tl::unexpected{std::string_view{"an action that pam.conf(5) does not define"}};
        const auto* const found = std::find(names.begin(), names.end(), name);
        if (name == "default")
            otherwise = *action;
        else if (found == names.end())
            return tl::unexpected{std::string_view{"a return value that pam.conf(5) does not define"}};
        else
            result[static_cast<std::size_t>(found - names.begin())] = *action;
    }
    std::replace(result.begin(), result.end(), unset, otherwise);
    return result;
}

} // namespace

tl::expected<control, std::string_view> parse_control(std::string_view text) {
    if (text == "required")
        return word(ok, bad);
    if (text == "requisite")
        return word(ok, die);
    if (text == "sufficient")
        return word(done, ignore);
    if (text == "optional")
        return word(ok, ignore);
    if (text.size() >= 2 && text.front() == '[' && text.back() == ']')
        return parse_list(text.substr(1, text.size() - 2));
    return tl::unexpected{std::string_view{"a control word that pam.conf(5) does not define"}};
}

} // namespace telesignctl::pam
