// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/login/audit.h"

#include "captured_stderr.h"

#include <cstring>
#include <string>

#include "cmocka_cpp.h"

namespace {

using namespace telesignd;

std::string audited(const login_request& request, const audit_record& record, protocol::result how) {
    const tests::captured_stderr log;
    write_audit(request, {42, 0}, record, how);
    return log.text();
}

void a_login_is_one_line_of_pairs(void**) {
    login_request request{"sshd", "alice", "", "203.0.113.45", "ssh", 0};
    audit_record record;
    record.account = "alice";
    record.masked_phone = "*********12";
    record.channel = "sms";
    record.reference_id = "ABCDEF0123456789ABCDEF0123456789";
    record.reason = "code_valid";
    record.sends = 1;
    record.attempts = 2;
    assert_string_equal(audited(request, record, protocol::result::granted).c_str(),
                        "info: login outcome=granted reason=code_valid service=sshd user=alice "
                        "rhost=203.0.113.45 tty=ssh phone=*********12 channel=sms "
                        "reference=ABCDEF0123456789ABCDEF0123456789 sends=1 attempts=2 pid=42 uid=0\n");
}

void a_lock_or_a_limit_says_until_when(void**) {
    audit_record record;
    record.reason = "locked";
    record.until = std::chrono::sys_seconds{std::chrono::seconds{1'700'000'000}};
    record.detail = "failures = 10/1h";
    const std::string line =
        audited({"sshd", "alice", "", "", "", 0}, record, protocol::result::not_permitted);
    assert_non_null(std::strstr(line.c_str(), " until=2023-11-14T22:13:20Z detail=\"failures = 10/1h\"\n"));
}

void a_callers_account_is_named_when_it_is_not_the_user(void**) {
    audit_record record;
    record.account = "bob";
    const std::string line = audited({"su", "root", "bob", "", "", 0}, record, protocol::result::denied);
    assert_non_null(std::strstr(line.c_str(), " user=root account=bob ruser=bob "));
}

void a_value_from_outside_cannot_forge_a_pair_or_a_line(void**) {
    login_request request{"sshd", "eve outcome=granted", "", "a\"b\\c\nd", "", 0};
    const std::string line = audited(request, {}, protocol::result::denied);
    assert_non_null(std::strstr(line.c_str(), " user=\"eve outcome=granted\" "));
    assert_non_null(std::strstr(line.c_str(), " rhost=\"a\\\"b\\\\c\\x0ad\" "));
    assert_int_equal(line.find('\n'), line.size() - 1);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_login_is_one_line_of_pairs),
        cmocka_unit_test(a_lock_or_a_limit_says_until_when),
        cmocka_unit_test(a_callers_account_is_named_when_it_is_not_the_user),
        cmocka_unit_test(a_value_from_outside_cannot_forge_a_pair_or_a_line),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
