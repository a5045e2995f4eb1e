#include "support/log.h"

#include "captured_stderr.h"

#include "cmocka_cpp.h"

namespace {

void a_line_names_its_severity_and_cannot_be_forged(void**) {
    std::string written;
    {
        const tests::captured_stderr log;
        support::log(support::severity::warning, "user={}", "eve\nerror: forged %s");
        written = log.text();
    }
    assert_string_equal(written.c_str(), "warning: user=eve\\x0aerror: forged %s\n");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {cmocka_unit_test(a_line_names_its_severity_and_cannot_be_forged)};
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
