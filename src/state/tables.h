// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "state/database.h"
#include "state/records.h"

#include <tuple>

namespace state {

/// Where a record lives: its table, its columns in fields()' order, and the time that says how old a row is.
template <typename Record>
struct table;

template <>
struct table<send> {
    static constexpr auto name = "send";
    static constexpr auto columns = "at, user, phone, source, service, channel, region, outcome, counted";
    static constexpr auto age = "at";
    static constexpr int max_loaded = database::max_rows;
    static constexpr int max_kept = database::max_kept_rows;
    static auto fields(auto& row) {
        return std::tie(row.at, row.user, row.phone, row.source, row.service, row.channel, row.region,
                        row.outcome, row.counted);
    }
};

template <>
struct table<login> {
    static constexpr auto name = "login";
    static constexpr auto columns = "at, user, service, source, channel, region, outcome, reason";
    static constexpr auto age = "at";
    static constexpr int max_loaded = database::max_rows;
    static constexpr int max_kept = database::max_kept_rows;
    static auto fields(auto& row) {
        return std::tie(row.at, row.user, row.service, row.source, row.channel, row.region, row.outcome,
                        row.reason);
    }
};

template <>
struct table<failure> {
    static constexpr auto name = "failure";
    static constexpr auto columns = "at, user, source";
    static constexpr auto age = "at";
    static constexpr int max_loaded = database::max_rows;
    static constexpr int max_kept = database::max_rows; // more is never loaded
    static auto fields(auto& row) { return std::tie(row.at, row.user, row.source); }
};

template <>
struct table<lock> {
    static constexpr auto name = "lock";
    static constexpr auto columns = "user, source, at";
    static constexpr auto age = "at";
    static constexpr int max_loaded = database::max_rows;
    static constexpr int max_kept = database::max_rows;
    static auto fields(auto& row) { return std::tie(row.user, row.source, row.at); }
};

template <>
struct table<limits_reset> {
    static constexpr auto name = "limits_reset";
    static constexpr auto columns = "user, phone, at";
    static constexpr auto age = "at";
    static constexpr int max_loaded = database::max_rows;
    static constexpr int max_kept = database::max_rows;
    static auto fields(auto& row) { return std::tie(row.user, row.phone, row.at); }
};

template <>
struct table<remembered> {
    static constexpr auto name = "remembered";
    static constexpr auto columns = "user, source, service, phone, at";
    static constexpr auto age = "at";
    static constexpr int max_loaded = database::max_rows;
    static constexpr int max_kept = database::max_kept_rows;
    static auto fields(auto& row) { return std::tie(row.user, row.source, row.service, row.phone, row.at); }
};

template <>
struct table<recovery_code> {
    static constexpr auto name = "recovery_code";
    static constexpr auto columns = "user, number, salt, hash, created, used";
    static constexpr auto age = "ifnull(used, 9223372036854775807)"; // what is not used up never goes
    static constexpr int max_loaded =
        -1; // all: only root makes them (https://www.sqlite.org/lang_select.html#limitoffset)
    static constexpr int max_kept = database::max_kept_rows;
    static auto fields(auto& row) {
        return std::tie(row.user, row.number, row.salt, row.hash, row.created, row.used);
    }
};

/// Logins that were not granted (login_counts.h).
struct login_count;
struct counted_login;

template <>
struct table<login_count> {
    static constexpr auto name = "login_count";
    static constexpr auto age = "at";
    static constexpr int max_kept = database::max_kept_rows;
};

template <>
struct table<counted_login> {
    static constexpr auto name = "counted_login";
    static constexpr auto age = "at";
    static constexpr int max_kept = database::max_kept_rows;
};

} // namespace state
