#pragma once

#include <string>
#include <string_view>

namespace simulator {

/// A new reference id of the kind that the fault `reference` names; 32 hexadecimal digits in upper case, as in every
/// example of TeleSign's, for any other word.
std::string make_reference(std::string_view kind);

} // namespace simulator
