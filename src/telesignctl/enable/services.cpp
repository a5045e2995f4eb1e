// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/enable/services.h"

#include <algorithm>
#include <filesystem>
#include <set>

namespace telesignctl {

std::vector<std::string> service_aliases(const std::string& service) {
    if (service == "sudo")
        return {"sudo", "sudo-i"};
    if (service == "su")
        return {"su", "su-l"};
    return {service};
}

std::string argument_of(const std::string& service) {
    return service == common_auth ? "--everywhere" : service;
}

bool includes(const std::string& service, std::string_view file, const pam::file_reader& read) {
    const pam::stack all = pam::load_auth(service, read);
    return std::any_of(all.entries.begin(), all.entries.end(),
                       [file](const pam::entry& each) { return each.file == file; });
}

std::vector<std::string> services_of(const machine& host, const std::string& service) {
    std::vector<std::string> result;
    const bool everywhere = service == common_auth;
    for (const std::string& each : everywhere ? all_services(host) : service_aliases(service))
        if (everywhere ? includes(each, common_auth, pam_reader(host)) : has_service(host, each))
            result.push_back(each);
    return result;
}

bool has_service(const machine& host, const std::string& service) {
    return std::filesystem::is_regular_file(host.pam_folder() + '/' + service);
}

pam::file_reader pam_reader(const machine& host) {
    return [host](const std::string& name) {
        if (name.starts_with('/'))
            return read_file(host.root + name);
        const std::string path = host.pam_folder() + '/' + name;
        if (auto text = read_if_present(path))
            return *std::move(text);
        if (auto text = read_if_present(host.vendor_pam_folder() + '/' + name))
            return *std::move(text);
        return read_file(path); // whose error names it
    };
}

std::vector<std::string> all_services(const machine& host) {
    std::set<std::string> result;
    for (const std::string& folder : {host.pam_folder(), host.vendor_pam_folder()}) {
        std::error_code missing; // a machine without the folder has none there
        for (const auto& each : std::filesystem::directory_iterator{folder, missing}) {
            const std::string name = each.path().filename();
            const bool is_leftover = name.ends_with('~') || name.find(".dpkg-") != name.npos ||
                                     name.find(".ucf-") != name.npos || name.starts_with('.');
            std::error_code unreadable; // links that go round in circles
            if (each.is_regular_file(unreadable) && !is_leftover && !name.starts_with("common-"))
                result.insert(name);
        }
    }
    return {result.begin(), result.end()};
}

} // namespace telesignctl
