// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignd/login_fixture.h"

#include <vector>

/// Documented replies, each with the keys of [risk] that ask for it and what they make of it.
namespace tests {

/// Which reply the row's JSON stands in.
enum class source {
    phoneid,      ///< of POST /v1/phoneid: members beside the common ones
    live,         ///< of GET /v1/phoneid/live: members of `live`
    intelligence, ///< of POST /intelligence/phone: members beside the common ones
    verify,       ///< to a request for a code: members beside the common ones
    verify_201,   ///< the same with status 201
    whole,        ///< the whole reply to a lookup
};

struct decision_row {
    const char* keys; ///< of [risk], KEY = VALUE on a line each
    source told_by;
    const char* json;
    const char* refused;           ///< the reason that refuses, whatever on_unknown says; empty: none
    const char* unknown = nullptr; ///< how risk="unknown: …" goes on in the log; null: all is known
    int http_status = 200;
    const char* enrolled = nullptr; ///< the user's
};

} // namespace tests
