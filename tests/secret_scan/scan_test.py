# SPDX-License-Identifier: BSD-3-Clause
"""A search that finds nothing proves something only when it finds what is there."""

import json
import pathlib
import tempfile
import unittest

from scan import scan

CODE, PHONE, KEY = "48151", "13105551212", "ZXhhbXBsZSBrZXkgb2YgdGhlIHRlc3Rz"
GOOD = ("login outcome=granted user=alice phone=*********12 reference=ABCDEF0123456789ABCDEF0123448151 pid=48151 "
        "service=telesign-48151-0 tty=481-51 "
        "detail=\"status 290 (in progress)\"\n"
        "login outcome=unavailable user=e-48151_0 detail=\"service error -48151 (HTTP 429): rate limit; "
        "date refused (-48151); timed out after 48151 milliseconds; the reply is over 48151 bytes\"\n"
        "users are get English texts: /tmp/pam_telesign.locale.48151/de/LC_MESSAGES\n")


class ScanTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.daemon_folder = self.folder / "17-abc"
        self.daemon_folder.mkdir()
        outbox = {"code": CODE, "phone_number": PHONE}
        (self.daemon_folder / "outbox").write_text(json.dumps(outbox) + "\n", encoding="utf-8")
        (self.daemon_folder / "phones.ini").write_text("[phones]\nbob = +44 20 7946 0041\n", encoding="utf-8")
        (self.daemon_folder / "telesign.conf").write_text(f"[telesign]\napi_key = {KEY}\n", encoding="utf-8")

    def found(self, name, text):
        (self.daemon_folder / "telesignd.log").write_text("notice: listening on a socket\n", encoding="utf-8")
        (self.folder / name).write_text(f"notice: listening on a socket\n{GOOD}{text}\n", encoding="utf-8")
        return [line for _, line in scan(self.folder)]

    def test_an_ordinary_log_holds_no_secret(self):
        self.assertEqual([], self.found("17-abc/telesignd.log", "listening on 127.0.0.1:48151"))

    def test_each_secret_is_found_in_a_daemons_log_and_in_its_test_process(self):
        for name in ("17-abc/telesignd.log", "17.log"):
            for text in (f"wrong code {CODE}", f"key {KEY}", f"phone +{PHONE}", "phone +1 (310) 555-1212",
                         "phone 442079460041", "GET https://example.org/v1/verify/sms", "body verify_code=1",
                         "Authorization: TSA FFFF:c2lnbmF0dXJl"):
                with self.subTest(name=name, text=text):
                    self.assertEqual([text], self.found(name, text))
            (self.folder / name).unlink()

    def test_a_full_number_is_found_where_nothing_is_known_of_phones(self):
        self.assertEqual(["phone 4915112345678"], self.found("99.log", "phone 4915112345678"))

    def test_a_log_that_was_not_kept_is_found(self):
        (line,) = [line for _, line in scan(self.folder)]
        self.assertIn("not kept", line)

    def test_a_number_is_found_in_the_state(self):
        (self.daemon_folder / "state.db-wal").write_bytes(b"\0\xff" + PHONE.encode() + b"\0")
        self.assertEqual([PHONE], self.found("17-abc/telesignd.log", "listening on a socket"))


if __name__ == "__main__":
    unittest.main()
