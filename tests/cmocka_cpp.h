// SPDX-License-Identifier: BSD-3-Clause
#pragma once

// <cmocka.h> needs these three first, comes without extern "C", and its macro `fail` breaks <iostream>:
// include this header last.
#include <csetjmp>
#include <cstdarg>
#include <cstddef>
#include <cstdint>

extern "C" {
#include <cmocka.h>
}
