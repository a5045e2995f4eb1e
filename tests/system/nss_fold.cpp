// SPDX-License-Identifier: BSD-3-Clause
// An NSS service that finds accounts as SSSD does where `case_sensitive = false`: in any case of their letters, and also with
// a domain behind the name. It answers with what passwd(5) says, the account's own spelling among it.
#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <string>

#include <nss.h>
#include <pwd.h>

namespace {

std::string fold(std::string name) {
    name.resize(std::min(name.find('@'), name.size()));
    for (char& each : name)
        each = static_cast<char>(std::tolower(static_cast<unsigned char>(each)));
    return name;
}

} // namespace

// NOLINTNEXTLINE(bugprone-reserved-identifier): the name that libc looks for
extern "C" nss_status _nss_fold_getpwnam_r(const char* name, passwd* entry, char* buffer, std::size_t size,
                                           int* error) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file{std::fopen("/etc/passwd", "re"), std::fclose};
    if (!file) {
        *error = errno;
        return NSS_STATUS_UNAVAIL;
    }
    const std::string wanted = fold(name);
    passwd* found = nullptr;
    int failed = 0;
    while ((failed = ::fgetpwent_r(file.get(), entry, buffer, size, &found)) == 0)
        if (wanted == found->pw_name)
            return NSS_STATUS_SUCCESS;
    if (failed == ERANGE) {
        *error = ERANGE;
        return NSS_STATUS_TRYAGAIN;
    }
    return NSS_STATUS_NOTFOUND;
}
