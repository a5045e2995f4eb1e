# SPDX-License-Identifier: BSD-3-Clause
"""The base of every system test."""

import pathlib
import re
import unittest

from helpers.client import PamTester
from helpers.lines import Syslog
from helpers.machine import API_KEY, configure, install_build, pam_stack, SANITIZER_REPORTS, User
from helpers.services import Daemon, LOGS, Simulator, Sshd

STATE = pathlib.Path("/var/lib/telesign/state.db")
# A code may by chance be a port, process, error or limit, or stand in TeleSign's reference ids or a trial's name.
NO_CODE = re.compile(r"port \d+|\[\d+\]|pid=\d+|\berror -?\d+ \(HTTP|(?:soft=|hard=|limit to )\d+|\d+ milliseconds"
                     r"|ED25519|\b[0-9A-Fa-f]{32}\b|\b[0-9a-f]{16}\b")


class SystemTest(unittest.TestCase):
    """One class a file: one machine, simulator, daemon and syslog for all its tests.

    When the class is done, everything that was logged and the daemon's state are searched for secrets.
    """

    syslog: Syslog
    simulator: Simulator
    daemon: Daemon
    sshd: Sshd
    users = ()
    faults = None

    @classmethod
    def setUpClass(cls):
        install_build()
        cls.syslog = cls.open_syslog()
        cls.simulator = Simulator(cls.faults)
        cls.users = cls.make_users()
        cls.configure()
        cls.daemon = cls.start_daemon()
        cls.addClassCleanup(cls._stop_all)

    @classmethod
    def open_syslog(cls):
        return Syslog()

    @classmethod
    def start_daemon(cls):
        return Daemon()

    def setUp(self):
        """Tests begin from here: what was logged, asked of the simulator or sent to a phone before is not theirs."""
        self.start = len(self.daemon.errors)
        self.first_request = len(self.simulator.requests())
        self.simulator.skip_messages()

    def new_requests(self, method=None):
        """What has been asked of the simulator since the test began."""
        requests = self.simulator.requests()[self.first_request:]
        return [each for each in requests if method in (None, each["method"])]

    def assert_nothing_asked(self):
        """Of a user without a phone TeleSign hears nothing: at most the daemon asks after a reference that nobody has, to
        see how TeleSign answers now."""
        self.assertEqual([], [each for each in self.new_requests() if (each["method"], each["http"]) != ("GET", 404)])

    @classmethod
    def make_users(cls):
        """To be overridden: the people of this class; those with a phone go into phones.ini."""
        return []

    @classmethod
    def configure(cls, **sections):
        """Writes the configuration that the daemon reads at its start or reload; see machine.configure."""
        configure(cls.simulator, cls.users, **sections)

    @classmethod
    def _stop_all(cls):
        if hasattr(cls, "sshd"):
            cls.sshd.stop()
        status = cls.daemon.stop()
        cls.simulator.stop()
        if status != 0:
            raise AssertionError(f"telesignd's exit status {status}:\n" + "\n".join(cls.daemon.errors.since()))
        cls.assert_no_sanitizer_report()
        cls.assert_no_secret_logged()

    @classmethod
    def assert_no_sanitizer_report(cls):
        """In a sanitized build: whichever program had something to report wrote a file."""
        reports = [path.read_text(errors="backslashreplace") for path in sorted(SANITIZER_REPORTS.glob("*"))]
        if reports:
            raise AssertionError("\n".join(reports))

    @classmethod
    def assert_no_secret_logged(cls):
        logged = [line for log in (cls.syslog, *LOGS) for line in log.since()]
        patterns = [r"https?://|/v1/verify|verify_code", re.escape(API_KEY)]
        patterns += [re.escape(user.password) for user in cls.users]
        patterns += [user.digits for user in cls.users if user.phone]
        secret = re.compile("|".join(patterns))
        code = re.compile("|".join(rf"(?<!\d){message['code']}(?!\d)" for message in cls.simulator.sent()) or "(?!)")
        for line in logged:
            told = NO_CODE.sub("", line)
            spaceless = re.sub(r"(?<=\d)[ .()-]+(?=\d)", "", told)
            found = code.search(told) or secret.search(told) or secret.search(spaceless)
            if found:
                raise AssertionError(f"a secret stands in a log ({found[0]}): {line}")
        state = b"".join(path.read_bytes() for path in STATE.parent.glob(f"{STATE.name}*"))
        for each in (API_KEY, *(user.digits for user in cls.users if user.phone)):
            if each.encode() in state:
                raise AssertionError(f"{STATE} holds {each}")

    def audit(self, **fields):
        """Waits for an audit line of the daemon's, since the test began, with these values."""
        wanted = "".join(rf"(?=.*\b{name}=\"?{re.escape(str(value))}\b)" for name, value in fields.items())
        return self.daemon.errors.wait_for(rf"\blogin\b{wanted}", self.start)


class PamServiceTest(SystemTest):
    """A SystemTest with a PAM service of its own, where the code is all that is asked for."""

    SERVICE = "telesign-test"
    alice: User

    @classmethod
    def make_users(cls):
        cls.alice = User("alice", "+44 20 7946 0041")
        return [cls.alice]

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        pam_stack(cls.SERVICE, "auth required pam_telesign.so")

    def restore_daemon(self):
        """A daemon as the next test expects it."""
        self.configure()
        self.users = type(self).users
        if self.daemon.is_running():
            self.daemon.reload("loaded")
        else:
            type(self).daemon = Daemon()

    def begin_login(self, user=None):
        """A login that waits for its code, and the code."""
        user = user or self.alice
        login = PamTester(self.SERVICE, user.name)
        return login, self.simulator.next_code(user)

    def assert_gets_in(self, login, code):
        """Returns what was shown."""
        login.type(code)
        succeeded, output = login.finish()
        self.assertTrue(succeeded, output)
        return output

    def assert_can_log_in(self, user=None):
        self.assert_gets_in(*self.begin_login(user))


def main():
    unittest.main(verbosity=2)
