// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/enable/libpam.h"

#include "telesignctl/enable/backup.h"
#include "telesignctl/enable/scratch_folder.h"
#include "telesignctl/local/atomic_file.h"
#include "telesignctl/local/program.h"

#include <filesystem>
#include <stdexcept>
#include <utility>

#include <dlfcn.h>
#include <fmt/format.h>
#include <link.h>
#include <security/pam_appl.h>

namespace telesignctl {

namespace {

constexpr const char* scratch_prefix = "try-";

/// What killed processes left; no other one is at work here (with_lock).
void remove_leftovers(const machine& host) {
    for (const auto& each : std::filesystem::directory_iterator{host.backup_folder()})
        if (each.path().filename().string().starts_with(scratch_prefix))
            std::filesystem::remove_all(each);
}

int no_conversation(int, const pam_message**, pam_response**, void*) {
    return PAM_CONV_ERR;
}

std::string start(const std::string& folder, const std::string& service) {
    const pam_conv conversation{no_conversation, nullptr};
    pam_handle_t* handle = nullptr;
    const int code = ::pam_start_confdir(service.c_str(), "root", &conversation, folder.c_str(), &handle);
    if (code != PAM_SUCCESS)
        throw std::runtime_error{::pam_strerror(handle, code)};
    ::pam_end(handle, code);
    return {};
}

/// DT_NEEDED of a loaded library.
std::string needed_by(void* library) {
    link_map* map = nullptr;
    if (::dlinfo(library, RTLD_DI_LINKMAP, static_cast<void*>(&map)) != 0)
        throw std::runtime_error{::dlerror()}; // NOLINT(concurrency-mt-unsafe): no other thread
    const char* names = nullptr;
    for (const ElfW(Dyn)* each = map->l_ld; each->d_tag != DT_NULL; ++each)
        if (each->d_tag == DT_STRTAB)
            // glibc has relocated it. NOLINTNEXTLINE(performance-no-int-to-ptr): <link.h> has it as a number
            names = reinterpret_cast<const char*>(each->d_un.d_ptr);
    std::string result;
    for (const ElfW(Dyn)* each = map->l_ld; each->d_tag != DT_NULL && names != nullptr; ++each)
        if (each->d_tag == DT_NEEDED)
            result.append(result.empty() ? "" : " ").append(names + each->d_un.d_val);
    return result;
}

} // namespace

tl::expected<std::string, std::string> test_load(const std::string& module) {
    auto result = run_in_child([&module] {
        void* const library = ::dlopen(module.c_str(), RTLD_NOW | RTLD_LOCAL);
        if (library == nullptr || ::dlsym(library, "pam_sm_authenticate") == nullptr)
            throw std::runtime_error{::dlerror()}; // NOLINT(concurrency-mt-unsafe): no other thread
        return needed_by(library);
    });
    if (!result.succeeded())
        return tl::unexpected{std::move(result.error)};
    return std::move(result.out);
}

tl::expected<void, std::string> test_with_libpam(const machine& host, const pam_texts& changed) {
    make_backup_folder(host);
    remove_leftovers(host);
    return test_with_libpam(host, changed, host.backup_folder());
}

tl::expected<void, std::string> test_with_libpam(const machine& host, const pam_texts& changed,
                                                 const std::string& folder) {
    if (const auto loaded = test_load(host.module); !loaded)
        return tl::unexpected{
            fmt::format("{}: cannot be loaded: {}: install libpam-telesign", host.module, loaded.error())};
    const scratch_folder scratch{folder + '/' + scratch_prefix + "XXXXXX"};
    std::error_code unreadable; // links that go round in circles
    for (const auto& each : std::filesystem::directory_iterator{host.pam_folder()})
        if (each.is_regular_file(unreadable))                   // or a link to one
            if (const auto text = read_if_present(each.path())) // or it has just been removed
                write_private_file(scratch.path() + '/' + each.path().filename().string(), *text);
    for (const auto& [service, text] : changed)
        write_private_file(scratch.path() + '/' + service, text);
    for (const auto& [service, text] : changed) {
        const auto tried = run_in_child([&scratch, &name = service] { return start(scratch.path(), name); });
        if (!tried.succeeded())
            return tl::unexpected{fmt::format(
                "libpam does not accept the new lines of {}: {}: nothing was changed", service, tried.error)};
    }
    return {};
}

} // namespace telesignctl
