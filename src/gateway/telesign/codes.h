#pragma once

// TeleSign's codes: both tables.
#include "gateway/telesign/ascii.h"
#include "gateway/telesign/error_codes.h"
#include "gateway/telesign/status_codes.h"
