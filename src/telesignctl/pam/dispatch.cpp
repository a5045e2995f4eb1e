#include "telesignctl/pam/dispatch.h"

namespace telesignctl::pam {

namespace {

class dispatcher {
public:
    dispatcher(const stack& which, progress& where) : m_entries{which.entries}, m_where{where} {}

    void take(int returned) {
        const entry& now = m_entries[m_where.at];
        const int what = now.actions.at(static_cast<std::size_t>(returned));
        verdict& so_far = m_where.now;
        const bool good = so_far.impression == impression::undefined ||
                          (so_far.impression == impression::positive && so_far.status == PAM_SUCCESS);
        if (what == reset) {
            so_far = now.depth > 0 ? m_where.saved.at(static_cast<std::size_t>(now.depth)) : verdict{};
        } else if (what == ok || what == done) {
            if (good)
                so_far = {impression::positive, returned};
            if (what == done && so_far.impression == impression::positive)
                leave(now.depth);
        } else if (what == bad || what == die) {
            if (so_far.impression != impression::negative)
                so_far = {impression::negative, returned == PAM_IGNORE ? PAM_PERM_DENIED : returned};
            if (what == die)
                leave(now.depth);
        } else if (what > 0) { // which says nothing for or against
            jump(now.depth, what);
        }
        ++m_where.at;
        enter_substacks();
    }

    /// Keeps what is thought so far, for `reset` inside of them.
    void enter_substacks() {
        for (; m_where.at < m_entries.size() && m_entries[m_where.at].substack; ++m_where.at) {
            const auto inside = static_cast<std::size_t>(m_entries[m_where.at].depth) + 1;
            m_where.saved.resize(inside + 1);
            m_where.saved[inside] = m_where.now;
        }
        // What was kept for substacks that have ended counts no more.
        const int depth = m_where.at < m_entries.size() ? m_entries[m_where.at].depth : 0;
        m_where.saved.resize(static_cast<std::size_t>(depth) + 1);
    }

private:
    [[nodiscard]] bool has_next(int depth) const {
        return m_where.at + 1 < m_entries.size() && m_entries[m_where.at + 1].depth >= depth;
    }

    /// To the last module of this stack or substack.
    void leave(int depth) {
        while (has_next(depth))
            ++m_where.at;
    }

    void jump(int depth, int modules) {
        for (; modules > 0 && has_next(depth); --modules) {
            ++m_where.at;
            while (has_next(depth + 1))
                ++m_where.at;
        }
        if (modules > 0) // beyond the last one: libpam refuses
            m_where.now = {impression::negative, PAM_PERM_DENIED};
    }

    const std::vector<entry>& m_entries;
    progress& m_where;
};

} // namespace

progress begin(const stack& which) {
    progress where;
    dispatcher{which, where}.enter_substacks();
    return where;
}

void advance(const stack& which, progress& where, int returned) {
    dispatcher{which, where}.take(returned);
}

int result_of(const verdict& last) {
    return last.impression != impression::positive && last.status == PAM_SUCCESS ? PAM_PERM_DENIED
                                                                                 : last.status;
}

int run(const stack& which, const module_answer& answer) {
    progress where = begin(which);
    while (where.at < which.entries.size())
        advance(which, where, answer(which.entries[where.at]));
    return result_of(where.now);
}

} // namespace telesignctl::pam
