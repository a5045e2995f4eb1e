// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/pam/dispatch.h"

namespace telesignctl::pam {

namespace {

class dispatcher {
public:
    dispatcher(const stack& auth_stack, progress& state) : m_entries{auth_stack.entries}, m_state{state} {}

    void take(int returned) {
        const entry& now = m_entries[m_state.at];
        const int action = now.actions.at(static_cast<std::size_t>(returned));
        verdict& so_far = m_state.now;
        const bool good = so_far.impression == impression::undefined ||
                          (so_far.impression == impression::positive && so_far.status == PAM_SUCCESS);
        if (action == reset) {
            so_far = now.depth > 0 ? m_state.saved.at(static_cast<std::size_t>(now.depth)) : verdict{};
        } else if (action == ok || action == done) {
            if (good)
                so_far = {impression::positive, returned};
            if (action == done && so_far.impression == impression::positive)
                leave(now.depth);
        } else if (action == bad || action == die) {
            if (so_far.impression != impression::negative)
                so_far = {impression::negative, returned == PAM_IGNORE ? PAM_PERM_DENIED : returned};
            if (action == die)
                leave(now.depth);
        } else if (action > 0) { // which says nothing for or against
            jump(now.depth, action);
        }
        ++m_state.at;
        enter_substacks();
    }

    /// Keeps what is thought so far, for `reset` inside of them.
    void enter_substacks() {
        for (; m_state.at < m_entries.size() && m_entries[m_state.at].substack; ++m_state.at) {
            const auto inside = static_cast<std::size_t>(m_entries[m_state.at].depth) + 1;
            m_state.saved.resize(inside + 1);
            m_state.saved[inside] = m_state.now;
        }
        // What was kept for substacks that have ended counts no more.
        const int depth = m_state.at < m_entries.size() ? m_entries[m_state.at].depth : 0;
        m_state.saved.resize(static_cast<std::size_t>(depth) + 1);
    }

private:
    [[nodiscard]] bool has_next(int depth) const {
        return m_state.at + 1 < m_entries.size() && m_entries[m_state.at + 1].depth >= depth;
    }

    /// To the last module of this stack or substack.
    void leave(int depth) {
        while (has_next(depth))
            ++m_state.at;
    }

    void jump(int depth, int modules) {
        for (; modules > 0 && has_next(depth); --modules) {
            ++m_state.at;
            while (has_next(depth + 1))
                ++m_state.at;
        }
        if (modules > 0) // beyond the last one: libpam refuses
            m_state.now = {impression::negative, PAM_PERM_DENIED};
    }

    const std::vector<entry>& m_entries;
    progress& m_state;
};

} // namespace

progress begin(const stack& auth_stack) {
    progress state;
    dispatcher{auth_stack, state}.enter_substacks();
    return state;
}

void advance(const stack& auth_stack, progress& state, int returned) {
    dispatcher{auth_stack, state}.take(returned);
}

int result_of(const verdict& last) {
    return last.impression != impression::positive && last.status == PAM_SUCCESS ? PAM_PERM_DENIED
                                                                                 : last.status;
}

int run(const stack& auth_stack, const module_answer& answer) {
    progress state = begin(auth_stack);
    while (state.at < auth_stack.entries.size())
        advance(auth_stack, state, answer(auth_stack.entries[state.at]));
    return result_of(state.now);
}

} // namespace telesignctl::pam
