// `outage = skip` through the real module and daemon: what lets a login through without a code, and what does not.

#include "pam/world_login.h"

namespace {

using namespace pam_test;

struct row {
    const char* user;
    const char* number;
    const char* fault;
    bool is_outage;
};

const row rows[] = {
    {"down", "13105551201", "send = http 503", true},
    {"limited", "13105551202", "send = http 429", true},
    {"cut", "13105551203", "send = cut-before", true},
    {"garbled", "13105551204", "send = bad-json", false},
    {"huge", "13105551205", "send = huge-body", false},
    {"elsewhere", "13105551206", "send = redirect", false},
    {"strange", "13105551207", "send = status 9998", false},
    {"refused", "13105551208", "send = error -30006 401", false},
    {"blocked", "13105551209", "send = status 229", false},
};

int open_login(void** state) {
    tests::world_options options;
    options.policy = "outage = skip\n";
    options.phones.clear();
    for (const row& each : rows) {
        options.phones += std::string{each.user} + " = +" + each.number + '\n';
        options.faults += std::string{"["} + each.number + "]\n" + each.fault + '\n';
    }
    auto* opened = new world_login{options};
    // Only PAM_IGNORE jumps over pam_deny.
    opened->wanted.stack = "auth [ignore=1 success=bad default=bad] @MODULE@ @ARGUMENTS@\n"
                           "auth requisite pam_deny.so\n"
                           "auth required pam_permit.so\n";
    *state = opened;
    return 0;
}

void only_an_outage_is_skipped(void** state) {
    for (const row& each : rows) {
        on(state).run_as(each.user, {});
        if ((on(state).result.code == PAM_SUCCESS) != each.is_outage)
            fail_msg("%s: %s", each.fault, describe(on(state).result).c_str());
    }
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(only_an_outage_is_skipped, open_login, close_login),
    };
    return cmocka_run_group_tests_name("outage", tests, nullptr, nullptr);
}
