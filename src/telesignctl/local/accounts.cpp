#include "telesignctl/local/accounts.h"

#include <algorithm>
#include <set>

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

// NOLINTBEGIN(concurrency-mt-unsafe): telesignctl has one thread
namespace telesignctl {

std::optional<std::vector<std::string>> members_of(const std::string& group) {
    const ::group* const found = ::getgrnam(group.c_str());
    if (found == nullptr)
        return std::nullopt;
    const gid_t id = found->gr_gid;
    std::vector<std::string> result;
    for (char** each = found->gr_mem; *each != nullptr; ++each)
        result.emplace_back(*each);
    ::setpwent();
    while (const passwd* const account = ::getpwent())
        if (account->pw_gid == id &&
            std::find(result.begin(), result.end(), account->pw_name) == result.end())
            result.emplace_back(account->pw_name);
    ::endpwent();
    return result;
}

std::vector<std::string> accounts_with_shell() {
    std::set<std::string, std::less<>> shells;
    ::setusershell();
    while (const char* const each = ::getusershell())
        shells.emplace(each);
    ::endusershell();
    std::vector<std::string> result;
    ::setpwent();
    while (const passwd* const account = ::getpwent())
        if (shells.contains(std::string_view{account->pw_shell}))
            result.emplace_back(account->pw_name);
    ::endpwent();
    return result;
}

} // namespace telesignctl
// NOLINTEND(concurrency-mt-unsafe)
