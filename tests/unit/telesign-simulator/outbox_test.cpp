// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/outbox.h"

#include "unit/config/temporary_files.h"

#include <fstream>

#include <sys/stat.h>

#include "cmocka_cpp.h"

namespace {

using namespace simulator;
using test::files_of;

const outbox_entry entry{.reference_id = "AB",
                         .channel = "sms",
                         .phone_number = "13105551212",
                         .code = "01234",
                         .language = "en-US",
                         .message = "\"01234\"\nis it"};

void each_code_is_one_line_with_its_keys_in_order(void** state) {
    const std::string path = files_of(state).path("lines");
    const auto box = outbox::open(path);
    assert_true(box.has_value());
    assert_true(box->append(entry));
    assert_true(box->append(entry));
    std::ifstream file{path};
    std::string line;
    for (int count = 0; count < 2; ++count) {
        assert_true(static_cast<bool>(std::getline(file, line)));
        assert_string_equal(
            line.c_str(),
            R"({"reference_id":"AB","channel":"sms","phone_number":"13105551212","code":"01234",)"
            R"("language":"en-US","message":"\"01234\"\nis it"})");
    }
    assert_false(static_cast<bool>(std::getline(file, line)));
}

void the_file_is_private_even_if_it_was_not(void** state) {
    const std::string path = files_of(state).write("old", "before\n", 0644);
    const auto box = outbox::open(path);
    assert_true(box.has_value() && box->append(entry));
    struct stat facts {};
    assert_int_equal(::stat(path.c_str(), &facts), 0);
    assert_int_equal(facts.st_mode & 07777, 0600);
    std::ifstream file{path};
    std::string line;
    std::getline(file, line);
    assert_string_equal(line.c_str(), "before");
}

void what_cannot_be_an_outbox_is_refused(void** state) {
    const std::string fifo = files_of(state).path("fifo");
    assert_int_equal(::mkfifo(fifo.c_str(), 0600), 0);
    const std::string link = files_of(state).path("link");
    assert_int_equal(::symlink("target", link.c_str()), 0);
    for (const std::string& path : {fifo, link, files_of(state).path("no/such/folder"), std::string{"/"}}) {
        const auto box = outbox::open(path);
        assert_false(box.has_value());
        assert_true(box.error().starts_with(path + ": "));
    }
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(each_code_is_one_line_with_its_keys_in_order),
        cmocka_unit_test(the_file_is_private_even_if_it_was_not),
        cmocka_unit_test(what_cannot_be_an_outbox_is_refused),
    };
    return cmocka_run_group_tests(tests, test::make_files, test::remove_files);
}
