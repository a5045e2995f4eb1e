# SPDX-License-Identifier: BSD-3-Clause
"""A new telesignd takes over from the old one (SIGUSR1, as an upgrade asks for it) while people log in."""

import os
import pathlib
import pwd
import shutil
import signal
import subprocess

from helpers import main, PamServiceTest, PamTester
from helpers.lines import wait_for
from helpers.machine import CONFIGURATION, DAEMON_USER, run, write_secret
from helpers.services import ActivatedDaemon, Daemon, SOCKET


def sockets(*options):
    """What ss(8) says of telesignd's socket, a list of columns a line."""
    listed = subprocess.run(["ss", "--no-header", "--unix", *options], text=True, check=True, stdout=subprocess.PIPE)
    return [line.split() for line in listed.stdout.splitlines() if str(SOCKET) in line]


def logins_of(daemon):
    """How many connections it has accepted."""
    return sum(1 for line in sockets("--processes") if f"pid={daemon.process.pid}," in line[-1])


def waiting_logins():
    """How many connections nobody has accepted yet."""
    return sum(int(line[2]) for line in sockets("--listening"))


class ReexecTest(PamServiceTest):
    def setUp(self):
        super().setUp()
        self.asked = 0  # how much had been logged when a renewal was asked for
        self.addCleanup(self.restore_daemon)

    def ask_for_renewal(self):
        """What an upgrade asks for; the program's file is a new one then."""
        program = pathlib.Path(shutil.which("telesignd"))
        fresh = program.with_suffix(".new")
        shutil.copy(program, fresh)
        fresh.rename(program)
        self.asked = len(self.daemon.errors)
        self.daemon.signal(signal.SIGUSR1)
        self.daemon.errors.wait_for("takes over when", self.asked)
        return program

    def wait_until_renewed(self, program):
        self.daemon.errors.wait_for(rf"{program} takes over \(logins", self.asked)
        self.daemon.errors.wait_for(f"listening on {SOCKET}", self.asked)

    def test_a_renewal_takes_logins_along_that_wait_for_their_users(self):
        pending, code = self.begin_login()
        pid = self.daemon.process.pid
        program = self.ask_for_renewal()
        self.wait_until_renewed(program)
        self.assertEqual(str(program), os.readlink(f"/proc/{pid}/exe"))
        self.assert_can_log_in()
        output = self.assert_gets_in(pending, code)
        self.assertEqual(1, output.count("Code ("))
        self.daemon.errors.wait_for("outcome=granted reason=code_valid", self.start, count=2)
        self.assertEqual(0, self.daemon.stop())
        self.assertEqual(2, len(self.daemon.errors.matching("login outcome=", self.start)))
        self.assertFalse(SOCKET.exists())

    def test_wrong_codes_from_before_a_renewal_count(self):
        pending, code = self.begin_login()
        wrong = [str((int(code) + each) % 100_000).zfill(len(code)) for each in (1, 2, 3)]
        for times, each in enumerate(wrong, 1):
            checks = len(self.simulator.requests())
            pending.type(each)
            wait_for(lambda before=checks: len(self.simulator.requests()) > before, "the check")
            if times < 3:
                self.wait_until_renewed(self.ask_for_renewal())
        pending.type(code)
        self.assertFalse(pending.finish()[0])
        self.audit(outcome="attempts_used_up", reason="code_wrong", attempts="3", user="alice")

    def test_a_renewal_finds_its_moment_although_somebody_is_always_logging_in(self):
        earlier, code = self.begin_login()
        for _ in range(3):
            later, next_code = self.begin_login()
            self.wait_until_renewed(self.ask_for_renewal())
            self.assert_gets_in(earlier, code)
            earlier, code = later, next_code
        self.assert_gets_in(earlier, code)

    def test_logins_that_wait_for_the_network_come_to_their_question_first(self):
        self.simulator.signal(signal.SIGSTOP)
        self.addCleanup(self.simulator.signal, signal.SIGCONT)
        first = PamTester(self.SERVICE, "alice")
        wait_for(lambda: logins_of(self.daemon) == 1, "a login")
        program = self.ask_for_renewal()
        second = PamTester(self.SERVICE, "alice")
        wait_for(lambda: waiting_logins() == 1, "a login that waits in the socket")
        self.assertEqual([], self.daemon.errors.matching(r"takes over \(logins", self.start))
        self.simulator.signal(signal.SIGCONT)
        self.wait_until_renewed(program)
        for login in (first, second):
            self.assert_gets_in(login, self.simulator.next_code(self.alice))

    def test_a_renewal_of_an_idle_daemon_is_at_once_and_keeps_systemds_socket(self):
        self.daemon.stop()
        self.addCleanup(SOCKET.unlink)
        activated = ActivatedDaemon()
        self.addCleanup(activated.stop)
        self.assert_can_log_in()
        for times in (1, 2):
            activated.signal(signal.SIGUSR1)
            activated.errors.wait_for("listening on systemd's socket", count=1 + times)
            self.assert_can_log_in()
        self.assertEqual(0, activated.stop())

    def test_a_stop_does_not_wait_for_a_renewal(self):
        """Neither who waits for the network nor who is ready to go along is forgotten."""
        parked = PamTester(self.SERVICE, "alice")
        self.simulator.next_code(self.alice)
        self.simulator.signal(signal.SIGSTOP)
        self.addCleanup(self.simulator.signal, signal.SIGCONT)
        hanging = PamTester(self.SERVICE, "alice")
        wait_for(lambda: logins_of(self.daemon) == 2, "two logins")
        self.ask_for_renewal()
        self.assertEqual(0, self.daemon.stop(seconds=10))
        for login in (parked, hanging):
            self.assertFalse(login.finish()[0])
        self.assertEqual(2, len(self.daemon.errors.matching("reason=telesignd_stopping", self.start)))

    def test_a_program_that_does_not_start_leaves_no_login_without_an_end(self):
        pending, code = self.begin_login()
        write_secret(CONFIGURATION, "[telesign]\nspeed = high\n")
        self.ask_for_renewal()
        self.assertNotEqual(0, self.daemon.process.wait(timeout=60))
        pending.type(code)
        self.assertFalse(pending.finish()[0])
        self.daemon.errors.wait_for("reason=telesignd_stopping", self.start)

    def test_a_program_with_fewer_places_denies_who_has_none(self):
        pending = [self.begin_login() for _ in range(2)]
        self.configure(daemon={"max_logins": 1})
        self.wait_until_renewed(self.ask_for_renewal())
        for login, code in pending:
            login.type(code)
        self.assertEqual([False, True], sorted(login.finish()[0] for login, _ in pending))
        self.assertEqual(1, len(self.daemon.errors.matching("reason=telesignd_stopping", self.start)))

    def test_nothing_takes_over_while_the_state_cannot_be_written(self):
        self.daemon.stop()
        small = pathlib.Path("/run/telesign-small")
        small.mkdir()
        self.addCleanup(small.rmdir)
        run("mount", "-t", "tmpfs", "-o", f"size=1m,mode=0700,uid={pwd.getpwnam(DAEMON_USER).pw_uid}", "tmpfs",
            str(small))
        self.addCleanup(run, "umount", str(small))
        self.configure(state={"database": f"{small}/state.db"})
        type(self).daemon = Daemon()
        self.start = 0
        self.addCleanup(self.daemon.stop)
        self.assert_can_log_in()
        filler = small / "filler"
        with filler.open("wb", buffering=0) as file, self.assertRaises(OSError):
            while True:
                file.write(bytes(4096))
        pending = PamTester(self.SERVICE, "alice")
        code = self.simulator.next_code(self.alice)
        self.daemon.signal(signal.SIGUSR1)
        self.daemon.errors.wait_for("does not take over: .*state.db cannot be written", self.start)
        pending.type(code)
        succeeded, output = pending.finish()
        self.assertTrue(succeeded, output)
        self.assertEqual([], self.daemon.errors.matching(r"takes over \(logins", self.start))
        filler.unlink()
        self.daemon.errors.wait_for("it can be written again", self.start)
        self.wait_until_renewed(self.ask_for_renewal())
        self.assert_can_log_in()


if __name__ == "__main__":
    main()
