// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/recovery_sheet.h"

#include "telesignctl/show.h"

#include <algorithm>

#include <fmt/format.h>

namespace telesignctl {

std::string recovery_sheet(const answer& reply) {
    const auto is_code = [](const auto& fact) { return fact.first == "code"; };
    if (std::none_of(reply.facts.begin(), reply.facts.end(), is_code))
        return as_table(reply);
    answer table = reply;
    table.text.clear();
    return fmt::format("Recovery codes: each lets the user log in once without the phone\n"
                       "\n"
                       "{}\n"
                       "When a login asks for a code, type one of these in place of the code from the\n"
                       "phone. Capital or small letters, blanks and hyphens make no difference. Cross\n"
                       "out each code that you have used. Keep this sheet apart from the phone, and\n"
                       "show it to nobody.\n"
                       "\n"
                       "{}\n",
                       as_table(table), reply.text);
}

} // namespace telesignctl
