#include "telesignctl/check/site.h"

#include "telesignctl/enable/services.h"

#include <algorithm>

namespace telesignctl {

namespace {

/// The group of the line that lets others pass by our module.
std::string group_of(const pam::stack& stack) {
    for (const pam::entry& each : stack.entries) {
        const auto& words = each.text.arguments;
        const auto found = std::find_if(words.begin(), words.end(), [](const std::string& word) {
            return word == "ingroup" || word == "notingroup";
        });
        if (pam::module_name(each.text) == "pam_succeed_if.so" && found != words.end() &&
            found + 1 != words.end())
            return *(found + 1);
    }
    return {};
}

std::vector<protected_service> services_of(const machine& where) {
    std::vector<protected_service> result;
    const auto read = pam_reader(where);
    for (const std::string& name : all_services(where)) {
        protected_service each{name, pam::load_auth(name, read), {}, {}};
        each.found = pam::examine(each.stack);
        if (each.found.in_group_only)
            each.group = group_of(each.stack);
        if (each.found.names_module)
            result.push_back(std::move(each));
    }
    return result;
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
                                 tl::unexpect, "not read, since telesign.conf is bad"};
    return {where, std::move(settings), std::move(phones), services_of(where)};
}

} // namespace telesignctl
