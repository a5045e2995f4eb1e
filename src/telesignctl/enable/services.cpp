#include "telesignctl/enable/services.h"

#include <algorithm>
#include <filesystem>

namespace telesignctl {

std::vector<std::string> forms_of(const std::string& service) {
    if (service == "sudo")
        return {"sudo", "sudo-i"};
    if (service == "su")
        return {"su", "su-l"};
    return {service};
}

bool has_service(const machine& where, const std::string& service) {
    return std::filesystem::is_regular_file(where.pam_folder() + '/' + service);
}

pam::file_reader pam_reader(const machine& where) {
    return [folder = where.pam_folder(), root = where.root](const std::string& name) {
        return read_file(name.starts_with('/') ? root + name : folder + '/' + name);
    };
}

std::vector<std::string> all_services(const machine& where) {
    std::vector<std::string> result;
    std::error_code missing; // a machine without the folder has none
    for (const auto& each : std::filesystem::directory_iterator{where.pam_folder(), missing}) {
        std::string name = each.path().filename();
        const bool is_leftover = name.ends_with('~') || name.find(".dpkg-") != name.npos ||
                                 name.find(".ucf-") != name.npos || name.starts_with('.');
        std::error_code unreadable; // links that go round in circles
        if (each.is_regular_file(unreadable) && !is_leftover && !name.starts_with("common-"))
            result.push_back(std::move(name));
    }
    std::sort(result.begin(), result.end());
    return result;
}

} // namespace telesignctl
