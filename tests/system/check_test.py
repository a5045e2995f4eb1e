# SPDX-License-Identifier: BSD-3-Clause
"""telesignctl check on a machine where all is well, and on one where nothing is."""

import os
import pathlib
import pwd
import re
import syslog
import unittest

from helpers import main, SystemTest, User
from helpers.control import checked, ctl
from helpers.machine import API_KEY, PAM_FOLDER, PHONES, run, SUDOERS, write_secret
from helpers.services import ActivatedDaemon


class CheckTest(SystemTest):
    @classmethod
    def make_users(cls):
        cls.alice = User("alice", "+44 20 7946 0081")
        cls.mallory = User("mallory", None)
        return [cls.alice, cls.mallory]

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        run("ssh-keygen", "-A")
        pathlib.Path("/run/sshd").mkdir(exist_ok=True)
        cls.daemon.stop()  # and again as systemd runs it: the socket is root's
        cls.daemon = ActivatedDaemon()
        for service in (("sudo",), ("sshd", "--key")):
            ctl("enable", *service)

    @classmethod
    def configure(cls, **sections):
        """Everybody who could log in has a phone."""
        super().configure(**sections)
        write_secret(PHONES, "\n".join(["[phones]", *(f"{name} = +44 20 7946 0082" for name in cls.people()), ""]))

    @staticmethod
    def people():
        shells = pathlib.Path("/etc/shells").read_text(encoding="ascii").split()
        return [each.pw_name for each in pwd.getpwall() if each.pw_shell in shells]

    def setUp(self):
        super().setUp()
        self.kept = {}
        self.addCleanup(self.put_back)

    def change(self, path, work):
        """Changes a file for this test only."""
        path = pathlib.Path(path)
        self.kept.setdefault(path, path.read_bytes() if path.exists() else None)
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        path.write_text(work(text), encoding="utf-8")

    def put_back(self):
        for path, content in self.kept.items():
            if content is None:
                path.unlink()
            else:
                path.write_bytes(content)

    def assert_finding(self, check, status, pattern, *arguments):
        found = checked(*arguments)
        for each in found.get(check, []):
            if each["status"] == status and re.search(pattern, each["text"]):
                self.assertTrue(each["remedy"], each)
                return
        self.fail(f"no {status} of {check} says /{pattern}/: {found.get(check)}")

    @unittest.skipIf("PRELOAD" in os.environ, "a sanitized module needs more libraries")
    def test_a_healthy_machine(self):
        self.assert_finding("recovery", "warning", r"\balice\b", "--offline")
        for name in self.people():
            ctl("recovery", "new", name)
        screen = ctl("check")
        print(screen)
        self.assertNotRegex(screen, "(?m)^(warning|error)")
        self.assertIn("No problems found.", screen)
        for check in ("configuration", "phones", "files", "disk", "module", "telesignd", "TeleSign", "clock",
                      "pam sshd", "pam sudo", "pam sudo-i", "sshd", "sudo", "users", "recovery", "confinement"):
            self.assertRegex(screen, rf"(?m)^ok +{check} ")
        self.assertEqual(["GET"], [each["method"] for each in self.new_requests()])  # no code was sent

    def test_a_broken_machine_shows_no_secret(self):
        self.configure(telesign={"api_key": "dGhlIHdyb25nIGtleSBvZiB0aGUgdGVzdHM="})
        self.addCleanup(self.configure)
        self.change(PHONES, lambda text: text + "alice = 0\nbroken = +1 310 55\n")
        self.change(SUDOERS, lambda text: "alice ALL=(ALL) NOPASSWD: ALL\n")
        self.change(PAM_FOLDER / "sudo", lambda text: text.replace("required     pam_telesign", "optional     pam_telesign"))
        self.change("/etc/ssh/sshd_config.d/00-telesign.conf",
                    lambda text: text.replace("publickey,keyboard-interactive", "publickey"))
        screen = ctl("check", status=2)
        print(screen)
        for pattern in (r"error +TeleSign +.*-30006.*api_key", r"warning +phones +.*given twice",
                        r"error +pam sudo +.*wrong code lets the user in", r"error +sshd +.*`publickey` lets users in without a code",
                        r"warning +sudo +.*NOPASSWD"):
            self.assertRegex(screen, pattern)
        for secret in (API_KEY, "dGhlIHdyb25n", "7946 0082", "79460082"):
            self.assertNotIn(secret, screen)
        self.assertEqual([], self.new_requests("POST"))

    def test_the_daemon(self):
        self.daemon.stop()
        try:
            self.assert_finding("telesignd", "error", "not running", "--offline")
            self.change(PHONES, lambda text: text + "broken = +1 310 55\n")
            remedy = checked("--offline")["phones"][0]["remedy"]
            self.assertEqual("Correct that line, then run service telesignd start: this user cannot log in", remedy)
        finally:
            type(self).daemon = ActivatedDaemon()

    def test_what_a_look_leaves_in_the_log(self):
        start = len(self.daemon.errors)
        ctl("sessions")  # by which systemd's socket has started telesignd
        self.daemon.errors.wait_for("verb=sessions", start)
        logged, told = len(self.syslog), len(self.daemon.errors)
        checked()
        ctl("sessions")
        last = self.daemon.errors.wait_for("verb=sessions", told)
        self.assertEqual([last], self.daemon.errors.since(told))
        syslog.syslog("the end")  # logger(1) hangs when AddressSanitizer is loaded into it
        last = self.syslog.wait_for("the end", logged)
        self.assertEqual([last], self.syslog.since(logged))

    def test_a_correction_is_to_be_reloaded_while_telesignd_runs(self):
        self.change(PHONES, lambda text: text + "broken = +1 310 55\n")
        remedy = checked("--offline")["phones"][0]["remedy"]
        self.assertEqual("Correct that line, then run telesignctl reload: this user cannot log in", remedy)

    def test_an_endpoint_that_is_not_there(self):
        self.addCleanup(self.configure)
        self.configure(telesign={"endpoint": "https://127.0.0.1:1"})
        self.assert_finding("TeleSign", "error", "127.0.0.1:1 cannot be reached")
        self.configure(telesign={"ca_file": "/etc/ssl/certs/ca-certificates.crt"})
        self.assert_finding("TeleSign", "error", "certificate")

    def test_the_callers_environment_reaches_nothing(self):
        keys = pathlib.Path("/root/tls-keys")
        run("env", f"SSLKEYLOGFILE={keys}", "https_proxy=http://127.0.0.1:1", "sh", "-c", "telesignctl check || true")
        self.assertFalse(keys.exists())
        self.assertEqual(1, len(self.new_requests()))

    def test_who_has_no_phone(self):
        self.change(PHONES, lambda text: text.replace("mallory", "nobody-else"))
        self.assert_finding("users", "warning", "mallory", "--offline")

    def test_sshd(self):
        drop_in = "/etc/ssh/sshd_config.d/00-telesign.conf"
        for old, new, status, pattern in (
                ("UsePAM yes", "UsePAM no", "error", "UsePAM"),
                ("KbdInteractiveAuthentication yes", "KbdInteractiveAuthentication no", "error", "keyboard-interactive"),
                ("publickey,keyboard-interactive", "keyboard-interactive", "error", "with the code alone"),
                ("LoginGraceTime 360", "LoginGraceTime 30", "warning", "30 s, while a code is valid for 300 s"),
                ("UsePAM yes", "UsePAM yes\nMaxAuthTries 1", "warning", "MaxAuthTries 1"),
                ("UsePAM yes", "UsePAM yes\nMatch User mallory\nAuthenticationMethods publickey\nMatch all",
                 "error", "mallory: `publickey` lets users in without a code"),
                ("UsePAM yes", "NoSuchOption yes", "error", "NoSuchOption")):
            with self.subTest(new):
                self.put_back()
                self.change(drop_in, lambda text, old=old, new=new: text.replace(old, new))
                self.assert_finding("sshd", status, pattern, "--offline")

    def test_sudo(self):
        for line, pattern in (("Defaults timestamp_timeout=-1", "below 0"),
                              ("Defaults timestamp_timeout=600", "600 minutes"),
                              ("alice ALL=(ALL) NOPASSWD: ALL", "NOPASSWD"), ("nonsense", "sudoers")):
            with self.subTest(line):
                self.change(SUDOERS, lambda text, line=line: line + "\n")
                self.assert_finding("sudo", "warning", pattern, "--offline")

    def test_who_is_not_root_hears_what_was_not_looked_at(self):
        found = run("setpriv", "--reuid", "alice", "--regid", "alice", "--init-groups", "sh", "-c",
                    "/usr/sbin/telesignctl check || true")
        self.assertRegex(found, r"warning +privileges +not checked: configuration, ")


if __name__ == "__main__":
    main()
