#include "telesignd/open_codes.h"

#include <memory>
#include <string>

#include "cmocka_cpp.h"

namespace {

using namespace telesignd;
using namespace std::chrono_literals;

const open_codes::place ssh{"alice", "sshd", "203.0.113.45", ""};

struct scene {
    open_codes::clock::time_point now{1000s};
    open_codes codes{[this] { return now; }};

    std::shared_ptr<sent_code> add(const open_codes::place& where) {
        auto code = std::make_shared<sent_code>();
        code->sent_at = now;
        codes.add(where, code);
        return code;
    }
    const sent_code* find(const open_codes::place& where, std::chrono::seconds reuse = 120s) {
        return codes.find(where, reuse).get();
    }
};

int open_scene(void** state) {
    *state = new scene;
    return 0;
}

int close_scene(void** state) {
    delete static_cast<scene*>(*state);
    return 0;
}

scene& on(void** state) {
    return *static_cast<scene*>(*state);
}

void a_code_is_found_while_it_is_young_and_open(void** state) {
    scene& s = on(state);
    assert_null(s.find(ssh));
    const auto code = s.add(ssh);
    s.now += 119s;
    assert_ptr_equal(s.find(ssh), code.get());
    s.now += 1s;
    assert_null(s.find(ssh));
}

void the_newest_one_counts(void** state) {
    scene& s = on(state);
    s.add(ssh);
    const auto newer = s.add(ssh);
    assert_ptr_equal(s.find(ssh), newer.get());
}

void only_the_same_place_shares_it(void** state) {
    scene& s = on(state);
    s.add(ssh);
    assert_null(s.find({"bob", "sshd", "203.0.113.45", ""}));
    assert_null(s.find({"alice", "sudo", "203.0.113.45", ""}));
    assert_null(s.find({"alice", "sshd", "203.0.113.46", ""}));
    assert_null(s.find({"alice", "sshd", "203.0.113.45", "carol"}));
}

void a_code_is_used_up_by_the_first(void** state) {
    scene& s = on(state);
    const auto code = s.add(ssh);
    assert_true(code->claim());
    assert_false(code->claim());
    assert_null(s.find(ssh));
}

void a_full_table_makes_room_from_what_is_over(void** state) {
    scene& s = on(state);
    for (std::size_t count = 0; count < open_codes::capacity; ++count)
        s.add({std::to_string(count), "sshd", "", ""});
    s.add(ssh);
    assert_null(s.find(ssh)); // no room: everybody gets a code of their own
    s.now += open_codes::longest_reuse;
    s.add(ssh);
    assert_non_null(s.find(ssh));
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_scene, close_scene)
    const CMUnitTest tests[] = {
        CASE(a_code_is_found_while_it_is_young_and_open),
        CASE(the_newest_one_counts),
        CASE(only_the_same_place_shares_it),
        CASE(a_code_is_used_up_by_the_first),
        CASE(a_full_table_makes_room_from_what_is_over),
    };
    return cmocka_run_group_tests_name("telesignd.open_codes_test", tests, nullptr, nullptr);
}
