// SPDX-License-Identifier: BSD-3-Clause
#include "pam/service_files.h"
#include "built_files.h"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include <unistd.h>

namespace pam_test {
namespace {

std::string replace_all(std::string text, const std::string& from, const std::string& to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    return text;
}

/// Before main() and after pam_wrapper has its folder: the next test may start (under_pam_wrapper).
__attribute__((constructor)) void release_lock() {
    if (const char* const lock =
            std::getenv("PAM_WRAPPER_LOCK")) // NOLINT(concurrency-mt-unsafe): no other thread yet
        ::close(std::atoi(lock));            // NOLINT(cert-err34-c): the script's own number
}

} // namespace

service_file::service_file(const std::string& lines, const std::string& name) {
    static std::atomic<unsigned> count;
    const char* folder = std::getenv("PAM_WRAPPER_RUNTIME_DIR"); // NOLINT(concurrency-mt-unsafe): set at load
    if (folder == nullptr)
        throw std::runtime_error{
            "run me under pam_wrapper, as ctest does: PAM_WRAPPER_RUNTIME_DIR is not set"};
    m_name = !name.empty() ? name : "telesign-" + std::to_string(::getpid()) + "-" + std::to_string(count++);
    m_path = std::string{folder} + "/" + m_name;
    const std::string draft =
        m_path + '.' + std::to_string(count++); // whole at once: several may make the same one
    std::ofstream file{draft};
    file << replace_all(replace_all(lines, "@MODULE@", built::pam_module), "@WRAPPER@",
                        built::pam_wrapper_modules)
         << '\n';
    file.close();
    if (!file || std::rename(draft.c_str(), m_path.c_str()) != 0)
        throw std::runtime_error{m_path + ": cannot write this service file"};
}

service_file::~service_file() {
    ::unlink(m_path.c_str());
}

} // namespace pam_test
