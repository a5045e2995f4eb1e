#include "telesignctl/check/site.h"

#include "telesignctl/enable/services.h"

#include <algorithm>

namespace telesignctl {

namespace {

std::string asked_group(const pam::stack& stack, const pam::protection& found) {
    for (const pam::bypass& each : found.bypasses)
        if (pam::kind_of(stack, found, each) == pam::bypass_kind::open_group)
            return pam::group_of(stack.entries[each.module]);
    return {};
}

void read_services(const machine& where, site& into) {
    const auto read = pam_reader(where);
    for (const std::string& name : all_services(where)) {
        protected_service each{name, pam::load_auth(name, read), {}, {}};
        each.found = pam::examine(each.stack);
        each.group = asked_group(each.stack, each.found);
        if (each.found.names_module)
            into.services.push_back(std::move(each));
        else if (!each.stack.is_whole)
            into.unread.push_back({name, each.stack.problems.front()});
    }
}

} // namespace

const protected_service* site::find(const std::string& service) const {
    const auto found = std::find_if(services.begin(), services.end(),
                                    [&](const protected_service& each) { return each.name == service; });
    return found == services.end() ? nullptr : &*found;
}

bool site::has_phone(const std::string& user) const {
    const directory::entry* const found = phones ? phones->book->find(user) : nullptr;
    return found != nullptr && found->digits != 0;
}

site look_at(const machine& where) {
    auto settings = config::load_settings(where.configuration());
    auto phones = settings ? directory::load_phone_book(*settings)
                           : tl::expected<directory::loaded_book, std::string>{
                                 tl::unexpect, "not read: telesign.conf has errors"};
    site here{where, std::move(settings), std::move(phones), {}, {}};
    read_services(where, here);
    return here;
}

} // namespace telesignctl
