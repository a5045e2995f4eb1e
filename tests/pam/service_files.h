// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

namespace pam_test {

/// A file of pam.d that lives as long as the object, in the folder where pam_wrapper has libpam look. Every
/// object has a service name of its own.
class service_file {
public:
    /// `lines` as in pam.d(5). @MODULE@ stands for the path of pam_telesign.so, @WRAPPER@ for the folder of
    /// pam_wrapper's modules. Throws std::runtime_error when not run under pam_wrapper or on a failed write.
    /// `name`: in place of one of its own.
    explicit service_file(const std::string& lines, const std::string& name = {});
    service_file(const service_file&) = delete;
    service_file& operator=(const service_file&) = delete;
    ~service_file();

    /// What pam_start(3) takes.
    [[nodiscard]] const char* name() const { return m_name.c_str(); }

private:
    std::string m_name;
    std::string m_path;
};

} // namespace pam_test
