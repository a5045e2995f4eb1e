# SPDX-License-Identifier: BSD-3-Clause
"""TeleSign's published status and error codes: those that a reply about a login can have.

From the pages of codes (developer.telesign.com, "All status and error codes") and the code tables of TeleSign's OpenAPI
(2026) and Swagger (2022) of Verify, Phone ID and Intelligence."""

# status.code of Verify's replies, by the channels that have it: c a call, s a text message, m smart.
STATUSES = {
    100: "c", 101: "c", 103: "c", 105: "c", 106: "c", 107: "c", 108: "c", 129: "c", 130: "c", 133: "c",
    200: "s", 201: "s", 203: "s", 207: "s", 210: "s", 211: "s", 220: "s", 221: "s", 222: "s", 229: "s", 230: "s",
    231: "s", 232: "s", 233: "s", 237: "s", 238: "s", 250: "s", 251: "cs", 290: "s", 291: "s", 292: "s", 295: "s",
    500: "csm", 501: "csm", 502: "s", 503: "s", 504: "s", 505: "s", 506: "s", 507: "s", 508: "s", 509: "s", 510: "s",
    511: "s", 512: "s", 513: "s", 514: "s", 515: "s", 516: "s", 517: "s", 518: "s", 519: "s", 520: "s", 521: "s",
    599: "csm", 2000: "m", 2028: "m",
}

LOOKUP_STATUSES = (300, 301)
ADDON_STATUSES = tuple(range(2801, 2813))

# errors[] of Verify and of the GETs of PhoneID: (code, HTTP status, what the description holds). No HTTP status: TeleSign
# states none.
ERRORS = (
    (-10001, 400, "Invalid"), (-10001, 400, "Not Allowed Host"), (-10001, 400, "Unsupported product"),
    (-10001, 404, "not found"), (-10004, 404, "expired"), (-10009, 401, ""), (-10030, 402, ""), (-10033, 401, ""),
    (-20001, 401, ""), (-20002, 401, ""), (-20003, 401, ""), (-20004, 401, ""),
    (-30000, 401, ""), (-30001, 401, ""), (-30002, 401, ""), (-30003, 401, ""), (-30004, 401, ""), (-30005, 401, ""),
    (-30006, 401, ""), (-30007, 401, ""), (-30008, 401, ""), (-30009, 401, ""), (-30010, 401, ""), (-30011, 401, ""),
    (-30012, 401, ""), (-30013, 401, ""), (-30015, 401, ""),
    (-40001, 404, ""), (-40002, 401, ""), (-40004, 404, ""), (-40005, 405, ""), (-40006, 400, ""),
    (-40007, 400, "No Data"), (-40007, 429, "Rate Limit"), (-40007, 400, "Rate Limit"), (-40008, 429, ""),
    (-40009, None, ""), (-50001, None, ""), (-50054, None, ""), (-50055, None, ""), (-50056, None, ""),
    (-50057, None, ""), (-50059, None, ""), (-90001, 503, ""), (-90001, 500, ""),
)

# Of the GETs of PhoneID alone, in errors[] too.
LEGACY_ERRORS = ((10041, 400, ""),)

# status.code of PhoneID v1, Score and Intelligence, which have no errors[]: (code, HTTP status).
LOOKUP_ERRORS = (
    (-90001, 500), (-90001, 503), (-10000, 503), (10008, 401), (10009, 401), (10010, 401), (10011, 401), (10012, 401),
    (10013, 401), (10014, 401), (10015, 401), (10017, 404), (10019, 429), (10020, 429), (10030, 402), (10032, 400),
    (10033, 400), (10041, 400), (11000, 400), (11001, 400), (11002, 400), (11003, 400), (11005, 400), (11006, 400),
    (11007, 400), (11010, 400), (11011, 400), (12000, 400), (12003, 400),
)
