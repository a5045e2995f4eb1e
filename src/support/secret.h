// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <string.h>

namespace support {

/// A string whose memory is wiped before it is given back: codes, keys, request bodies.
/// It cannot be copied or formatted by accident; `view()` is the only way to read it.
class secret {
public:
    secret() = default;
    explicit secret(std::string_view text) : m_text{text} {}
    secret(secret&& other) noexcept {
        m_text.swap(other.m_text); // a short text is copied, not handed over: wipe what stays behind
        other.wipe();
    }
    secret& operator=(secret&& other) noexcept {
        if (this != &other) {
            wipe();
            m_text.swap(other.m_text);
            other.wipe();
        }
        return *this;
    }
    secret(const secret&) = delete;
    secret& operator=(const secret&) = delete;
    ~secret() { wipe(); }

    [[nodiscard]] std::string_view view() const noexcept { return m_text; }
    [[nodiscard]] bool empty() const noexcept { return m_text.empty(); }

    void append(std::string_view more) {
        if (m_text.size() + more.size() >
            m_text.capacity()) { // growing in place would leave the old block behind
            secret longer;
            longer.m_text.reserve(2 * (m_text.size() + more.size()));
            longer.m_text.append(m_text);
            swap(longer);
        }
        m_text.append(more);
    }

    void wipe() noexcept {
        m_text.resize(m_text.capacity()); // never allocates; also what an earlier, longer text left is wiped
        ::explicit_bzero(m_text.data(), m_text.size());
        m_text.clear();
    }

private:
    void swap(secret& other) noexcept { m_text.swap(other.m_text); }

    std::string m_text;
};

} // namespace support
