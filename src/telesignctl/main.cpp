// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/ask.h"
#include "telesignctl/options.h"
#include "telesignctl/output.h"
#include "telesignctl/show.h"
#include "telesignctl/terminal.h"
#include "telesignctl/text_wrap.h"

#include <cstdio>
#include <exception>
#include <string>
#include <utility>

#include <tl/expected.hpp>
#include <unistd.h>

namespace {

using namespace telesignctl;

/// `status --code` without its value. The error is the command's answer.
tl::expected<void, answer> prompt_for_code(request& query) {
    auto typed = read_answer(::isatty(STDIN_FILENO) == 1 ? "Code: " : "", false, -1);
    if (const auto* end = std::get_if<cancelled>(&typed); end != nullptr && end->signal != 0)
        return tl::unexpected{cancelled_answer(end->signal)};
    if (auto* code = std::get_if<support::secret>(&typed))
        query.code = std::move(*code);
    if (query.code.empty())
        return tl::unexpected{answer{protocol::result::service_error, "No code was typed."}};
    return {};
}

int print_error(const std::string& problem) {
    const std::string text =
        wrap(std::string{error_prefix} + problem + '\n', terminal_columns(STDERR_FILENO));
    static_cast<void>(std::fputs(text.c_str(), stderr));
    return exit_status(protocol::result::unavailable);
}

std::string not_printed(const std::string& reason) {
    return "standard output cannot be written: " + reason;
}

/// Runs one command line.
class runner {
public:
    explicit runner(command_options& options) : m_options{options} {}

    /// Returns the exit status.
    int operator()() {
        if (m_options.needs_output) {
            report_broken_pipe();
            if (const auto output = check_output(); !output)
                return print_error(not_printed(output.error()) + ": nothing was done");
        }
        const answer reply = serve();
        const int status = m_was_printed ? conclude(reply) : finish(reply);
        if (reply.signal != 0)
            end_by_signal(reply.signal);
        return status;
    }

private:
    answer serve() {
        if (m_options.action)
            return m_options.action(m_options);
        if (m_options.prompt_for_code)
            if (auto typed = prompt_for_code(m_options.query); !typed)
                return std::move(typed.error());
        return ask(m_options.socket, m_options.query, [this](const answer& so_far) {
            m_was_printed = true;
            m_output = write_output(text_of(so_far));
            return m_output.has_value();
        });
    }

    [[nodiscard]] std::string text_of(const answer& reply) const {
        if (m_options.json)
            return m_options.show_json(reply);
        return wrap(m_options.show(reply), m_options.wraps ? terminal_columns(STDOUT_FILENO) : 0);
    }

    /// Answers go to standard output; that there is none is an error message, unless a program reads.
    int finish(const answer& reply) {
        const int status = exit_status(reply.outcome);
        const bool is_error = status > 1 && !m_options.json;
        answer shown = reply;
        if (is_error) {
            shown.text.clear();
            static_cast<void>(print_error(reply.text));
        }
        m_output = write_output(text_of(shown));
        if (m_output || is_error)
            return m_output ? status : exit_status(protocol::result::unavailable);
        const bool was_done = m_options.needs_output && reply.outcome == protocol::result::granted;
        return print_error(not_printed(m_output.error()) +
                           (was_done ? "; the command itself succeeded: " + reply.text : ""));
    }

    /// What was printed before telesignd made the change is not printed again; only what is new is.
    [[nodiscard]] int conclude(const answer& reply) const {
        if (!m_output)
            return print_error(not_printed(m_output.error()) + ": nothing was done");
        if (reply.outcome == protocol::result::unavailable) // the connection may have ended before the answer
            return print_error("the codes above may not work: make new ones: " + reply.text);
        if (reply.outcome != protocol::result::granted)
            return print_error("nothing was changed, and the codes above do not work: " + reply.text);
        if (!reply.text.empty())
            static_cast<void>(print_error(reply.text));
        return exit_status(reply.outcome);
    }

    command_options& m_options;
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
        auto& options = std::get<command_options>(parsed);
        if (options.run)
            return options.run(options);
        return runner{options}();
    } catch (const std::exception& problem) {
        return print_error(problem.what());
    }
}
