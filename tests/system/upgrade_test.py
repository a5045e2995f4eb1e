# SPDX-License-Identifier: BSD-3-Clause
"""An upgrade of the installed packages while people log in. packaging/debian/tests runs this as an autopkgtest."""

import os
import pathlib
import subprocess
import tempfile
import unittest

from helpers import Login, User
from helpers.lines import wait_for
from helpers.machine import assert_throw_away, CONFIGURATION, fill_in, PHONES, run
from helpers.packages import NAMES, newer
from helpers.services import service, Simulator, Sshd


def programs_that_run():
    """What each telesignd that runs was started from; a file that was replaced is ` (deleted)`."""
    pids = subprocess.run(["pidof", "telesignd"], stdout=subprocess.PIPE, text=True, check=False).stdout.split()
    return [os.readlink(f"/proc/{pid}/exe") for pid in pids]


class UpgradeTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        assert_throw_away()
        subprocess.run(["service", "ssh", "stop"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        cls.folder = tempfile.mkdtemp(dir="/run")
        pathlib.Path(cls.folder).chmod(0o755)
        run("apt-get", "download", *NAMES, cwd=cls.folder)
        cls.addClassCleanup(run, "dpkg", "--purge", *NAMES)  # a later version is in no other test's way

    def setUp(self):
        self.carol, self.dave = User("carol", "+44 20 7946 0097"), User("dave", "+44 20 7946 0098")
        self.simulator = Simulator()
        self.addCleanup(self.simulator.stop)
        fill_in(self.simulator, [self.carol])
        service("start")
        self.addCleanup(service, "stop")
        run("telesignctl", "enable", "sshd", "--key")
        self.addCleanup(run, "telesignctl", "disable", "sshd")
        self.addCleanup(Sshd().stop)

    def begin(self, user):
        """A login that waits for the code."""
        login = Login.ssh(user, "echo inside as $USER")
        login.expect_code_prompt()
        return login, self.simulator.next_code(user)

    def assert_gets_in(self, login, code, user):
        login.type(code)
        self.assertEqual(0, login.finish(), login.transcript)
        self.assertIn(f"inside as {user.name}", login.transcript)

    def test_nobody_is_denied_for_it(self):
        before, code_before = self.begin(self.carol)
        run("dpkg", "--install", "--force-confdef", "--force-confold", *newer(self.folder))
        with PHONES.open("a", encoding="utf-8") as phones:
            phones.write(f"\n[user dave]\nphone = {self.dave.phone}\n")
        run("telesignctl", "reload")
        meanwhile, code_meanwhile = self.begin(self.dave)
        self.assert_gets_in(meanwhile, code_meanwhile, self.dave)
        self.assert_gets_in(before, code_before, self.carol)
        wait_for(lambda: programs_that_run() == ["/usr/sbin/telesignd"], "the new telesignd")
        self.assert_gets_in(*self.begin(self.dave), self.dave)
        for path in (CONFIGURATION, PHONES):
            self.assertNotIn("; newer", path.read_text(encoding="utf-8"))  # what was edited stays


if __name__ == "__main__":
    unittest.main(verbosity=2)
