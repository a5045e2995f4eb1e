// SPDX-License-Identifier: BSD-3-Clause
// sshd_config with its Match blocks, of which sshd itself is the judge. An input is several files. The first
// is sshd_config; each further one follows a line `%% NAME` and is included as `/inc/NAME`.
#include "telesignctl/local/sshd_match.h"

#include "fuzz.h"
#include "telesignctl/local/program.h"
#include "telesignctl/local/sshd_values.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <system_error>

#include <fmt/format.h>

namespace {

using fuzz::require;
using telesignctl::sshd_match;

constexpr const char* nobody = "65534"; // as root, sshd would want its folder in /run
constexpr unsigned judged_of = 8;       // sshd takes its time, and what is read is looked at more often
constexpr std::string_view inc = "/inc/";

std::string lower_case(std::string_view text) {
    std::string result{text};
    std::transform(result.begin(), result.end(), result.begin(),
                   [](unsigned char each) { return static_cast<char>(std::tolower(each)); });
    return result;
}

/// A machine below a folder whose sshd_config may name its own files by their whole paths.
struct scratch {
    telesignctl::machine host{fuzz::folder()};
    std::string key = fuzz::folder() + "/key";

    scratch() {
        const std::filesystem::path root{host.root};
        std::filesystem::create_directories(root / "etc/ssh");
        std::filesystem::create_directories(root / "inc");
        std::filesystem::create_directories((root / root.relative_path()).parent_path());
        std::filesystem::create_directory_symlink(root, root / root.relative_path());
        std::filesystem::permissions(root, std::filesystem::perms{0755});
        require(telesignctl::run_program({"/usr/bin/ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key})
                    .succeeded(),
                "a key can be made");
        static_cast<void>(::geteuid() == 0 && ::chown(key.c_str(), 65534, 65534) != 0);
    }
};

const scratch& machine() {
    static const scratch only;
    return only;
}

void put(const std::string& path, const std::string& text) {
    fuzz::write_file(path, text);
    std::filesystem::permissions(path, std::filesystem::perms{0644});
}

/// Writes the input's files. False: it asks for files that are not its own.
bool write_files(std::string_view text) {
    const std::string& root = machine().host.root;
    std::filesystem::remove_all(root + "/inc");
    std::filesystem::create_directory(root + "/inc");
    std::string path = machine().host.sshd_config();
    std::string file;
    std::size_t includes = 0;
    std::size_t own = 0;
    while (!text.empty()) {
        std::string line{fuzz::take_until(text, '\n')};
        if (line.starts_with("%% ")) {
            put(path, std::exchange(file, {}));
            path = root + std::string{inc} + std::to_string(std::hash<std::string>{}(line) % 3) + ".conf";
            continue;
        }
        includes += lower_case(line).find("include") == line.npos ? 0 : 1;
        if (const auto at = line.find(inc); at != line.npos) {
            line.insert(at, root);
            ++own;
        }
        file += line + '\n';
    }
    put(path, file);
    return includes <= own;
}

/// What sshd would let such a login come in by; nothing when it does not take the configuration.
std::optional<std::vector<std::string>> ask_sshd(const std::string& connection) {
    std::vector<std::string> argv{"/usr/sbin/sshd", "-T", "-f",      machine().host.sshd_config(), "-h",
                                  machine().key,    "-C", connection};
    if (::geteuid() == 0)
        argv.insert(argv.begin(),
                    {"/usr/bin/setpriv", "--reuid", nobody, "--regid", nobody, "--clear-groups"});
    const auto said = telesignctl::run_program(argv);
    if (!said.succeeded())
        return std::nullopt;
    constexpr std::string_view keyword = "\nauthenticationmethods ";
    const auto at = said.out.find(keyword);
    if (at == said.out.npos)
        return std::vector<std::string>{};
    std::string_view rest = std::string_view{said.out}.substr(at + keyword.size());
    std::string_view line = fuzz::take_until(rest, '\n');
    std::vector<std::string> method_lists;
    while (!line.empty())
        method_lists.emplace_back(fuzz::take_until(line, ' '));
    return method_lists;
}

/// When two logins differ by their ways, a Match has said so to one of them at least, and is known.
void ask_the_judge(const std::vector<sshd_match>& known) {
    const auto one = ask_sshd("user=alice,host=a.example,addr=10.0.0.1,laddr=127.0.0.1,lport=22");
    const auto other =
        one ? ask_sshd("user=bob,host=b.example,addr=192.0.2.1,laddr=127.0.0.2,lport=2222") : one;
    if (!one || !other || *one == *other)
        return;
    const bool is_known = std::any_of(known.begin(), known.end(), [&](const sshd_match& each) {
        return each.method_lists == *one || each.method_lists == *other;
    });
    require(is_known, "what sshd asks of some logins only is known:",
            fmt::format("{} | {}", fmt::join(*one, " "), fmt::join(*other, " ")));
}

/// Those that are found; nothing when sshd_config includes what cannot be read.
std::optional<std::vector<sshd_match>> find_matches() {
    try {
        return telesignctl::list_sshd_matches(machine().host);
    } catch (const std::system_error&) {
        return std::nullopt;
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = fuzz::as_text(data, size);
    if (text.find("..") != text.npos || std::count(text.begin(), text.end(), '*') > 4)
        return 0; // out of the folder, or through too much of it
    const bool is_whole = write_files(text);
    const auto known = find_matches();
    if (!known)
        return 0;
    for (const sshd_match& each : *known) {
        require(each.line > 0 && !each.condition.empty(), "an exception stands on a line below a Match");
        for (const std::string& method_list : each.method_lists)
            static_cast<void>(telesignctl::find_fault(method_list, true).has_value() ||
                              telesignctl::find_fault(method_list, false).has_value());
    }
    const std::string small = lower_case(text);
    const bool is_turn = fuzz::dice{text}.roll(judged_of) == 0 && text.find('\0') == text.npos;
    if (is_turn && is_whole && small.find("match") != small.npos &&
        small.find("authenticationmethods") != small.npos)
        ask_the_judge(*known);
    return 0;
}
