// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/help.h"

#include "telesignctl/answer.h"
#include "telesignctl/text_wrap.h"

#include <cstdio>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>

#include <CLI/CLI.hpp>
#include <unistd.h>

namespace telesignctl {

namespace {

/// Where descriptions begin.
std::size_t help_column(std::size_t columns) {
    constexpr std::size_t usual = 30;
    constexpr std::size_t narrow = 12;
    return columns == 0 || columns >= 2 * usual ? usual : narrow;
}

/// The type's name without what CLI11 appends for each check of the value: "DIR:DIR".
std::string type_name(const CLI::Option& option) {
    const std::string name = option.get_type_name();
    return name.substr(0, name.find(':'));
}

/// Shows an argument as manual pages do: NUMBER, where CLI11 has "number NUMBER REQUIRED".
class help_formatter : public CLI::Formatter {
public:
    std::string make_option_name(const CLI::Option* option, bool is_positional) const override {
        if (!is_positional)
            return CLI::Formatter::make_option_name(option, false);
        const std::string name = type_name(*option);
        return name.starts_with('[') ? name.substr(1, name.size() - 2)
                                     : name; // the usage has brackets of its own
    }
    std::string make_option_opts(const CLI::Option* option) const override {
        const std::string type = type_name(*option);
        if (option->get_positional() || type.empty()) // a flag has none
            return {};
        const std::string value = option->get_default_str();
        return ' ' + type + (value.empty() ? "" : '=' + value);
    }
};

bool print(const std::ostringstream& text, std::FILE* file) {
    const std::size_t columns = terminal_columns(::fileno(file));
    const std::string wrapped = wrap_help(text.str(), columns, help_column(columns));
    return std::fputs(wrapped.c_str(), file) >= 0 && std::fflush(file) == 0;
}

/// CLI11 says only that a subcommand is required. What else was typed may be a number or a code.
std::string describe_failure(const CLI::App* app, const CLI::Error& problem) {
    const auto rest = app->remaining(true);
    if (std::string_view{problem.what()} == CLI::RequiredError::Subcommand(1).what() && !rest.empty())
        return "Unknown command '" + rest.front() + "'.\nRun with --help for more information.\n";
    return CLI::FailureMessage::simple(app, problem);
}

} // namespace

void set_help_format(CLI::App& app) {
    app.failure_message(describe_failure);
    const auto formatter = std::make_shared<help_formatter>();
    formatter->column_width(help_column(terminal_columns(STDOUT_FILENO)));
    app.formatter(formatter);
}

int show_usage(const CLI::App& app, const CLI::ParseError& problem) {
    std::ostringstream out;
    std::ostringstream err;
    const int status = app.exit(problem, out, err);
    const bool is_printed = print(err, stderr) && print(out, stdout);
    if (status != 0)
        return usage_error;
    return is_printed ? 0 : exit_status(protocol::result::unavailable);
}

} // namespace telesignctl
