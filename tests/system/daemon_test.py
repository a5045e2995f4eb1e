# SPDX-License-Identifier: BSD-3-Clause
"""The life of telesignd beside logins: reload, shutdown, a passed socket, logs, what others may see of it."""

import os
import pathlib
import pwd
import re
import signal
import subprocess

from helpers import main, PamServiceTest, PamTester, User
from helpers.lines import Journal
from helpers.machine import API_KEY, CONFIGURATION, DAEMON_USER, list_account, write_secret
from helpers.services import ActivatedDaemon, as_daemon, Daemon, LOGS, SOCKET


class DaemonTest(PamServiceTest):
    def setUp(self):
        super().setUp()
        self.first_syslog = len(self.syslog)
        self.addCleanup(self.restore_daemon)

    def test_bad_configuration_is_refused_and_the_old_one_stays(self):
        pending, code = self.begin_login()
        good = CONFIGURATION.read_text(encoding="utf-8")
        write_secret(CONFIGURATION, good + "[otp]\nattempts = many\n")
        line = len(good.splitlines()) + 2
        self.daemon.reload(rf"telesign\.conf:{line}: .*attempts")
        self.daemon.errors.wait_for("stays in force", self.start)
        self.assert_gets_in(pending, code)
        self.assert_can_log_in()

    def test_more_logins_than_descriptors_carry_are_refused(self):
        self.daemon.stop()
        few = ["prlimit", "--nofile=4096:4096", "telesignd", "--foreground"]
        refused = subprocess.run(few, text=True, check=False, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                 **as_daemon())
        self.assertNotEqual(0, refused.returncode)
        self.assertIn("[daemon] max_logins: 1024 logins need 11552 descriptors, and telesignd may have 4096: "
                      "set max_logins to 346 or less", refused.stderr)

    def test_good_configuration_is_taken_and_running_logins_go_on(self):
        pending, code = self.begin_login()
        carol = User("carol", "+44 20 7946 0042", system_account=False)
        list_account(carol.name)
        type(self).users = [self.alice, carol]
        self.configure(otp={"channels": "voice"})
        self.daemon.reload("loaded, 2 phones")
        self.assert_gets_in(pending, code)
        self.assert_can_log_in(carol)
        self.audit(outcome="granted", user="carol", channel="voice")
        type(self).users = [self.alice]

    def test_a_bad_phone_denies_one_user(self):
        write_secret(pathlib.Path("/etc/telesign/phones.ini"),
                     f"[phones]\nalice = {self.alice.phone}\ndave = 12\n")
        self.daemon.reload(r"phones\.ini:3: .*dave")
        self.assert_can_log_in()
        dave = PamTester(self.SERVICE, "dave")
        for _ in range(3):
            dave.type("12345")
        self.assertFalse(dave.finish()[0])

    def test_sigterm_denies_pending_logins_and_ends_the_daemon(self):
        pending = [PamTester(self.SERVICE, "alice") for _ in range(5)]
        codes = [self.simulator.next_code(self.alice) for _ in pending]
        self.assertEqual(0, self.daemon.stop(seconds=10))  # it promises 5; the rest is for a busy machine
        for login, code in zip(pending, codes):
            login.type(code)
            self.assertFalse(login.finish()[0])
        self.assertEqual(5, len(self.daemon.errors.matching("reason=telesignd_stopping", self.start)))
        self.assertFalse(SOCKET.exists())

    def test_logins_are_denied_at_once_without_a_daemon(self):
        self.daemon.stop()
        succeeded, output = PamTester(self.SERVICE, "alice").finish()
        self.assertFalse(succeeded, output)

    def test_more_logins_than_allowed_are_refused(self):
        self.configure(daemon={"max_logins": 2})
        self.daemon.reload("loaded")
        pending = [self.begin_login() for _ in range(2)]
        succeeded, output = PamTester(self.SERVICE, "alice").finish()
        self.assertFalse(succeeded)
        self.assertIn("Too many logins", output)
        self.daemon.errors.wait_for("max_logins is the limit", self.start)
        for login, code in pending:
            self.assert_gets_in(login, code)

    def test_a_socket_passed_by_systemd(self):
        self.daemon.stop()
        self.addCleanup(SOCKET.unlink)  # systemd's to remove, not telesignd's
        activated = ActivatedDaemon()
        self.addCleanup(activated.stop)
        self.assert_can_log_in()
        activated.errors.wait_for("listening on systemd's socket")
        self.assertEqual("root", SOCKET.owner())
        self.assertEqual(0, activated.stop())

    def test_syslog_has_the_audit_line_under_authpriv(self):
        self.daemon.stop()
        start = len(self.syslog)
        type(self).daemon = Daemon(options=())
        self.assert_can_log_in()
        line = self.syslog.wait_for(r"telesignd\[\d+\]: login outcome=granted", start)
        self.assertRegex(line, r"^authpriv\.6 ")
        self.assertRegex(line, r"user=alice\b.* phone=\S*41\b")
        self.daemon.stop()

    def test_the_journal_has_the_audit_line_and_its_fields(self):
        self.daemon.stop()
        journal = Journal()
        LOGS.append(journal)
        try:
            type(self).daemon = Daemon(options=())
            self.assert_can_log_in()
            entry = journal.wait_for(r"\|MESSAGE=login outcome=granted ")
            self.daemon.stop()
        finally:
            journal.stop()
        for field in ("PRIORITY=6", "SYSLOG_FACILITY=10", "SYSLOG_IDENTIFIER=telesignd", "TELESIGN_OUTCOME=granted",
                      "TELESIGN_REASON=code_valid", f"TELESIGN_SERVICE={self.SERVICE}", "TELESIGN_USER=alice",
                      "TELESIGN_CHANNEL=sms", "TELESIGN_SENDS=1"):
            self.assertIn(f"|{field}|", entry)
        self.assertEqual([], self.syslog.matching(r"telesignd\[\d+\]: login", self.first_syslog))

    def test_no_core_dumps_and_no_look_into_its_memory(self):
        process = pathlib.Path("/proc", str(self.daemon.process.pid))
        limits = (process / "limits").read_text(encoding="ascii")
        self.assertRegex(limits, r"(?m)^Max core file size +0 +0 ")
        self.assertEqual(0, os.stat(process / "mem").st_uid)  # what PR_SET_DUMPABLE 0 does: not its user's
        uid = re.search(r"(?m)^Uid:\t(\d+)", (process / "status").read_text(encoding="ascii"))[1]
        self.assertEqual(pwd.getpwnam(DAEMON_USER).pw_uid, int(uid))
        look = subprocess.run(["cat", process / "environ"], capture_output=True, check=False, **as_daemon())
        self.assertNotEqual(0, look.returncode)

    def test_command_line_and_environment_hold_no_secret(self):
        self.assert_can_log_in()
        process = pathlib.Path("/proc", str(self.daemon.process.pid))
        for name in ("cmdline", "environ", "comm"):
            text = (process / name).read_text(encoding="utf-8")
            self.assertNotIn(API_KEY, text)
            self.assertNotIn(self.alice.digits, text)

    def test_an_ordinary_user_reaches_no_socket(self):
        succeeded, output = PamTester(self.SERVICE, "alice", as_user="alice").finish()
        self.assertFalse(succeeded, output)

    def test_bad_configuration_at_start_ends_the_daemon_with_the_reason(self):
        write_secret(CONFIGURATION, "[telesign]\ncustomer_id = someone\nspeed = high\n")
        self.daemon.signal(signal.SIGHUP)
        result = subprocess.run(["telesignd", "--config", CONFIGURATION, "--socket", "/run/telesign/other.sock",
                                 "--foreground"], capture_output=True, text=True, timeout=30, check=False,
                                **as_daemon())
        self.assertNotEqual(0, result.returncode)
        self.assertRegex(result.stderr, r"telesign\.conf:3: .*speed")
        self.daemon.errors.wait_for("stays in force", self.start)


if __name__ == "__main__":
    main()
