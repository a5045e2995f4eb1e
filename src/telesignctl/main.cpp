#include "telesignctl/ask.h"
#include "telesignctl/options.h"
#include "telesignctl/show.h"
#include "telesignctl/terminal.h"

#include <cstdio>
#include <exception>
#include <string>
#include <utility>

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

answer serve(options& wanted) {
    if (wanted.work)
        return wanted.work(wanted);
    if (wanted.type_code && !type_code(wanted.asked))
        return {protocol::result::service_error, "No code was typed."};
    return ask(wanted.socket, wanted.asked);
}

/// Answers go to standard output; that there is none is an error message, unless a program reads.
bool print(const answer& what, const options& wanted) {
    const bool is_error = exit_status(what.how) > 1 && !wanted.json;
    answer shown = what;
    if (is_error)
        shown.text.clear();
    const std::string text = wanted.json ? wanted.show_json(shown) : wanted.show(shown);
    if (is_error)
        static_cast<void>(std::fprintf(stderr, "telesignctl: %s\n", what.text.c_str()));
    return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
}

} // namespace

int main(int argc, char** argv) {
    try {
        auto parsed = parse_options(argc, argv);
        if (const int* status = std::get_if<int>(&parsed))
            return *status;
        auto& wanted = std::get<options>(parsed);
        if (wanted.whole)
            return wanted.whole(wanted);
        const answer what = serve(wanted);
        const bool printed = print(what, wanted);
        return printed ? exit_status(what.how) : exit_status(protocol::result::unavailable);
    } catch (const std::exception& problem) {
        static_cast<void>(std::fprintf(stderr, "telesignctl: %s\n", problem.what()));
        return exit_status(protocol::result::unavailable);
    }
}
