// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignctl/pam/dispatch.h"

#include <bitset>
#include <map>
#include <vector>

// All paths through a stack: every module fails as well as succeeds, by each of its actions.
namespace telesignctl::pam {

/// Which answers of the other modules are followed.
enum class followed_answers {
    all,     ///< each that makes a difference
    ordinary ///< modules that do not tell one login from another succeed, and first factors do
};

/// Whether the module's answer depends on who logs in, from where or when: pam_access, pam_succeed_if and the like.
bool is_gate(const entry& module);

/// The module by whose answer our module is left out of a login that ends in success.
struct bypass {
    std::size_t module = 0;   ///< its place in the stack's entries
    bool by_success = false;  ///< it lets through; false: by any other answer
    unsigned min_factors = 0; ///< first factors that such a login has passed at least

    auto operator<=>(const bypass&) const = default;
};

/// What logins come to. They are counted up to two: how often our module was asked, and first factors that were passed.
class outcomes {
public:
    static constexpr std::size_t counted = 3;

    void add(unsigned asked, unsigned factors) { m_found.set(asked * counted + factors); }
    outcomes& operator|=(const outcomes& other) {
        m_found |= other.m_found;
        return *this;
    }
    [[nodiscard]] bool has(unsigned asked, unsigned factors) const {
        return m_found.test(asked * counted + factors);
    }

private:
    std::bitset<counted * counted> m_found;
};

/// Follows all paths through a stack, each state of libpam once. Our module answers the same each time that it is asked.
class path_finder {
public:
    path_finder(const stack& auth_stack, int our_answer, followed_answers followed);

    /// Whether the stack has too many states to be followed; then nothing else here is known.
    [[nodiscard]] bool has_given_up() const { return m_nodes.size() > max_nodes; }

    [[nodiscard]] const outcomes& successes() const { return m_whole.successes; }
    /// Of logins that fail, too.
    [[nodiscard]] const outcomes& ends() const { return m_whole.ends; }
    /// Whether our module may be asked before any first factor was passed.
    [[nodiscard]] bool asks_before_first_factor() const;
    /// In the stack's order.
    [[nodiscard]] std::vector<bypass> bypasses() const;

private:
    static constexpr std::size_t max_nodes = 100'000;

    struct node {
        progress state;
        unsigned asked = 0;
        unsigned factors = 0;

        auto operator<=>(const node&) const = default;
    };
    struct summary {
        outcomes successes;
        outcomes ends;
        bool asks = false; ///< our module may be asked from here on
    };

    const summary& follow(const node& from);
    [[nodiscard]] std::vector<int> answers_of(const entry& module) const;
    [[nodiscard]] node after(node from, int answer) const;

    const stack& m_stack;
    const int m_our_answer;
    const followed_answers m_followed;
    std::map<node, summary> m_nodes;
    summary m_whole;
};

} // namespace telesignctl::pam
