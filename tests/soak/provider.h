#pragma once

#include "soak/logins.h"
#include "world/world.h"

#include <string>
#include <vector>

namespace soak {

/// A world in which alice, bob, carol and erin have phones, and in which nobody waits long.
tests::world_options world_of_storms();

/// What goes wrong at the provider, one thing for each phone, until calm().
class provider {
public:
    provider(tests::world& world, const std::vector<user>& users) : m_world{world}, m_users{users} {}

    void misbehave(person& chance);
    void calm();

private:
    void tell(const std::string& faults);

    tests::world& m_world;
    const std::vector<user>& m_users;
};

} // namespace soak
