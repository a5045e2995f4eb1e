// SPDX-License-Identifier: BSD-3-Clause
#include "pam_telesign/items.h"

#include "pam_telesign/log.h"

#include <string_view>

#include <security/pam_ext.h>
#include <security/pam_modules.h>
#include <syslog.h>

namespace pam_telesign {
namespace {

struct item_rule {
    int item;
    const char* name;
    protocol::field_id field;
    bool required;
    int too_long; // the code to end with; PAM_SUCCESS: the login goes on without the item
};

// Nobody of such a name has a phone; where the login comes from only adds to the story.
constexpr item_rule item_rules[] = {
    {PAM_SERVICE, "PAM_SERVICE", protocol::field_id::service, true, PAM_SERVICE_ERR},
    {PAM_USER, "PAM_USER", protocol::field_id::user, true, PAM_AUTH_ERR},
    {PAM_RUSER, "PAM_RUSER", protocol::field_id::ruser, false, PAM_AUTH_ERR},
    {PAM_RHOST, "PAM_RHOST", protocol::field_id::rhost, false, PAM_SUCCESS},
    {PAM_TTY, "PAM_TTY", protocol::field_id::tty, false, PAM_SUCCESS},
};

int add_item(pam_handle_t* pamh, const item_rule& rule, protocol::writer& begin) noexcept {
    const void* item = nullptr;
    const int code = pam_get_item(pamh, rule.item, &item);
    if (code != PAM_SUCCESS) {
        log_line(pamh, LOG_ERR, "cannot read %s: %s; denied", rule.name, pam_strerror(pamh, code));
        return PAM_SERVICE_ERR;
    }
    const std::string_view text = item == nullptr ? "" : static_cast<const char*>(item);
    if (text.size() > protocol::max_text) {
        log_line(pamh, rule.too_long == PAM_SUCCESS ? LOG_WARNING : LOG_ERR,
                 "%s is %zu bytes long and at most %zu can be sent; %s", rule.name, text.size(),
                 protocol::max_text, rule.too_long == PAM_SUCCESS ? "left out" : "denied");
        return rule.too_long;
    }
    if (!text.empty())
        begin.text(rule.field, text);
    else if (rule.required) {
        log_line(pamh, LOG_ERR, "%s is empty; denied", rule.name);
        return rule.too_long;
    }
    return PAM_SUCCESS;
}

} // namespace

int add_items(pam_handle_t* pamh, protocol::writer& begin) noexcept {
    const char* user = nullptr;
    const int asked = pam_get_user(pamh, &user, nullptr); // asks for the name when nobody has yet
    if (asked != PAM_SUCCESS) {
        log_line(pamh, LOG_ERR, "cannot learn who wants to log in: %s", pam_strerror(pamh, asked));
        return PAM_CONV_ERR;
    }
    for (const item_rule& rule : item_rules) {
        const int code = add_item(pamh, rule, begin);
        if (code != PAM_SUCCESS)
            return code;
    }
    return PAM_SUCCESS;
}

} // namespace pam_telesign
