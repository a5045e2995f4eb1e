// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "support/log_record.h"

#include <chrono>
#include <span>
#include <string>

namespace telesignd {

/// A record of systemd's journal in its native form (https://systemd.io/JOURNAL_NATIVE_PROTOCOL/): the line is MESSAGE, and
/// its fields have the prefix TELESIGN_ in capitals (`reason` is TELESIGN_REASON).
std::string journal_entry(int priority, const std::string& line,
                          std::span<const support::log_record::field> fields);

/// A support::field_log: gives the record to systemd's journal. Returns false if this machine has none, or if it does not
/// take the record in time.
bool write_journal(int priority, const std::string& line, std::span<const support::log_record::field> fields,
                   std::chrono::steady_clock::time_point deadline);

} // namespace telesignd
