# SPDX-License-Identifier: BSD-3-Clause
"""/etc/init.d/telesignd, for machines without systemd: start, a login, reload, renew, restart, stop, status."""

import os
import pathlib
import subprocess

from helpers import main, PamServiceTest
from helpers.control import checked, ctl
from helpers.lines import wait_for
from helpers.machine import CONFIGURATION, write_secret
from helpers.services import SOCKET

SCRIPT = "/etc/init.d/telesignd"
SUDO = pathlib.Path("/etc/pam.d/sudo")
TRIAL = pathlib.Path("/etc/telesign/enable/trial-sudo")
PID_FILE = pathlib.Path("/run/telesignd.pid")
NOT_RUNNING = 3  # LSB's exit status of `status`


class InitScriptTest(PamServiceTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.daemon.stop()  # the script starts one of its own

    def setUp(self):
        super().setUp()
        self.log_start = len(self.syslog)
        self.addCleanup(self.ask, "stop")
        self.addCleanup(self.configure)

    def ask(self, action, status=0):
        """Runs the script as init does, with an environment of its own."""
        result = subprocess.run([SCRIPT, action], env={"PATH": "/usr/bin:/bin"}, text=True, check=False, timeout=120,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.assertEqual(status, result.returncode, f"{action}: {result.stdout}")
        return result.stdout

    @staticmethod
    def pid():
        return int(PID_FILE.read_text(encoding="ascii"))

    def test_it_starts_and_stops_the_daemon(self):
        self.ask("status", NOT_RUNNING)
        self.assertIn("telesignd", self.ask("start"))
        self.ask("status")
        self.assertEqual("_telesign", SOCKET.owner())
        self.assert_can_log_in()
        self.ask("stop")
        self.assertFalse(PID_FILE.exists())
        self.assertFalse(SOCKET.exists())
        self.ask("status", NOT_RUNNING)

    def test_starting_and_stopping_twice_is_no_error(self):
        self.ask("start")
        first = self.pid()
        self.ask("start")
        self.assertEqual(first, self.pid())
        self.ask("stop")
        self.ask("stop")

    def test_reload_takes_a_new_configuration_without_a_new_process(self):
        self.ask("start")
        first = self.pid()
        self.configure(otp={"channels": "voice"})
        self.ask("reload")
        self.syslog.wait_for(r"telesignd\[\d+\]: .*loaded, ", self.log_start, count=2)
        self.assert_can_log_in()
        self.syslog.wait_for(r"outcome=granted .*channel=voice", self.log_start)
        self.assertEqual(first, self.pid())

    def test_a_reload_that_is_refused_fails(self):
        self.ask("start")
        first = self.pid()
        self.configure(otp={"attempts": "many"})
        self.assertRegex(self.ask("reload", 1), r"telesign\.conf:\d+: .*attempts")
        self.assertEqual(first, self.pid())

    def test_restart_begins_a_new_process(self):
        self.ask("try-restart")
        self.assertFalse(PID_FILE.exists())
        for action in ("start", "restart", "force-reload", "try-restart"):
            before = self.pid() if PID_FILE.exists() else 0
            self.ask(action)
            self.assertNotEqual(before, self.pid(), action)
        self.assert_can_log_in()

    def test_renew_denies_nobody(self):
        self.ask("start")
        pending, code = self.begin_login()
        first = self.pid()
        self.ask("renew")
        self.assert_can_log_in()
        self.assert_gets_in(pending, code)
        self.syslog.wait_for(r"telesignd\[\d+\]: listening on", self.log_start, count=2)
        self.assertEqual(first, self.pid())
        self.assert_can_log_in()

    def test_a_bad_configuration_is_told_to_init(self):
        write_secret(CONFIGURATION, "[telesign]\nspeed = high\n")
        self.ask("start", 1)
        self.syslog.wait_for(r"telesign\.conf:2: .*speed", self.log_start)
        wait_for(lambda: not SOCKET.exists(), "no socket")
        self.assertFalse(PID_FILE.exists())
        self.ask("status", NOT_RUNNING)

    def test_starting_ends_the_trials_of_another_boot(self):
        self.ask("start")
        before = SUDO.read_bytes()
        ctl("enable", "sudo", "--try", "1h")
        self.addCleanup(ctl, "disable", "sudo")
        self.ask("restart")
        self.assertNotEqual(before, SUDO.read_bytes())
        TRIAL.write_text('{"id": "0123456789abcdef", "until": 4000000000, "boot": "another"}', encoding="ascii")
        self.ask("restart")
        self.assertEqual(before, SUDO.read_bytes())
        self.assertFalse(TRIAL.exists())

    def test_check_finds_no_fault_with_the_scripts_folder(self):
        self.ask("start")
        self.assertEqual(["ok"], [each["status"] for each in checked("--offline")["files"]])

    def test_an_unknown_action_is_a_usage_error(self):
        self.assertIn("usage", self.ask("dance", 3))

    def test_it_runs_as_its_own_user_without_core_dumps(self):
        self.ask("start")
        limits = pathlib.Path(f"/proc/{self.pid()}/limits").read_text(encoding="ascii")
        self.assertRegex(limits, r"(?m)^Max core file size +0 +0 ")
        status = pathlib.Path(f"/proc/{self.pid()}/status").read_text(encoding="ascii")
        self.assertNotRegex(status, r"(?m)^Uid:\t0\b")
        self.assertEqual(0o600, os.stat(SOCKET).st_mode & 0o777)


if __name__ == "__main__":
    main()
