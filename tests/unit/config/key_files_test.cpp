// SPDX-License-Identifier: BSD-3-Clause
#include "config/key_files.h"

#include "unit/config/certificate.h"
#include "unit/config/temporary_files.h"

#include <unistd.h>

#include "cmocka_cpp.h"

namespace {

using test::files_of;

template <typename Value>
void assert_error(const config::parsed<Value>& result, const std::string& expected) {
    assert_false(result.has_value());
    assert_string_equal(result.error().c_str(), expected.c_str());
}

void the_key_is_read_without_blanks_around_it(void** state) {
    const auto key = config::read_api_key_file(files_of(state).write("key", " YWJj\r\n\n"));
    assert_true(key.has_value());
    assert_true(key->view() == "YWJj");
    const auto from_windows = config::read_api_key_file(files_of(state).write("key", "\xef\xbb\xbfYWJj\r\n"));
    assert_true(from_windows.has_value() && from_windows->view() == "YWJj");
    const std::string wide = files_of(state).write("wide", std::string{"\xff\xfeY\0W\0J\0j\0", 10});
    assert_error(config::read_api_key_file(wide), wide + ": is UTF-16: save it as UTF-8");
}

void a_key_file_of_the_limits_size_is_read_and_a_larger_one_refused(void** state) {
    const std::string key(4096, 'A');
    const auto whole = config::read_api_key_file(files_of(state).write("key", key));
    assert_true(whole.has_value());
    assert_true(whole->view() == key);
    const std::string path = files_of(state).write("key", key + "AAAA");
    assert_error(config::read_api_key_file(path),
                 path + ": larger than 4096 bytes: leave only the key in it");
}

void a_bad_key_file_is_refused_by_name_without_its_text(void** state) {
    const std::string empty = files_of(state).write("empty", "\n");
    assert_error(config::read_api_key_file(empty),
                 empty + ": empty: write the API key from TeleSign's portal");
    const std::string two = files_of(state).write("two", "YWJj\nYWJj\n");
    assert_error(config::read_api_key_file(two),
                 two + ": not base64: copy the whole API key from TeleSign's portal");
    const std::string open = files_of(state).write("open", "YWJj", 0644);
    assert_error(config::read_api_key_file(open), open + ": may be read by everybody: chmod 0640 " + open);
}

void a_ca_file_with_a_certificate_is_good(void** state) {
    const std::string path = files_of(state).write("ca.pem", "a comment\n" + test::certificate_pem(), 0644);
    const auto result = config::check_ca_file(path);
    assert_true(result.has_value());
    assert_string_equal(result->c_str(), path.c_str());
}

void a_ca_file_without_a_certificate_is_refused(void** state) {
    const std::string pem = test::certificate_pem();
    for (const std::string& text :
         {std::string{}, std::string{"text\n"}, pem.substr(0, pem.size() / 2),
          std::string{"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"}}) {
        const std::string path = files_of(state).write("ca.pem", text, 0644);
        assert_error(config::check_ca_file(path),
                     path + ": holds no PEM certificate: write the CA's certificates into it");
    }
    const std::string writable = files_of(state).write("ca.pem", pem, 0666);
    assert_error(config::check_ca_file(writable),
                 writable + ": may be written by its group or by others: chmod 0644 " + writable);
}

void an_encrypted_ca_file_asks_nobody_for_a_password(void** state) {
    const std::string path =
        files_of(state).write("ca.pem",
                              "-----BEGIN CERTIFICATE-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: "
                              "AES-128-CBC,00112233445566778899AABBCCDDEEFF\n\n"
                              "AAAAAAAAAAAAAAAAAAAAAA==\n-----END CERTIFICATE-----\n",
                              0644);
    assert_error(config::check_ca_file(path),
                 path + ": holds no PEM certificate: write the CA's certificates into it");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_key_is_read_without_blanks_around_it, test::make_files,
                                        test::remove_files),
        cmocka_unit_test_setup_teardown(a_key_file_of_the_limits_size_is_read_and_a_larger_one_refused,
                                        test::make_files, test::remove_files),
        cmocka_unit_test_setup_teardown(a_bad_key_file_is_refused_by_name_without_its_text, test::make_files,
                                        test::remove_files),
        cmocka_unit_test_setup_teardown(a_ca_file_with_a_certificate_is_good, test::make_files,
                                        test::remove_files),
        cmocka_unit_test_setup_teardown(a_ca_file_without_a_certificate_is_refused, test::make_files,
                                        test::remove_files),
        cmocka_unit_test_setup_teardown(an_encrypted_ca_file_asks_nobody_for_a_password, test::make_files,
                                        test::remove_files),
    };
    return cmocka_run_group_tests_name("config/key_files", tests, nullptr, nullptr);
}
