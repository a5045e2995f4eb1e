// SPDX-License-Identifier: BSD-3-Clause
// The module's file: what it exports, what it imports, what it is linked with (elf(5)).

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <dlfcn.h>
#include <elf.h>
#include <link.h>

#include "built_files.h"
#include "cmocka_cpp.h"

namespace {

const std::set<std::string> entry_points = {"pam_sm_authenticate",  "pam_sm_setcred",
                                            "pam_sm_acct_mgmt",     "pam_sm_open_session",
                                            "pam_sm_close_session", "pam_sm_chauthtok"};

/// What the dynamic linker sees of a shared object.
struct dynamic_view {
    std::set<std::string> exported;
    std::set<std::string> imported;
    std::set<std::string> needed;
};

template <typename Entry>
std::vector<Entry> table(const std::vector<char>& file, const ElfW(Shdr) & section) {
    if (section.sh_offset + section.sh_size > file.size())
        throw std::runtime_error{"a section runs past the end of the file"};
    const auto* first = reinterpret_cast<const Entry*>(file.data() + section.sh_offset);
    return {first, first + section.sh_size / sizeof(Entry)};
}

dynamic_view view(const char* path) {
    std::ifstream stream{path, std::ios::binary};
    const std::vector<char> file{std::istreambuf_iterator<char>{stream}, {}};
    if (file.size() < sizeof(ElfW(Ehdr)))
        throw std::runtime_error{std::string{path} + ": cannot read it"};
    const auto* header = reinterpret_cast<const ElfW(Ehdr)*>(file.data());
    ElfW(Shdr) whole{};
    whole.sh_offset = header->e_shoff;
    whole.sh_size = header->e_shnum * sizeof(ElfW(Shdr));
    const auto sections = table<ElfW(Shdr)>(file, whole);
    dynamic_view found;
    for (const ElfW(Shdr) & section : sections) {
        const auto name_at = [&](std::size_t at) {
            return std::string{file.data() + sections.at(section.sh_link).sh_offset + at};
        };
        if (section.sh_type == SHT_DYNSYM) {
            for (const ElfW(Sym) & symbol : table<ElfW(Sym)>(file, section))
                if (symbol.st_name != 0)
                    (symbol.st_shndx == SHN_UNDEF ? found.imported : found.exported)
                        .insert(name_at(symbol.st_name));
        } else if (section.sh_type == SHT_DYNAMIC) {
            for (const ElfW(Dyn) & entry : table<ElfW(Dyn)>(file, section))
                if (entry.d_tag == DT_NEEDED)
                    found.needed.insert(name_at(entry.d_un.d_val));
        }
    }
    return found;
}

std::string join(const std::set<std::string>& names) {
    std::string line;
    for (const std::string& name : names)
        line += name + " ";
    return line;
}

void all_entry_points_can_be_found(void** /*state*/) {
    void* module = ::dlopen(built::pam_module, RTLD_NOW | RTLD_LOCAL); // as libpam opens it
    if (module == nullptr) {
        fail_msg("%s", ::dlerror()); // NOLINT(concurrency-mt-unsafe): one thread
        return;
    }
    for (const std::string& name : entry_points)
        assert_non_null(::dlsym(module, name.c_str()));
    assert_int_equal(::dlclose(module), 0);
}

void nothing_else_is_exported(void** /*state*/) {
    assert_string_equal(join(view(built::pam_module).exported).c_str(), join(entry_points).c_str());
}

void only_libpam_and_libc_are_needed(void** /*state*/) {
#ifdef SANITIZED
    skip(); // the sanitizers bring libraries of their own
#endif
    assert_string_equal(join(view(built::pam_module).needed).c_str(), "libc.so.6 libpam.so.0 ");
}

void nothing_that_changes_the_host_is_imported(void** /*state*/) {
#ifdef SANITIZED
    skip(); // the sanitizers import functions of their own
#endif
    // All that the module may call. Whoever adds to this list says why the host does not notice.
    const std::set<std::string> allowed = {"pam_get_item",
                                           "pam_get_user",
                                           "pam_strerror",
                                           "pam_vsyslog", // libpam
                                           "socket",
                                           "connect",
                                           "setsockopt",
                                           "send",
                                           "recv",
                                           "poll", // the daemon
                                           "close",
                                           "clock_gettime", //
                                           "memcpy",
                                           "__memcpy_chk",
                                           "memcmp",
                                           "memchr",
                                           "memset",
                                           "strlen",
                                           "strncpy", // memory
                                           "free",
                                           "explicit_bzero",
                                           "__explicit_bzero_chk", // replies
                                           "strerrordesc_np",
                                           "__errno_location", // errors
                                           "__stack_chk_fail",
                                           "__cxa_finalize",
                                           "__gmon_start__", // the compiler's
                                           "_ITM_registerTMCloneTable",
                                           "_ITM_deregisterTMCloneTable"};
    std::set<std::string> strangers;
    const dynamic_view module = view(built::pam_module);
    std::set_difference(module.imported.begin(), module.imported.end(), allowed.begin(), allowed.end(),
                        std::inserter(strangers, strangers.end()));
    assert_string_equal(join(strangers).c_str(), "");
    assert_true(module.imported.count("pam_vsyslog") == 1); // the list was read
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(all_entry_points_can_be_found),
        cmocka_unit_test(nothing_else_is_exported),
        cmocka_unit_test(only_libpam_and_libc_are_needed),
        cmocka_unit_test(nothing_that_changes_the_host_is_imported),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
