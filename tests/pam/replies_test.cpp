// SPDX-License-Identifier: BSD-3-Clause
// What a person typed is gone from memory when the module gives it back, on every path.

#include "pam/fixture.h"

#include <atomic>
#include <cstdlib>
#include <cstring>

#include <dlfcn.h>

#include "cmocka_cpp.h"

namespace {

/// A reply handed to the module, and what it held when the module freed it.
struct watched_block {
    std::atomic<const void*> block = nullptr; // the fake daemon's thread frees too
    std::size_t size = 0;
    bool freed = false;
    unsigned char left[2048] = {};
};
watched_block watched_text;
watched_block watched_response;

void look(watched_block& watched, const void* block) {
    if (block == nullptr || block != watched.block)
        return;
    std::memcpy(watched.left, block, watched.size);
    watched.freed = true;
    watched.block = nullptr; // the address may come again
}

} // namespace

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
// The sanitizers' own way to be called before a block is freed (sanitizer/allocator_interface.h).
extern "C" int __sanitizer_install_malloc_and_free_hooks(void (*)(const volatile void*, size_t),
                                                         void (*)(const volatile void*));
static const int installed =
    __sanitizer_install_malloc_and_free_hooks([](const volatile void*, size_t) {},
                                              [](const volatile void* block) {
                                                  look(watched_text, const_cast<const void*>(block));
                                                  look(watched_response, const_cast<const void*>(block));
                                              });
#else
// The module finds this one before libc's, since the program comes first.
extern "C" __attribute__((visibility("default"))) void free(void* block) noexcept {
    static const auto real = reinterpret_cast<void (*)(void*)>(::dlsym(RTLD_NEXT, "free"));
    look(watched_text, block);
    look(watched_response, block);
    real(block);
}
#endif

using namespace pam_test;
using protocol::result;

namespace {

void watch(watched_block& watched, void* block, std::size_t size) {
    watched.size = size;
    watched.freed = false;
    watched.block = block;
}

pam_response* watched_reply(const char* text) {
    pam_response* response = new_response(text);
    watch(watched_text, response->resp, std::strlen(text));
    watch(watched_response, response, sizeof *response);
    return response;
}

constexpr const char* code = "code-that-nobody-may-find-12345";

int give_code(int, const pam_message**, pam_response** responses, void*) {
    *responses = watched_reply(code);
    return PAM_SUCCESS;
}

int fail_with_code(int, const pam_message**, pam_response** responses, void*) {
    *responses = watched_reply(code);
    return PAM_CONV_ERR;
}

int give_too_much(int, const pam_message**, pam_response** responses, void*) {
    *responses = watched_reply(std::string(protocol::max_text + 1, '1').c_str());
    return PAM_SUCCESS;
}

bool is_zero(const watched_block& watched) {
    for (std::size_t i = 0; i < watched.size; ++i)
        if (watched.left[i] != 0)
            return false;
    return true;
}

void assert_wiped(void** state, decltype(pam_conv::conv) converse, fake_daemon::script play, int expected) {
    fixture& test = fixture_of(state);
    test.wanted.conversation = pam_conv{converse, test.daemon.get()};
    test.run(std::move(play));
    assert_code(test.result, expected);
    assert_true(watched_text.freed);
    assert_true(watched_response.freed);
    assert_true(is_zero(watched_text));
    assert_true(is_zero(watched_response));
}

void a_reply_is_wiped_after_success(void** state) {
    assert_wiped(
        state, give_code,
        [](peer& module) {
            module.ask_once();
            module.verdict(result::granted);
        },
        PAM_SUCCESS);
    assert_string_equal(fixture_of(state).daemon->received()[1].text(protocol::field_id::text).c_str(), code);
}

void a_reply_is_wiped_after_a_dying_daemon(void** state) {
    assert_wiped(
        state, give_code, [](peer& module) { module.ask_once(); }, PAM_AUTHINFO_UNAVAIL);
}

void a_reply_of_a_failing_conversation_is_wiped(void** state) {
    assert_wiped(
        state, fail_with_code,
        [](peer& module) {
            module.ask_once();
            module.verdict(result::conversation_error);
        },
        PAM_CONV_ERR);
}

void a_reply_too_long_is_wiped(void** state) {
    assert_wiped(
        state, give_too_much,
        [](peer& module) {
            module.ask_once();
            module.verdict(result::denied);
        },
        PAM_AUTH_ERR);
}

void a_reply_that_came_too_late_is_wiped(void** state) {
    fixture& test = fixture_of(state);
    const auto give_late = [](int, const pam_message**, pam_response** responses, void* daemon) {
        static_cast<fixture*>(daemon)->daemon->finish();
        *responses = watched_reply(code);
        return PAM_SUCCESS;
    };
    test.wanted.conversation = pam_conv{give_late, &test};
    test.run([](peer& module) {
        module.receive();
        module.accepted();
        module.prompt("Code: ");
        module.verdict(result::denied);
    });
    assert_code(test.result, PAM_AUTH_ERR);
    assert_true(watched_text.freed && is_zero(watched_text));
    assert_true(watched_response.freed && is_zero(watched_response));
}

void a_reply_to_a_mere_message_is_wiped(void** state) {
    assert_wiped(
        state, give_code,
        [](peer& module) {
            module.receive();
            module.verdict(result::denied, "no");
        },
        PAM_AUTH_ERR);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        pam_unit_test(a_reply_is_wiped_after_success),
        pam_unit_test(a_reply_is_wiped_after_a_dying_daemon),
        pam_unit_test(a_reply_of_a_failing_conversation_is_wiped),
        pam_unit_test(a_reply_too_long_is_wiped),
        pam_unit_test(a_reply_that_came_too_late_is_wiped),
        pam_unit_test(a_reply_to_a_mere_message_is_wiped),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
