# SPDX-License-Identifier: BSD-3-Clause
"""README's first hour, line by line: the simulator, the first code, the first protected SSH login, every password. What
building and installing the packages would bring is taken from the build; tests/all --packages does that part.
"""

import pathlib
import re
import textwrap
import unittest

from helpers import as_user, Login, User
from helpers.booted import systemctl
from helpers.lines import wait_for
from helpers.machine import CONFIGURATION, install_build, PAM_FOLDER, PHONES, run, write_secret, write_sudoers
from helpers.services import Sshd

PROJECT = pathlib.Path(__file__).parents[2]


def blocks(title):
    """What README shows below a heading to be typed or pasted, block by block."""
    text = (PROJECT / "README.md").read_text(encoding="utf-8")
    section = re.split(r"(?m)^##+ ", text.partition(f" {title}\n")[2])[0]
    found = re.findall(r"(?:^(?: {4}.*|)\n)+", section, re.MULTILINE)
    return [textwrap.dedent(block).strip("\n") for block in found if block.strip()]


class ReadmeTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        install_build()
        for path in (CONFIGURATION, PHONES):
            write_secret(path, (PROJECT / "conf" / path.name).read_text(encoding="utf-8"))
        systemctl("daemon-reload")
        Sshd.configure()
        systemctl("start", "ssh.service")
        wait_for(Sshd.greets, "sshd's greeting")
        cls.alice = User("alice", "+1 310 555 1212")
        write_sudoers("alice ALL=(ALL:ALL) NOPASSWD: ALL")
        cls.try_it()

    @classmethod
    def shell(cls, block):
        """Types a block into a shell of alice's."""
        return Login(*as_user("alice"), "bash", "-c", block, cwd=cls.alice.home)

    @classmethod
    def type_all(cls, block):
        shell = cls.shell(f"set -e\n{block}")
        if shell.finish() != 0:
            raise AssertionError(f"{block}\n{shell.transcript}")
        return shell.transcript

    @classmethod
    def read(cls, name):
        """A file in alice's home, empty as long as it is not there."""
        path = cls.alice.home / name
        return path.read_text(encoding="utf-8") if path.exists() else ""

    @classmethod
    def try_it(cls):
        """Up to a running daemon: the simulator with its outbox on a screen, telesign.conf, a phone."""
        _, simulator, settings, commands = blocks("Try it")
        cls.outbox = cls.shell(simulator)
        cls.addClassCleanup(cls.outbox.hang_up)
        wait_for(lambda: "listening" in cls.read("simulator.log"), "the simulator")
        empty = "customer_id =\napi_key =\n"
        text = CONFIGURATION.read_text(encoding="utf-8")
        if text.count(empty) != 1:
            raise AssertionError(f"{CONFIGURATION} has no such lines to paste over:\n{empty}")
        CONFIGURATION.write_text(text.replace(empty, settings + "\n"), encoding="utf-8")
        *first, cls.login_command = commands.splitlines()
        cls.type_all("\n".join(first))

    def give_code(self, login):
        """Types the code that the window with the outbox shows next."""
        login.expect_code_prompt()
        shown = self.outbox.expect(r'"code":"\d+"')
        login.type(re.search(r"\d+", shown)[0])

    def assert_gets_in(self, login):
        self.assertEqual(0, login.finish(), login.transcript)

    def test_a_login_without_pam(self):
        login = self.shell(self.login_command)
        self.give_code(login)
        self.assert_gets_in(login)

    def test_protect_ssh(self):
        by_key, _ = blocks("4. Protect SSH")[0].splitlines()
        self.addCleanup(run, "telesignctl", "disable", "sshd", "--reload")
        self.type_all(by_key)
        wait_for(Sshd.greets, "sshd's greeting")
        login = Login.ssh(self.alice, "echo inside")
        self.give_code(login)
        self.assert_gets_in(login)
        self.assertRegex(self.type_all("sudo telesignctl confirm sshd"), "sshd")
        self.assertIn("pam_telesign.so", (PAM_FOLDER / "sshd").read_text(encoding="utf-8"))

    def test_everything_that_asks_for_a_password(self):
        self.addCleanup(run, "telesignctl", "disable", "--everywhere", "--reload")
        self.type_all(blocks("6. Everything that asks for a password")[0])
        wait_for(Sshd.greets, "sshd's greeting")
        login = Login.ssh(self.alice, "echo inside")
        login.give_password(self.alice)
        self.give_code(login)
        self.assert_gets_in(login)
        self.assertIn("\r\ninside", login.transcript)


if __name__ == "__main__":
    unittest.main(verbosity=2)
