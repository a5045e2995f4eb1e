// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignctl/answer.h"

#include <string>

// Answers whose facts are rows: "key=value …", by support::log_record.
namespace telesignctl {

/// For people: a table for each name of a fact, its columns aligned, then the text.
std::string rows_as_tables(const answer& reply);

/// For programs: as as_json(), but "facts" has an array for each name, of objects.
std::string rows_as_json(const answer& reply);

} // namespace telesignctl
