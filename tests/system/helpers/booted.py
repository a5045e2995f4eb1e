# SPDX-License-Identifier: BSD-3-Clause
"""The machine with systemd as process 1 (sandbox --booted): the daemon and sshd as their units run them."""

import pathlib
import subprocess

from helpers.case import SystemTest
from helpers.lines import Lines, read_into, wait_for
from helpers.machine import run
from helpers.services import Sshd

UNITS = ("telesignd.socket", "telesignd.service")


def systemctl(*arguments):
    return run("systemctl", *arguments)


def property_of(unit, name):
    return systemctl("show", "--value", f"--property={name}", unit).strip()


def is_active(unit):
    return property_of(unit, "ActiveState") == "active"


class JournalText(Lines):
    """What systemd's journal gets, as syslog would tell it."""

    def __init__(self):
        super().__init__("the journal")
        process = subprocess.Popen(["journalctl", "--follow", "--lines=all", "--output=short"], text=True,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, errors="backslashreplace")
        reader = read_into(self, process.stdout)

        def stop():
            process.kill()
            process.wait()
            reader.join()

        self.stop = stop


class Unit:
    """telesignd as an administrator starts it."""

    def __init__(self, journal):
        self.errors = journal
        systemctl("enable", "--now", *UNITS)

    @staticmethod
    def pid():
        return int(property_of("telesignd.service", "MainPID"))

    def reload(self, pattern):
        """Returns the first log line that matches."""
        start = len(self.errors)
        systemctl("reload", "telesignd")
        return self.errors.wait_for(pattern, start)

    @staticmethod
    def stop():
        """Returns the exit status."""
        systemctl("stop", *reversed(UNITS))
        return int(property_of("telesignd.service", "ExecMainStatus"))


class BootedTest(SystemTest):
    """A SystemTest whose daemon, sshd and syslog are systemd's to run."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Sshd.configure()
        systemctl("start", "ssh.service")
        wait_for(Sshd.greets, "sshd's greeting")

    @classmethod
    def open_syslog(cls):
        if not pathlib.Path("/run/systemd/system").exists():
            raise RuntimeError("these tests need systemd: run them through tests/system/sandbox --booted")
        journal = JournalText()
        cls.addClassCleanup(journal.stop)
        return journal

    @classmethod
    def start_daemon(cls):
        systemctl("daemon-reload")
        return Unit(cls.syslog)
