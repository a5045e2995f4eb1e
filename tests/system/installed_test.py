# SPDX-License-Identifier: BSD-3-Clause
"""Logins on the installed packages: the real sshd, sudo and su with the machine's own PAM files, which
`telesignctl enable` changes, and telesignd as the machine starts it. packaging/debian/tests runs this as an autopkgtest.
"""

import pathlib
import re
import subprocess
import unittest

from helpers import as_user, Login, User
from helpers.client import ssh_arguments
from helpers.lines import wait_for
from helpers.machine import assert_throw_away, CONFIGURATION, fill_in, run, SUDOERS, write_sudoers
from helpers.services import service, Simulator, Sshd

# ssh would go on with a password of its own, which cannot succeed, when the codes are used up.
NO_PASSWORD = ("-o", "PreferredAuthentications=publickey,keyboard-interactive", "-o", "NumberOfPasswordPrompts=1")
CONTROL_PATH = "/run/telesign-test-master"


class InstalledTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        assert_throw_away()
        subprocess.run(["service", "ssh", "stop"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        cls.alice = User("alice", "+44 20 7946 0091")
        cls.bob = User("bob", "+44 20 7946 0092")
        cls.mallory = User("mallory", None)  # an account without a phone
        write_sudoers("alice ALL=(ALL:ALL) ALL", "Defaults lecture=never")
        cls.addClassCleanup(SUDOERS.unlink)
        cls.simulator = Simulator()
        cls.addClassCleanup(lambda: cls.simulator.stop())
        # Each test has codes of its own, as many and as soon as it likes.
        fill_in(cls.simulator, [cls.alice, cls.bob], otp={"reuse_pending": "0s"},
                limits={"sends_per_user": "", "sends_per_phone": "", "sends_per_source": "", "resend_cooldown": "0s",
                        "failures": ""})
        service("start")
        cls.addClassCleanup(service, "stop")
        cls.sshd = Sshd()
        cls.addClassCleanup(lambda: cls.sshd.stop())

    def setUp(self):
        self.simulator.skip_messages()
        self.sent_before = len(self.simulator.sent())

    def enable(self, name, *options):
        """`telesignctl enable`, and `disable` after the test, each with a fresh sshd."""
        self.addCleanup(self.change, "disable", name)
        self.change("enable", name, *options)

    def change(self, *command):
        run("telesignctl", *command)
        if "sshd" in command:
            self.sshd.stop()
            type(self).sshd = Sshd()

    def codes_sent(self):
        return len(self.simulator.sent()) - self.sent_before

    def assert_gets_in(self, login, pattern="^"):
        self.assertEqual(0, login.finish(), login.transcript)
        self.assertRegex(login.transcript, pattern)

    def assert_stays_out(self, login):
        """However often they try with what is no code."""
        code = 0
        while login.is_asked_for_code():
            login.type(f"0000{code}")
            code += 1
        self.assertNotEqual(0, login.finish(), login.transcript)
        self.assertNotIn("inside", login.transcript)

    def test_key_and_code(self):
        self.enable("sshd", "--key")
        login = Login.ssh(self.alice, "echo inside as $USER")
        login.give_code(self.simulator, self.alice)
        self.assert_gets_in(login, "inside as alice")
        self.assertEqual(1, self.codes_sent())

    def test_password_and_code(self):
        self.enable("sshd", "--password")
        login = Login.ssh(self.alice, "echo inside as $USER")
        login.give_password(self.alice)
        login.give_code(self.simulator, self.alice)
        self.assert_gets_in(login, "inside as alice")

    def test_a_wrong_password_sends_no_code(self):
        self.enable("sshd", "--password")
        login = Login.ssh(self.alice, "echo inside", options=("-o", "NumberOfPasswordPrompts=1"))
        login.expect("[Pp]assword[^\r\n]*: ")
        login.type("not the password")
        self.assertNotEqual(0, login.finish())
        self.assertEqual(0, self.codes_sent())

    def test_a_wrong_code(self):
        self.enable("sshd", "--key")
        login = Login.ssh(self.alice, "echo inside", options=NO_PASSWORD)
        self.assert_stays_out(login)
        self.assertIn("Wrong code", login.transcript)

    def test_a_user_without_a_phone(self):
        self.enable("sshd", "--key")
        login = Login.ssh(self.mallory, "echo inside", options=NO_PASSWORD)
        self.assert_stays_out(login)
        self.assertIn("Code (", login.transcript)  # the same prompt as everybody's
        self.assertEqual(0, self.codes_sent())

    def test_telesignd_stopped(self):
        self.enable("sshd", "--key")
        service("stop")
        self.addCleanup(service, "start")
        if pathlib.Path("/run/systemd/system").exists():
            run("systemctl", "stop", "telesignd.socket")
        self.assert_stays_out(Login.ssh(self.alice, "echo inside"))

    def test_telesign_down(self):
        self.enable("sshd", "--key")
        self.simulator.stop()
        self.addCleanup(self.bring_telesign_back)
        login = Login.ssh(self.alice, "echo inside")
        self.assert_stays_out(login)
        self.assertRegex(login.transcript, "service that sends the codes does not answer|(?i:not reach|unavailable)")

    def bring_telesign_back(self):
        old = self.simulator.endpoint
        type(self).simulator = Simulator()
        text = CONFIGURATION.read_text(encoding="utf-8")
        CONFIGURATION.write_text(text.replace(old, self.simulator.endpoint), encoding="utf-8")
        service("restart")

    def test_reload_takes_a_new_phone(self):
        self.enable("sshd", "--key")
        phones = pathlib.Path("/etc/telesign/phones.ini")
        before = phones.read_text(encoding="utf-8")
        self.addCleanup(service, "reload")
        self.addCleanup(phones.write_text, before, encoding="utf-8")
        moved = User("alice", "+44 20 7946 0093", system_account=False)
        phones.write_text(before.replace(self.alice.phone, moved.phone), encoding="utf-8")
        service("reload")

        def asked_by_the_new_phone():
            login = Login.ssh(self.alice, "echo inside")
            login.expect_code_prompt()
            login.hang_up()
            return any(each["phone_number"] == moved.digits for each in self.simulator.sent())

        wait_for(asked_by_the_new_phone, "a code to the new phone")

    def test_scp_and_sftp(self):
        self.enable("sshd", "--key")
        source = pathlib.Path("/root/letter")
        source.write_text("Dear Alice\n", encoding="ascii")
        back = pathlib.Path("/root/letter-back")
        for program, arguments in (("scp", [source, "alice@127.0.0.1:letter"]),
                                   ("sftp", ["alice@127.0.0.1:letter", back])):
            login = Login(program, *ssh_arguments(self.alice), *arguments)
            login.give_code(self.simulator, self.alice)
            self.assert_gets_in(login)
        self.assertEqual("Dear Alice\n", back.read_text(encoding="ascii"))

    def test_one_code_for_ten_commands_of_ansible(self):
        """Its ssh arguments: a first login leaves a master behind, through which the others go."""
        self.enable("sshd", "--key")
        shared = ("-o", "ControlMaster=auto", "-o", "ControlPersist=60s", "-o", f"ControlPath={CONTROL_PATH}")
        login = Login.ssh(self.alice, "echo inside", options=shared)
        self.addCleanup(subprocess.run, ["ssh", *ssh_arguments(self.alice, *shared), "-O", "exit", "alice@127.0.0.1"],
                        stderr=subprocess.DEVNULL, check=False)
        login.give_code(self.simulator, self.alice)
        self.assert_gets_in(login, "inside")
        for number in range(10):
            said = run("ssh", *ssh_arguments(self.alice, *shared, "-o", "BatchMode=yes"), "alice@127.0.0.1",
                       f"/bin/sh -c 'echo {number} && sleep 0'", stdin=subprocess.DEVNULL)
            self.assertEqual(f"{number}\n", said)
        self.assertEqual(1, self.codes_sent())

    def test_sudo(self):
        self.enable("sudo")
        login = Login(*as_user("alice"), "sudo", "--reset-timestamp", "id", "-un")
        login.give_password(self.alice)
        login.give_code(self.simulator, self.alice)
        self.assert_gets_in(login, r"\broot\b")

    def test_su_asks_the_callers_phone(self):
        self.enable("su")
        login = Login(*as_user("alice"), "su", "--command", "id -un", "bob")
        login.give_password(self.bob)
        self.assertIn("...91; ", login.expect_code_prompt())
        login.type(self.simulator.next_code(self.alice))
        self.assert_gets_in(login, r"\bbob\b")

    def test_a_trial_ends_by_itself(self):
        before = pathlib.Path("/etc/pam.d/sudo").read_bytes()
        self.addCleanup(run, "telesignctl", "disable", "sudo")
        said = run("telesignctl", "enable", "sudo", "--try", "3s")
        self.assertRegex(said, "(?m)^changed +/etc/pam.d/sudo$")
        wait_for(lambda: pathlib.Path("/etc/pam.d/sudo").read_bytes() == before, "the end of the trial")

    def test_a_recovery_code(self):
        self.enable("sshd", "--key")
        code = re.search(r"(?m)^code +(\S+)$", run("telesignctl", "recovery", "new", "alice"))[1]
        for is_first in (True, False):
            login = Login.ssh(self.alice, "echo inside", options=NO_PASSWORD)
            login.expect_code_prompt()
            login.type(code)
            if is_first:
                self.assert_gets_in(login, "inside")
            else:
                self.assert_stays_out(login)  # each counts once


if __name__ == "__main__":
    unittest.main(verbosity=2)
