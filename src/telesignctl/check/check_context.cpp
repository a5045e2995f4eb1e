// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/check/check_context.h"

#include "telesignctl/ask.h"
#include "telesignctl/enable/services.h"
#include "telesignctl/local/service_commands.h"

#include <algorithm>

namespace telesignctl {

namespace {

std::string exempting_group(const pam::stack& stack, const pam::stack_analysis& found) {
    for (const pam::bypass& each : found.bypasses)
        if (pam::kind_of(stack, found, each) == pam::bypass_kind::open_group)
            return pam::group_of(stack.entries[each.module]);
    return {};
}

void read_services(const machine& host, check_context& context) {
    const auto read = pam_reader(host);
    for (const std::string& name : all_services(host)) {
        protected_service each{name, pam::load_auth(name, read), {}, {}};
        each.found = pam::analyze(each.stack);
        each.group = exempting_group(each.stack, each.found);
        if (each.found.names_our_module)
            context.services.push_back(std::move(each));
        else if (!each.stack.is_whole)
            context.unread.push_back({name, each.stack.problems.front()});
    }
}

} // namespace

const protected_service* check_context::find(const std::string& service) const {
    const auto found = std::find_if(services.begin(), services.end(),
                                    [&](const protected_service& each) { return each.name == service; });
    return found == services.end() ? nullptr : &*found;
}

bool check_context::has_phone(const std::string& user) const {
    const directory::entry* const found = phones ? phones->book->find(user) : nullptr;
    return found != nullptr && found->digits != 0;
}

std::string apply_command(const machine& host) {
    if (host.is_scratch())
        return {};
    return ask(host.socket, {"version"}).outcome == protocol::result::granted
               ? "telesignctl reload"
               : service_command("start", "telesignd");
}

std::string correction(const machine& host, const std::string& wrong_part) {
    const std::string command = apply_command(host);
    return "Correct " + wrong_part + (command.empty() ? "" : ", then run " + command);
}

check_context load_check_context(const machine& host) {
    auto settings = config::load_settings(host.configuration());
    auto phones = settings ? directory::load_phone_book(*settings)
                           : tl::expected<directory::loaded_book, std::string>{
                                 tl::unexpect, "not read: telesign.conf has errors"};
    check_context context{host, std::move(settings), std::move(phones), {}, {}};
    read_services(host, context);
    return context;
}

} // namespace telesignctl
