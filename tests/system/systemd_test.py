# SPDX-License-Identifier: BSD-3-Clause
"""The units under the real systemd: logins, reload, restart, confinement, the journal, and the trials of
`telesignctl enable --try`.
"""

import json
import os
import pathlib
import re
import shlex
import signal
import subprocess

from helpers import Login, main, User
from helpers.booted import BootedTest, is_active, property_of, systemctl
from helpers.control import checked, ctl
from helpers.lines import wait_for
from helpers.machine import CONFIGURATION, run, write_secret, write_sudoers
from helpers.services import Sshd, SOCKET

SUDO = pathlib.Path("/etc/pam.d/sudo")
PAGE = pathlib.Path(os.environ["BUILD_DIR"]) / "man" / "telesignd.8"
TRIAL = pathlib.Path("/etc/telesign/enable/trial-sudo")


class SystemdTest(BootedTest):
    @classmethod
    def make_users(cls):
        cls.alice = User("alice", "+44 20 7946 0101")
        return [cls.alice]

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        write_sudoers("alice ALL=(ALL:ALL) NOPASSWD: ALL")
        ctl("enable", "sshd", "--key", "--reload")
        wait_for(Sshd.greets, "sshd's greeting")

    def setUp(self):
        super().setUp()
        self.addCleanup(self.restore)

    def restore(self):
        """Daemon and configuration as the next test expects them."""
        type(self).users = [self.alice]
        self.configure()
        systemctl("reset-failed")
        systemctl("enable", "--now", "telesignd.socket", "telesignd.service")
        self.daemon.reload("loaded")

    def assert_can_log_in(self, user=None):
        login = Login.ssh(self.alice, "echo inside")
        login.give_code(self.simulator, user or self.alice)
        self.assertEqual(0, login.finish(), login.transcript)
        self.assertIn("inside", login.transcript)

    def assert_stays_out(self, login):
        self.assertNotEqual(0, login.finish(), login.transcript)
        self.assertNotIn("inside", login.transcript)

    def test_a_login_goes_through_the_daemon_as_its_unit_confines_it(self):
        self.assert_can_log_in()
        self.audit(outcome="granted", user="alice", service="sshd")
        for name, value in (("ProtectSystem", "strict"), ("ProcSubset", "pid"), ("MemoryDenyWriteExecute", "yes"),
                            ("User", "_telesign")):
            self.assertEqual(value, property_of("telesignd.service", name))

    def test_the_daemon_has_no_capability_and_leaves_no_core(self):
        process = pathlib.Path(f"/proc/{self.daemon.pid()}")
        status = (process / "status").read_text(encoding="ascii")
        for kind in ("Inh", "Prm", "Eff", "Bnd", "Amb"):
            self.assertRegex(status, rf"(?m)^Cap{kind}:\t0+$")
        self.assertRegex(status, r"(?m)^NoNewPrivs:\t1$")
        self.assertRegex(status, r"(?m)^Seccomp:\t2$")
        self.assertNotRegex(status, r"(?m)^[UG]id:.*\t0\b")
        self.assertRegex((process / "limits").read_text(encoding="ascii"), r"(?m)^Max core file size +0 +0 ")

    def test_the_daemon_cannot_write_beside_its_state(self):
        options = {}
        for line in pathlib.Path(f"/proc/{self.daemon.pid()}/mountinfo").read_text(encoding="utf-8").splitlines():
            fields = line.split()
            options[fields[4]] = fields[5].split(",")
        self.assertIn("ro", options["/"])
        self.assertIn("rw", options["/var/lib/telesign"])

    def test_owners_and_modes_are_as_systemd_makes_them(self):
        for path, owner, mode in (("/var/lib/telesign", "_telesign", 0o700), ("/run/telesign", "root", 0o755),
                                  ("/var/lib/telesign/state.db", "_telesign", 0o600), (SOCKET, "root", 0o600)):
            path = pathlib.Path(path)
            found = (path.owner(), path.group(), oct(path.stat().st_mode & 0o7777))
            self.assertEqual((owner, owner, oct(mode)), found, str(path))

    def test_reload_takes_a_new_phone(self):
        moved = User("alice", "+44 20 7946 0102", system_account=False)
        type(self).users = [moved]
        self.configure()
        before = self.daemon.pid()
        self.daemon.reload("loaded")
        self.assert_can_log_in(moved)
        self.assertEqual(before, self.daemon.pid())

    def test_a_bad_configuration_at_reload_keeps_the_old_one(self):
        good = CONFIGURATION.read_text(encoding="utf-8")
        write_secret(CONFIGURATION, good + "[otp]\nattempts = many\n")
        with self.assertRaisesRegex(RuntimeError, "(?i)job for telesignd.service failed"):
            systemctl("reload", "telesignd")
        self.syslog.wait_for(rf"telesign\.conf:{len(good.splitlines()) + 2}: .*attempts", self.start)
        self.syslog.wait_for("stays in force", self.start)
        self.assertTrue(is_active("telesignd.service"))
        self.assert_can_log_in()

    def test_a_daemon_that_cannot_start_denies_and_starts_once_that_is_corrected(self):
        write_secret(CONFIGURATION, "[telesign]\nspeed = high\n")
        result = subprocess.run(["systemctl", "restart", "telesignd"], capture_output=True, text=True, check=False)
        self.assertNotEqual(0, result.returncode)
        self.syslog.wait_for(r"telesignd\[\d+\]: .*telesign\.conf:2: .*speed", self.start)
        login = Login.ssh(self.alice, "echo inside")  # whose connection starts it over and over, until systemd gives up
        self.assertFalse(login.is_asked_for_code(), login.transcript)
        self.assertIn("cannot be reached", login.transcript)
        self.assert_stays_out(login)
        self.restore()
        self.assert_can_log_in()

    def test_a_killed_daemon_comes_back_and_the_socket_stays(self):
        socket = SOCKET.stat()
        before = self.daemon.pid()
        systemctl("kill", "--kill-whom=main", "--signal=KILL", "telesignd.service")
        wait_for(lambda: self.daemon.pid() not in (0, before) and is_active("telesignd.service"), "another telesignd")
        self.assert_can_log_in()
        self.assertEqual((socket.st_dev, socket.st_ino), (SOCKET.stat().st_dev, SOCKET.stat().st_ino))

    def test_the_first_login_starts_the_daemon_of_an_enabled_socket(self):
        systemctl("disable", "--now", "telesignd.service")  # and the socket, which its unit names in Also=
        systemctl("enable", "--now", "telesignd.socket")
        self.assertFalse(is_active("telesignd.service"))
        self.assert_can_log_in()
        self.assertTrue(is_active("telesignd.service"))

    def test_without_service_and_socket_a_login_is_refused_and_the_log_says_why(self):
        systemctl("stop", "telesignd.service", "telesignd.socket")
        login = Login.ssh(self.alice, "echo inside")
        self.assertFalse(login.is_asked_for_code(), login.transcript)
        self.assert_stays_out(login)
        self.syslog.wait_for(r"sshd\[\d+\]: .*cannot connect: .*is telesignd running", self.start)

    def test_a_restart_ends_the_logins_under_way(self):
        login = Login.ssh(self.alice, "echo inside", options=(
            "-o", "PreferredAuthentications=publickey,keyboard-interactive", "-o", "NumberOfPasswordPrompts=1"))
        login.expect_code_prompt()
        systemctl("restart", "telesignd")  # returns when the old one is gone
        self.assertEqual([], self.syslog.matching("telesignd.service: .*(timed out|SIGKILL)", self.start))
        login.type(self.simulator.next_code(self.alice))
        self.assert_stays_out(login)
        self.assert_can_log_in()

    def test_the_journal_finds_a_login_by_its_fields(self):
        self.assert_can_log_in()
        self.audit(outcome="granted", user="alice")
        run("journalctl", "--sync")
        found = run("journalctl", "-t", "telesignd", "TELESIGN_USER=alice", "TELESIGN_OUTCOME=granted", "--output=json")
        last = json.loads(found.splitlines()[-1])
        self.assertEqual(("sshd", "telesignd.service"), (last["TELESIGN_SERVICE"], last["_SYSTEMD_UNIT"]))
        self.assertRegex(last["MESSAGE"], "^login outcome=granted")

    @staticmethod
    def refusals():
        """What the command in telesignd(8) finds."""
        page = PAGE.read_text(encoding="utf-8")
        shown = re.search(r"^# (journalctl -p notice -g \\e\n +'.*')$", page, re.MULTILINE)[1]
        run("journalctl", "--sync")
        found = subprocess.run([*shlex.split(shown.replace("\\e\n", " ")), "--output=cat", "--quiet"], text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        if found.returncode not in (0, 1):  # 1: there is none
            raise AssertionError(found.stdout)
        return found.stdout.splitlines()

    def test_the_journal_finds_every_refusal_by_the_pages_command(self):
        known = len(self.refusals())
        self.assert_can_log_in()
        self.audit(outcome="granted", user="alice")
        ctl("limits")  # leaves a line of its own
        self.assertEqual([], self.refusals()[known:])
        gone = Login.ssh(self.alice, "echo inside")
        gone.expect_code_prompt()
        gone.terminal.kill(signal.SIGKILL)
        self.audit(outcome="conversation_error", user="alice")
        gone.hang_up()
        systemctl("stop", "telesignd.service", "telesignd.socket")
        unreached = Login.ssh(self.alice, "echo inside")
        self.assert_stays_out(unreached)
        self.syslog.wait_for(r"sshd\[\d+\]: .*cannot connect", self.start)
        found = "\n".join(self.refusals()[known:])
        self.assertRegex(found, "login outcome=conversation_error reason=")
        self.assertRegex(found, r"(?m)^pam_telesign\(sshd:auth\): .*cannot connect")
        self.assertNotRegex(found, "outcome=granted|(?m:^command)")

    # Trials

    def begin_trial(self, span, *session):
        """`telesignctl enable sudo --try`, which is over after the test."""
        self.before = SUDO.read_bytes()
        self.addCleanup(ctl, "disable", "sudo")
        if session:
            login = Login.ssh(self.alice, *session, f"sudo telesignctl enable sudo --try {span}")
            login.give_code(self.simulator, self.alice)
            self.assertEqual(0, login.finish(), login.transcript)
        else:
            ctl("enable", "sudo", "--try", span)

    @staticmethod
    def move_to_another_boot(service="sudo"):
        trial = TRIAL.with_name(f"trial-{service}")
        said = json.loads(trial.read_text(encoding="utf-8"))
        trial.write_text(json.dumps({**said, "boot": "00000000-0000-0000-0000-000000000000"}), encoding="utf-8")

    @staticmethod
    def timers():
        return re.findall(r"telesign-trial-\w+\.timer", systemctl("list-units", "--all", "--plain", "telesign-trial-*"))

    def assert_takes_itself_back(self):
        wait_for(lambda: SUDO.read_bytes() == self.before, "the trial's end")
        self.syslog.wait_for("the trial of sudo has ended: sudo no longer asks for a code", self.start)
        wait_for(lambda: not self.timers(), "the end of the timer")
        self.assertNotIn("trial", checked("--offline"))

    def test_a_trial_ends_by_systemds_timer(self):
        self.begin_trial("2s")
        self.assert_takes_itself_back()

    def test_a_trial_whose_end_fails_is_ended_later(self):
        self.begin_trial("2s")
        run("mount", "--bind", str(SUDO), str(SUDO))  # nothing can be put in its place
        try:
            self.syslog.wait_for("the trial of sudo has ended: .*cannot be replaced", self.start)
        finally:
            run("umount", str(SUDO))
        self.assert_takes_itself_back()

    def test_a_trial_of_all_services_ends_by_the_timer_and_by_the_unit(self):
        path = SUDO.with_name("common-auth")
        before = path.read_bytes()
        self.addCleanup(ctl, "disable", "--everywhere")
        ctl("enable", "--everywhere", "--try", "2s")
        wait_for(lambda: path.read_bytes() == before, "the trial's end")
        self.syslog.wait_for("the trial of common-auth has ended: The lines .* are removed", self.start)
        wait_for(lambda: not self.timers(), "the end of the timer")
        ctl("enable", "--everywhere", "--try", "1h")
        self.move_to_another_boot("common-auth")
        systemctl("start", "telesign-trials.service")
        self.assertEqual(before, path.read_bytes())
        self.assertEqual([], self.timers())

    def begin_trial_of_sshd(self, span):
        ctl("disable", "sshd", "--reload")
        self.addCleanup(wait_for, Sshd.greets, "sshd's greeting")
        self.addCleanup(ctl, "enable", "sshd", "--key", "--reload")
        self.addCleanup(ctl, "disable", "sshd")
        ctl("enable", "sshd", "--key", "--reload", "--try", span)

    def assert_the_sshd_that_runs_asks_for_no_code(self):
        self.syslog.wait_for("the trial of sshd has ended: sshd no longer asks for a code", self.start)
        wait_for(Sshd.greets, "sshd's greeting")
        login = Login.ssh(self.alice, "echo inside")
        self.assertFalse(login.is_asked_for_code())
        self.assertEqual(0, login.finish(), login.transcript)

    def test_a_trial_of_sshd_is_taken_back_in_the_sshd_that_runs(self):
        self.begin_trial_of_sshd("2s")
        self.assert_the_sshd_that_runs_asks_for_no_code()

    def test_a_trial_of_sshd_of_another_boot_is_taken_back_in_the_sshd_that_runs(self):
        self.begin_trial_of_sshd("1h")
        self.move_to_another_boot("sshd")
        systemctl("start", "telesign-trials.service")
        self.assert_the_sshd_that_runs_asks_for_no_code()

    def test_a_trial_of_sshd_of_another_boot_is_taken_back_without_an_sshd(self):
        self.begin_trial_of_sshd("1h")
        self.move_to_another_boot("sshd")
        self.addCleanup(systemctl, "start", "ssh.service")
        systemctl("stop", "ssh.service")
        systemctl("start", "telesign-trials.service")
        systemctl("start", "ssh.service")
        self.assert_the_sshd_that_runs_asks_for_no_code()

    def test_a_trial_outlives_its_session_whose_processes_logind_kills(self):
        drop_in = pathlib.Path("/etc/systemd/logind.conf.d/telesign-test.conf")
        drop_in.parent.mkdir(exist_ok=True)
        drop_in.write_text("[Login]\nKillUserProcesses=yes\n", encoding="ascii")
        self.addCleanup(systemctl, "restart", "systemd-logind.service")
        self.addCleanup(drop_in.unlink)
        systemctl("restart", "systemd-logind.service")
        self.begin_trial("5s", "loginctl session-status >/dev/null &&")
        wait_for(lambda: not run("loginctl", "list-sessions", "--no-legend"), "the session's end")
        systemctl("daemon-reload")
        self.assert_takes_itself_back()

    def test_confirm_leaves_no_timer_behind(self):
        self.begin_trial("1h")
        systemctl("daemon-reload")
        self.assertEqual(1, len(self.timers()))
        ctl("confirm")
        self.assertEqual([], self.timers())
        self.assertNotEqual(self.before, SUDO.read_bytes())

    def test_a_trial_of_another_boot_is_taken_back(self):
        self.begin_trial("1h")
        systemctl("start", "telesign-trials.service")
        self.assertTrue(TRIAL.exists())  # this boot has its timer
        self.move_to_another_boot()
        self.assertEqual("error", checked("--offline")["trial"][0]["status"])
        systemctl("start", "telesign-trials.service")
        self.assert_takes_itself_back()

    def test_a_boot_ends_a_trial_of_a_file_that_is_a_link(self):
        elsewhere = pathlib.Path("/etc/telesign-test.pam")
        self.addCleanup(elsewhere.rename, SUDO)
        SUDO.rename(elsewhere)
        SUDO.symlink_to(elsewhere)
        self.begin_trial("1h")
        self.move_to_another_boot()
        systemctl("start", "telesign-trials.service")
        self.assert_takes_itself_back()
        self.assertTrue(SUDO.is_symlink())

    def test_a_boot_ends_a_trial_of_files_that_selinux_labelled_before_it_was_turned_off(self):
        os.setxattr(SUDO, "security.selinux", b"system_u:object_r:etc_t:s0\0")
        self.begin_trial("1h")
        self.move_to_another_boot()
        systemctl("start", "telesign-trials.service")
        self.assert_takes_itself_back()

    def test_a_boot_ends_trials_where_that_is_enabled(self):
        self.begin_trial("1h")
        self.move_to_another_boot()
        systemctl("start", "multi-user.target")  # what a boot does, apart from all that runs already
        self.assertTrue(TRIAL.exists())
        self.addCleanup(systemctl, "disable", "telesign-trials.service")
        systemctl("enable", "telesign-trials.service")
        systemctl("start", "multi-user.target")
        self.assert_takes_itself_back()

    def test_a_boot_without_trials_runs_nothing(self):
        systemctl("start", "telesign-trials.service")
        self.assertEqual("no", property_of("telesign-trials.service", "ConditionResult"))


if __name__ == "__main__":
    main()
