#include "telesignctl/enable/lock.h"

#include <atomic>
#include <optional>
#include <thread>

#include <fcntl.h>
#include <sys/file.h>

#include "unit/telesignctl/scratch_machine.h"

#include "unit/telesignctl/failures.h"

namespace {

using telesignctl::change_lock;
using tests::close_scratch;
using tests::open_scratch;
using tests::scratch;

std::string file_of(void** state) {
    return scratch(state).host().backup_folder() + "/lock";
}

void it_is_held_as_long_as_it_lives(void** state) {
    const auto is_free = [&] {
        const support::unique_fd other{::open(file_of(state).c_str(), O_RDWR | O_CLOEXEC)};
        return ::flock(other.get(), LOCK_EX | LOCK_NB) == 0;
    };
    {
        const change_lock held{scratch(state).host()};
        assert_false(is_free());
    }
    assert_true(is_free());
}

void the_next_one_waits_for_its_turn(void** state) {
    std::atomic<bool> is_released = false;
    bool was_released = false;
    std::optional<change_lock> held{scratch(state).host()};
    std::thread next{[&] {
        const change_lock mine{scratch(state).host()};
        was_released = is_released;
    }};
    is_released = true;
    held.reset();
    next.join();
    assert_true(was_released);
}

void a_link_in_its_place_is_refused(void** state) {
    const std::string victim = scratch(state).files.write("victim", "");
    { const change_lock makes_the_folder{scratch(state).host()}; }
    std::filesystem::remove(file_of(state));
    std::filesystem::create_symlink(victim, file_of(state));
    tests::assert_contains(tests::failure_of([&] { change_lock{scratch(state).host()}; }), "/lock: ");
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_scratch, close_scratch)
    const CMUnitTest tests[] = {
        CASE(it_is_held_as_long_as_it_lives),
        CASE(the_next_one_waits_for_its_turn),
        CASE(a_link_in_its_place_is_refused),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
