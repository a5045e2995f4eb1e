// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

#include <fcntl.h>
#include <unistd.h>

// What the fuzz targets share. libFuzzer calls LLVMFuzzerTestOneInput() with each input.
namespace fuzz {

/// Ends the target, so that libFuzzer keeps the input, when something does not hold that must always hold.
inline void require(bool holds, std::string_view claim, std::string_view detail = {}) {
    if (holds)
        return;
    static_cast<void>(std::fprintf(stderr, "DOES NOT HOLD: %.*s %.*s\n", static_cast<int>(claim.size()),
                                   claim.data(), static_cast<int>(detail.size()), detail.data()));
    std::abort();
}

/// Takes a text up to `end`, or all that is left, off the beginning of `from`.
inline std::string_view take_until(std::string_view& from, char end) {
    const std::string_view part = from.substr(0, from.find(end));
    from.remove_prefix(part.size() < from.size() ? part.size() + 1 : part.size());
    return part;
}

/// Takes one byte off the beginning of `from`; 0 when it is empty.
inline unsigned take_byte(std::string_view& from) {
    if (from.empty())
        return 0;
    const auto byte = static_cast<unsigned char>(from.front());
    from.remove_prefix(1);
    return byte;
}

inline std::string_view as_text(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

/// A folder for the files of this process, in TMPDIR, which tests/fuzz/run deletes.
inline const std::string& folder() {
    static const std::string made = [] {
        std::string path = (std::filesystem::temp_directory_path() / "telesign-fuzz-XXXXXX").string();
        require(::mkdtemp(path.data()) != nullptr, "a temporary folder can be made");
        return path;
    }();
    return made;
}

/// Writes a file, mode 0600.
inline void write_file(const std::string& path, std::string_view text) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    const bool written = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    require(file >= 0 && ::close(file) == 0 && written, "a file can be written:", path);
}

/// Random numbers that are the same for the same input.
class dice {
public:
    explicit dice(std::string_view seed) {
        for (const char each : seed)
            m_state = (m_state ^ static_cast<unsigned char>(each)) * 1099511628211ULL; // FNV-1a
    }
    /// From 0 to `sides` - 1.
    unsigned roll(unsigned sides) {
        m_state = m_state * 6364136223846793005ULL + 1442695040888963407ULL;
        return static_cast<unsigned>(m_state >> 33U) % sides;
    }

private:
    std::uint64_t m_state = 14695981039346656037ULL;
};

} // namespace fuzz
