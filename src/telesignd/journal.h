#pragma once

#include "support/log_record.h"

#include <span>
#include <string>

namespace telesignd {

/// A support::field_log: gives the line to systemd's journal (sd_journal_sendv(3)) as MESSAGE, and its fields under the
/// prefix TELESIGN_ in capitals (`reason` is TELESIGN_REASON). False when this machine has no journal, or when that does
/// not take it.
bool write_journal(int priority, const std::string& line, std::span<const support::log_record::field> fields);

} // namespace telesignd
