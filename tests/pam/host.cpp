// SPDX-License-Identifier: BSD-3-Clause
#include "pam/host.h"

#include "pam/service_files.h"
#include "secret_scan/secret_scan.h"

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <stdexcept>
#include <utility>

#include <dlfcn.h>
#include <security/pam_ext.h>

namespace {

std::mutex log_mutex; ///< of log_lines(): several logins may be made at once

std::vector<std::string>& log_lines() {
    static std::vector<std::string> lines;
    return lines;
}

} // namespace

// What modules log. They find these before libpam's, since the program comes first.
extern "C" __attribute__((visibility("default"))) void
pam_vsyslog(const pam_handle_t* /*pamh*/, int /*priority*/, const char* format, va_list arguments) {
    char line[2048];
    std::vsnprintf(line, sizeof line, format, arguments); // NOLINT(cert-err33-c): cut is fine
    const std::lock_guard lock{log_mutex};
    log_lines().emplace_back(line);
    tests::keep_for_secret_scan(log_lines().back() + '\n');
}

extern "C" __attribute__((visibility("default"))) void pam_syslog(const pam_handle_t* pamh, int priority,
                                                                  const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    pam_vsyslog(pamh, priority, format, arguments);
    va_end(arguments);
}

#ifdef SANITIZED
// pam_wrapper opens libpam with RTLD_DEEPBIND, where a sanitizer's runtime ends the program.
extern "C" __attribute__((visibility("default"))) void* dlopen(const char* file, int mode) {
    static const auto real = reinterpret_cast<void* (*)(const char*, int)>(::dlsym(RTLD_NEXT, "dlopen"));
    return real(file, mode & ~RTLD_DEEPBIND);
}
#endif

namespace pam_test {
namespace {

struct conversation_state {
    const login* wanted;
    outcome* result;
    std::size_t answered;
};

int converse(int count, const pam_message** messages, pam_response** responses, void* data) {
    auto* state = static_cast<conversation_state*>(data);
    if (count != 1)
        return PAM_CONV_ERR; // the module promises one message a call
    const int style = messages[0]->msg_style;
    state->result->messages.push_back({style, messages[0]->msg});
    if (style != PAM_PROMPT_ECHO_ON && style != PAM_PROMPT_ECHO_OFF) {
        *responses = new_response(nullptr); // as sshd does
        return PAM_SUCCESS;
    }
    if (state->wanted->at_prompt)
        state->wanted->at_prompt();
    if (state->answered == state->wanted->answers.size())
        return PAM_CONV_ERR;
    *responses = new_response(state->wanted->answers[state->answered++].c_str());
    return PAM_SUCCESS;
}

void set_item(pam_handle_t* pamh, int item, const char* value) {
    if (value != nullptr && pam_set_item(pamh, item, value) != PAM_SUCCESS)
        throw std::runtime_error{"pam_set_item failed"};
}

std::string stack_of(const login& wanted) {
    std::string stack = wanted.stack;
    const std::string place = "@ARGUMENTS@";
    const std::size_t at = stack.find(place);
    return at == std::string::npos ? stack : stack.replace(at, place.size(), wanted.arguments);
}

} // namespace

outcome authenticate(const login& wanted) {
    outcome result;
    conversation_state state{&wanted, &result, 0};
    const pam_conv own{converse, &state};
    const service_file service{stack_of(wanted), wanted.service};
    take_log();
    pam_handle_t* pamh = nullptr;
    if (pam_start(service.name(), wanted.user, wanted.conversation ? &*wanted.conversation : &own, &pamh) !=
        PAM_SUCCESS)
        throw std::runtime_error{"pam_start failed"};
    set_item(pamh, PAM_RUSER, wanted.ruser);
    set_item(pamh, PAM_RHOST, wanted.rhost);
    set_item(pamh, PAM_TTY, wanted.tty);
    if (wanted.at_start)
        wanted.at_start();
    result.code = pam_authenticate(pamh, wanted.flags);
    pam_end(pamh, result.code);
    result.log = take_log();
    return result;
}

bool logged(const outcome& from, const std::string& part) {
    return std::any_of(from.log.begin(), from.log.end(),
                       [&part](const std::string& line) { return line.find(part) != std::string::npos; });
}

std::string describe(const outcome& result) {
    std::string text =
        "code " + std::to_string(result.code) + " (" + pam_strerror(nullptr, result.code) + ")\n";
    for (const message& shown : result.messages)
        text += "shown " + std::to_string(shown.style) + ": " + shown.text + "\n";
    for (const std::string& line : result.log)
        text += "log: " + line + "\n";
    return text;
}

std::vector<std::string> take_log() {
    const std::lock_guard lock{log_mutex};
    return std::exchange(log_lines(), {});
}

pam_response* new_response(const char* text) {
    auto* response = static_cast<pam_response*>(std::calloc(1, sizeof(pam_response)));
    if (response == nullptr)
        throw std::bad_alloc{};
    if (text != nullptr)
        response->resp = ::strdup(text);
    return response;
}

} // namespace pam_test
