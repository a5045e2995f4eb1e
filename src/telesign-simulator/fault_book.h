#pragma once

#include "telesign-simulator/faults.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

namespace simulator {

/// Which of a phone's requests a fault belongs to.
enum class request_kind { send, check };

/// The faults file (conf/simulator-faults.ini explains it): which phone gets which faults. Not for several threads.
class fault_book {
public:
    /// Reads the file. Strict: every error is reported as "FILE:LINE: what: remedy".
    static tl::expected<fault_book, std::vector<std::string>> load(const std::string& path);

    /// The faults of the phone's next request of that kind, and counts it towards `times`.
    std::vector<fault> take(std::string_view phone_number, request_kind kind);

private:
    struct plan {
        std::vector<fault> faults;
        unsigned taken = 0;
    };
    struct phone_plans {
        unsigned line = 0; ///< of the first key
        std::optional<plan> send;
        std::optional<plan> check;
        std::optional<unsigned> times; ///< empty: for ever
    };
    using book = std::map<std::string, phone_plans, std::less<>>;

    static std::optional<std::string> set(phone_plans& plans, std::string_view key, std::string_view value);

    book m_phones;
};

} // namespace simulator
