# SPDX-License-Identifier: BSD-3-Clause
"""The base of the tests of telesignctl enable and disable, with the real sshd, sudo and PAM files."""

import pathlib
import signal
import subprocess

from helpers.case import SystemTest
from helpers.client import Login
from helpers.control import ctl
from helpers.machine import make_group, PAM_FOLDER, run, User, write_sudoers
from helpers.services import Sshd

SSHD_FOLDER = pathlib.Path("/etc/ssh/sshd_config.d")


def snapshot():
    """What a disable must give back: contents, owners and modes."""
    files = [path for folder in (PAM_FOLDER, SSHD_FOLDER) for path in sorted(folder.iterdir())]
    return {str(path): (path.read_bytes(), path.stat().st_mode, path.stat().st_uid) for path in files}


class EnableTest(SystemTest):
    """Every test gives back the machine's files as it found them."""

    @classmethod
    def make_users(cls):
        cls.alice = User("alice", "+44 20 7946 0071")
        cls.bob = User("bob", "+44 20 7946 0072")
        make_group("asked")
        run("usermod", "--append", "--groups", "asked", "alice")
        return [cls.alice, cls.bob]

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        write_sudoers("alice ALL=(ALL:ALL) ALL", "Defaults lecture=never")
        cls.sshd = Sshd()

    def setUp(self):
        super().setUp()
        self.before = snapshot()
        self.addCleanup(self.put_back)

    def put_back(self):
        for service in ("--everywhere", "sshd", "sudo", "su", "login"):
            subprocess.run(["telesignctl", "disable", service], stdout=subprocess.DEVNULL, check=False)
        self.reload_sshd()

    def reload_sshd(self):
        self.wait_for_sshd(lambda: self.sshd.signal(signal.SIGHUP))

    def wait_for_sshd(self, work):
        """Does what reloads sshd, and waits until it listens again."""
        start = len(self.syslog)
        said = work()
        self.syslog.wait_for(r"sshd.*Server listening on 0\.0\.0\.0", start)
        return said

    def enable_sshd(self, *options):
        return self.wait_for_sshd(lambda: ctl("enable", "sshd", "--reload", *options))

    def assert_as_before(self):
        self.assertEqual(self.before, snapshot())

    def assert_key_alone_lets_in(self, user):
        login = Login.ssh(user, "echo inside")
        self.assertEqual(0, login.finish(), login.transcript)
        self.assertIn("inside", login.transcript)

    def hold(self, path):
        """Lets nobody put another file in the place of this one, until the function that it returns is called."""
        run("mount", "--bind", str(path), str(path))
        return lambda: run("umount", str(path))
