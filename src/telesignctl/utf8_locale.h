// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <locale.h>

namespace telesignctl {

/// The thread's character set is UTF-8 for as long as this lives. In the locale that a program starts with, "C", only ASCII
/// has a width.
class utf8_locale {
public:
    utf8_locale() : m_locale{::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)} {
        if (m_locale != nullptr) // else columns with other characters are not aligned
            m_before = ::uselocale(m_locale);
    }
    utf8_locale(const utf8_locale&) = delete;
    utf8_locale& operator=(const utf8_locale&) = delete;
    ~utf8_locale() {
        if (m_locale == nullptr)
            return;
        ::uselocale(m_before);
        ::freelocale(m_locale);
    }

private:
    locale_t m_locale;
    locale_t m_before = nullptr;
};

} // namespace telesignctl
