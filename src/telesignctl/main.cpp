#include "telesignctl/ask.h"
#include "telesignctl/connection.h"
#include "telesignctl/login.h"
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
using protocol::field_id;
using protocol::result;

/// Adds what is not empty.
void add(protocol::writer& message, field_id id, std::string_view value) {
    if (!value.empty())
        message.text(id, value);
}

answer run(connection& telesignd, const phoneid_command& wanted) {
    protocol::writer message{protocol::message_type::command};
    message.text(field_id::verb, "phoneid");
    add(message, field_id::phone, wanted.number);
    add(message, field_id::lookups, wanted.lookups);
    return ask(telesignd, message);
}

answer run(connection& telesignd, const send_command& wanted) {
    protocol::writer message{protocol::message_type::command};
    message.text(field_id::verb, "send");
    add(message, field_id::phone, wanted.number);
    add(message, field_id::user, wanted.user);
    add(message, field_id::channel, wanted.channel);
    return ask(telesignd, message);
}

answer run(connection& telesignd, const status_command& wanted) {
    protocol::writer message{protocol::message_type::command};
    message.text(field_id::verb, "status");
    add(message, field_id::reference, wanted.reference);
    add(message, field_id::code, wanted.code.view());
    return ask(telesignd, message);
}

answer run(connection& telesignd, const login_command& wanted) {
    return log_in(telesignd, wanted.user, wanted.service);
}

answer run(connection& telesignd, const sessions_command&) {
    protocol::writer message{protocol::message_type::command};
    message.text(field_id::verb, "sessions");
    return ask(telesignd, message);
}

answer run(connection& telesignd, const forget_command& wanted) {
    protocol::writer message{protocol::message_type::command};
    message.text(field_id::verb, wanted.user.empty() ? "forget-all" : "forget");
    add(message, field_id::user, wanted.user);
    return ask(telesignd, message);
}

/// `status --code` without its value. False when there is none to be had.
bool complete(status_command& wanted) {
    if (!wanted.with_code || !wanted.code.empty())
        return true;
    auto typed = read_answer(::isatty(STDIN_FILENO) == 1 ? "Code: " : "", false, -1);
    if (auto* code = std::get_if<support::secret>(&typed))
        wanted.code = std::move(*code);
    return !wanted.code.empty();
}

answer serve(options& wanted) {
    if (auto* status = std::get_if<status_command>(&wanted.command))
        if (!complete(*status))
            return {result::service_error, "No code was typed."};
    connection telesignd;
    if (const auto opened = telesignd.open(wanted.socket); !opened)
        return opened.error();
    return std::visit([&](const auto& command) { return run(telesignd, command); }, wanted.command);
}

/// Answers go to standard output; that there is none is an error message, unless a program reads.
bool print(const answer& what, bool json) {
    const bool is_error = exit_status(what.how) > 1 && !json;
    answer shown = what;
    if (is_error)
        shown.text.clear();
    const std::string text = json ? as_json(shown) : as_table(shown);
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
        const answer what = serve(wanted);
        const bool printed = print(what, wanted.json);
        return printed ? exit_status(what.how) : exit_status(result::unavailable);
    } catch (const std::exception& problem) {
        static_cast<void>(std::fprintf(stderr, "telesignctl: %s\n", problem.what()));
        return exit_status(result::unavailable);
    }
}
