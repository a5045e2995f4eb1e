#include "telesignctl/ask.h"
#include "telesignctl/options.h"
#include "telesignctl/output.h"
#include "telesignctl/show.h"
#include "telesignctl/terminal.h"

#include <cstdio>
#include <exception>
#include <string>
#include <utility>

#include <tl/expected.hpp>
#include <unistd.h>

namespace {

using namespace telesignctl;

/// `status --code` without its value. False when there is none to be had.
bool type_code(request& asked) {
    auto typed = read_answer(::isatty(STDIN_FILENO) == 1 ? "Code: " : "", false, -1);
    if (auto* code = std::get_if<support::secret>(&typed))
        asked.code = std::move(*code);
    return !asked.code.empty();
}

int say(const std::string& problem) {
    static_cast<void>(std::fprintf(stderr, "telesignctl: %s\n", problem.c_str()));
    return exit_status(protocol::result::unavailable);
}

std::string not_printed(const std::string& why) {
    return "standard output cannot be written: " + why;
}

/// One command line's way through the program.
class run {
public:
    explicit run(options& wanted) : m_wanted{wanted} {}

    /// Returns the exit status.
    int operator()() {
        if (m_wanted.needs_output) {
            report_broken_pipe();
            if (const auto output = check_output(); !output)
                return say(not_printed(output.error()) + ": nothing was done");
        }
        const answer what = serve();
        return m_was_printed ? conclude(what) : finish(what);
    }

private:
    answer serve() {
        if (m_wanted.work)
            return m_wanted.work(m_wanted);
        if (m_wanted.type_code && !type_code(m_wanted.asked))
            return {protocol::result::service_error, "No code was typed."};
        return ask(m_wanted.socket, m_wanted.asked, [this](const answer& so_far) {
            m_was_printed = true;
            m_output = write_output(text_of(so_far));
            return m_output.has_value();
        });
    }

    [[nodiscard]] std::string text_of(const answer& what) const {
        return m_wanted.json ? m_wanted.show_json(what) : m_wanted.show(what);
    }

    /// Answers go to standard output; that there is none is an error message, unless a program reads.
    int finish(const answer& what) {
        const int status = exit_status(what.how);
        const bool is_error = status > 1 && !m_wanted.json;
        answer shown = what;
        if (is_error) {
            shown.text.clear();
            static_cast<void>(say(what.text));
        }
        m_output = write_output(text_of(shown));
        if (m_output || is_error)
            return m_output ? status : exit_status(protocol::result::unavailable);
        const bool was_done = m_wanted.needs_output && what.how == protocol::result::granted;
        return say(not_printed(m_output.error()) +
                   (was_done ? "; it was done all the same: " + what.text : ""));
    }

    /// What was printed before telesignd did it stands; only what is more is said.
    [[nodiscard]] int conclude(const answer& what) const {
        if (!m_output)
            return say(not_printed(m_output.error()) + ": nothing was done");
        if (what.how == protocol::result::unavailable) // the connection may have ended before the answer
            return say("it is not known whether what was printed counts: make new ones: " + what.text);
        if (what.how != protocol::result::granted)
            return say("nothing was done, and what was printed does not count: " + what.text);
        if (!what.text.empty())
            static_cast<void>(say(what.text));
        return exit_status(what.how);
    }

    options& m_wanted;
    tl::expected<void, std::string> m_output;
    bool m_was_printed = false; ///< or it was tried
};

} // namespace

int main(int argc, char** argv) {
    try {
        occupy_standard_descriptors();
        auto parsed = parse_options(argc, argv);
        if (const int* status = std::get_if<int>(&parsed))
            return *status;
        auto& wanted = std::get<options>(parsed);
        if (wanted.whole)
            return wanted.whole(wanted);
        return run{wanted}();
    } catch (const std::exception& problem) {
        return say(problem.what());
    }
}
