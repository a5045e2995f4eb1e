// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "config/settings.h"
#include "directory/phone_book.h"
#include "gateway/phone_lookup.h"
#include "gateway/verifier.h"

#include <memory>
#include <mutex>
#include <string>

namespace telesignd {

/// Everything that comes from files, read together. Never changed afterwards: a reload makes a new one, and a
/// login keeps the one that it began with.
struct configuration {
    config::settings settings;
    std::shared_ptr<const directory::phone_book> phones;
    std::unique_ptr<gateway::verifier> gateway;
    std::unique_ptr<gateway::phone_lookup> lookup;
};

/// What came of reading the files.
struct load_result {
    bool is_in_force = false; ///< false: what was in force stays
    std::string news;         ///< what was read, in one line
    /// "FILE:LINE: what is wrong: remedy": of what refuses, or the bad entries of a phone book that is in force.
    config::errors problems;
    config::errors notes = {}; ///< what may not be meant so
};

/// The configuration in force. Thread-safe.
class live_configuration {
public:
    explicit live_configuration(std::string path) : m_path{std::move(path)} {}

    /// Reads telesign.conf and the phone book that it names, and puts both in force, unless something refuses. All
    /// that it finds is logged, too.
    load_result load();

    /// nullptr before the first successful load().
    [[nodiscard]] std::shared_ptr<configuration> current() const;

private:
    const std::string m_path;
    mutable std::mutex m_mutex;
    std::shared_ptr<configuration> m_current;
};

} // namespace telesignd
