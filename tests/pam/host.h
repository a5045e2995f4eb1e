// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <security/pam_appl.h>

/// A program that logs people in through PAM, as sshd or su do, for tests. It knows nothing of what stands
/// behind the module: a scripted daemon or the real one.
namespace pam_test {

/// One login to try.
struct login {
    /// The service file; see service_file for @MODULE@ and @WRAPPER@. @ARGUMENTS@ stands for `arguments`.
    std::string stack = "auth required @MODULE@ @ARGUMENTS@";
    std::string arguments;
    std::string service;        ///< PAM_SERVICE; empty: a name of its own
    const char* user = "alice"; ///< as for the items below: nullptr leaves the item unset
    const char* ruser = nullptr;
    const char* rhost = nullptr;
    const char* tty = nullptr;
    int flags = 0;
    /// What the person types, prompt by prompt. A prompt beyond them makes the conversation fail.
    std::vector<std::string> answers;
    /// Called when all is ready for pam_authenticate(3).
    std::function<void()> at_start;
    /// Called at every prompt, before it is answered.
    std::function<void()> at_prompt;
    /// In place of the conversation that gives `answers`.
    std::optional<pam_conv> conversation;
};

/// A message that the conversation showed: PAM_PROMPT_ECHO_ON, PAM_ERROR_MSG, …
struct message {
    int style;
    std::string text;
};

struct outcome {
    int code = -1; ///< of pam_authenticate(3)
    std::vector<message> messages;
    std::vector<std::string> log; ///< what modules wrote with pam_syslog(3)
};

/// pam_start, the items, pam_authenticate, pam_end. Throws std::runtime_error when libpam cannot even begin.
outcome authenticate(const login& wanted);

/// True when a line of the log holds `part`.
bool logged(const outcome& from, const std::string& part);

/// A line for a failed assertion: everything that happened.
std::string describe(const outcome& result);

/// What modules have logged since the last call, also outside of authenticate().
std::vector<std::string> take_log();

/// One reply as pam_conv(3) wants it, of malloc. `text` nullptr: a response without text.
pam_response* new_response(const char* text);

} // namespace pam_test
