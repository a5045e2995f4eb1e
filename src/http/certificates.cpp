// SPDX-License-Identifier: BSD-3-Clause
#include "http/certificates.h"

#include <fstream>
#include <iterator>
#include <stdexcept>

#include <curl/curl.h>
#include <fmt/format.h>

namespace http {

std::string read_certificates(const std::string& ca_file) {
    const char* const system = curl_version_info(CURLVERSION_NOW)->cainfo; // of Debian's ca-certificates
    const std::string path = ca_file.empty() && system != nullptr ? system : ca_file;
    std::ifstream file{path, std::ios::binary};
    std::string text{std::istreambuf_iterator<char>{file}, {}};
    if (!file.is_open() || file.bad() || text.find("-----BEGIN") == std::string::npos)
        throw std::runtime_error{
            fmt::format("{}: cannot be read or holds no certificates: set [telesign] ca_file, or "
                        "install ca-certificates",
                        path)};
    return text;
}

} // namespace http
