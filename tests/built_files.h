// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// Where the build has put what tests run, and where the sources are: absolute paths. CMake writes the one file that
/// defines them: if each test were compiled with its paths, ccache would find none of them in another folder.
namespace built {

extern const char* const telesignctl;
extern const char* const telesignd;
extern const char* const telesignd_with_fake_clock;
extern const char* const simulator;
extern const char* const simulator_with_fake_clock;
extern const char* const busy_writer; ///< of tests/unit/state
extern const char* const pam_module;
extern const char* const pam_wrapper_modules; ///< folder of pam_wrapper's own modules
extern const char* const locale_dir;          ///< the compiled catalogues
extern const char* const source_dir;          ///< the project's top folder

} // namespace built
