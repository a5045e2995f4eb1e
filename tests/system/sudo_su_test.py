# SPDX-License-Identifier: BSD-3-Clause
"""sudo and su, by ordinary users and by root."""

import pathlib

from helpers import as_user, Login, main, pam_sample, pam_stack, SystemTest, User
from helpers.machine import run, write_sudoers
from helpers.services import Daemon

CODE = "auth required pam_telesign.so"


class SudoTest(SystemTest):
    @classmethod
    def make_users(cls):
        cls.alice = User("alice", "+44 20 7946 0021")
        cls.bob = User("bob", "+44 20 7946 0022")
        cls.mallory = User("mallory", None)
        cls.root = User("root", "+44 20 7946 0023", system_account=False)
        return [cls.alice, cls.bob, cls.mallory, cls.root]

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        write_sudoers("alice,mallory ALL=(ALL:ALL) ALL", "Defaults lecture=never")

    @classmethod
    def configure(cls, **sections):
        super().configure(**{"service su": {"identity": "caller"}, **sections})

    def setUp(self):
        super().setUp()
        pam_sample("sudo", "sudo-password-and-code")
        pam_stack("su", CODE)

    def sudo(self, user, *command):
        return Login(*as_user(user.name), "sudo", "--reset-timestamp", *command)

    def test_password_and_code(self):
        login = self.sudo(self.alice, "id", "-un")
        login.give_password(self.alice)
        login.give_code(self.simulator, self.alice)
        self.assertEqual(0, login.finish(), login.transcript)
        self.assertRegex(login.transcript, r"\broot\b")
        self.audit(outcome="granted", service="sudo", user="alice", ruser="alice")

    def test_as_another_user(self):
        login = self.sudo(self.alice, "--user", "bob", "id", "-un")
        login.give_password(self.alice)
        login.give_code(self.simulator, self.alice)  # the caller's phone: sudo authenticates the caller
        self.assertEqual(0, login.finish(), login.transcript)
        self.assertRegex(login.transcript, r"\bbob\b")

    def test_wrong_code_runs_nothing(self):
        marker = pathlib.Path("/root/was-here")
        login = self.sudo(self.alice, "touch", str(marker))
        login.give_password(self.alice)
        login.expect_code_prompt()
        for code, answer in enumerate(("Wrong code, 2 tries left[.]\r\nCode [(]", "Wrong code, 1 try left[.]\r\nCode [(]",
                                       "Wrong code, no tries left[.] Log in again for a new one[.]\r\n")):
            login.type(f"00{code}")  # TeleSign's codes have five digits
            login.expect(answer)
        login.expect("Sorry, try again")  # says sudo
        login.hang_up()
        self.audit(outcome="attempts_used_up", service="sudo", attempts=3)
        self.assertFalse(marker.exists())

    # sudo passes PAM_SILENT, and shows what it is given all the same.

    def assert_refused(self, words):
        login = self.sudo(self.alice, "true")
        login.give_password(self.alice)
        login.expect(words)
        login.expect("Sorry, try again")
        login.hang_up()

    def test_an_outage_is_told(self):
        type(self).daemon.stop()
        try:
            self.assert_refused("The phone code service cannot be reached[.]\r\nTry again later, or ask your administrator[.]")
        finally:
            type(self).daemon = Daemon()

    def test_a_limit_is_told(self):
        self.sudo_with_a_wrong_code("Wrong code, 2 tries left")
        self.reconfigure(limits={"sends_per_user": "1/10m"})
        self.assert_refused(r"Too many codes were sent[.] Try again in \d+ minutes[.]")

    def test_a_lock_is_told(self):
        self.reconfigure(limits={"failures": "1/1h"})
        self.sudo_with_a_wrong_code("Too many wrong codes were typed[.] Try again in 15 minutes[.]")
        self.assert_refused("Too many wrong codes were typed[.] Try again in 15 minutes[.]")
        run("telesignctl", "unlock", "alice")

    def test_a_code_too_late_is_told(self):
        self.reconfigure(otp={"lifetime": 1})
        login = self.sudo(self.alice, "true")
        login.give_password(self.alice)
        login.expect_code_prompt()
        self.audit(reason="timed_out")
        login.type("12345")
        login.expect("No code was typed in time[.]")
        login.hang_up()

    def sudo_with_a_wrong_code(self, answer):
        login = self.sudo(self.alice, "true")
        login.give_password(self.alice)
        login.expect_code_prompt()
        login.type("000")
        login.expect(answer)
        login.hang_up()

    def reconfigure(self, **sections):
        """For this test only."""
        self.addCleanup(self.daemon.reload, "loaded")
        self.addCleanup(self.configure)
        self.configure(**sections)
        self.daemon.reload("loaded")

    def test_a_prompt_of_the_callers_own_hides_ours_and_changes_nothing(self):
        login = self.sudo(self.alice, "--prompt", "What is it? ", "id", "-un")
        for answer in (self.alice.password, None):
            login.expect("What is it[?] ")
            login.type(answer or self.simulator.next_code(self.alice))
        self.assertEqual(0, login.finish(), login.transcript)

    def test_user_without_a_phone(self):
        login = self.sudo(self.mallory, "id")
        login.give_password(self.mallory)
        login.expect_code_prompt()
        login.type("12345")
        login.expect("Wrong code")
        login.hang_up()
        self.audit(reason="unmapped", service="sudo")
        self.assert_nothing_asked()

    def test_su_asks_the_callers_phone(self):
        login = Login(*as_user("alice"), "su", "--command", "id -un", "bob")
        self.assertIn("...21; ", login.expect_code_prompt())
        login.type(self.simulator.next_code(self.alice))
        self.assertEqual(0, login.finish(), login.transcript)
        self.assertRegex(login.transcript, r"\bbob\b")
        self.audit(outcome="granted", service="su", user="bob", ruser="alice", account="alice")

    def test_news_does_not_get_into_the_output_of_sus_command(self):
        output = pathlib.Path("/tmp/su-output")
        login = Login(*as_user("alice"), "sh", "-c", f"su --command 'id -un' bob > {output}")
        login.expect_code_prompt()
        login.type("000")
        login.expect("Wrong code, 2 tries left[.]\r\nCode [(]")
        login.type(self.simulator.next_code(self.alice))
        self.assertEqual(0, login.finish(), login.transcript)
        self.assertEqual("bob\n", output.read_text())

    def test_su_to_root_by_a_user(self):
        login = Login(*as_user("alice"), "su", "--command", "id -un")
        login.give_code(self.simulator, self.alice)
        self.assertEqual(0, login.finish(), login.transcript)
        self.assertRegex(login.transcript, r"\broot\b")

    def test_su_with_the_targets_password_and_the_callers_phone(self):
        pam_sample("su", "su-callers-phone")
        login = Login(*as_user("alice"), "su", "--command", "id -un", "bob")
        login.give_password(self.bob)
        login.give_code(self.simulator, self.alice)
        self.assertEqual(0, login.finish(), login.transcript)
        self.assertRegex(login.transcript, r"\bbob\b")

    def test_su_by_root_asks_roots_phone(self):
        login = Login("su", "--command", "id -un", "bob")
        login.give_code(self.simulator, self.root)
        self.assertEqual(0, login.finish(), login.transcript)
        self.assertRegex(login.transcript, r"\bbob\b")

    def test_su_by_root_behind_rootok_asks_nothing(self):
        pam_sample("su", "su-callers-phone")
        login = Login("su", "--command", "id -un", "bob")
        self.assertEqual(0, login.finish(), login.transcript)
        self.assertEqual([], self.new_requests())

    def test_su_by_a_user_without_a_phone(self):
        login = Login(*as_user("mallory"), "su", "--command", "id -un", "bob")
        login.expect_code_prompt()
        for code in ("12345", "12346", "12347"):
            login.type(code)
            login.expect("Wrong code|Authentication failure|Have exhausted")
        self.assertNotEqual(0, login.finish())
        self.assert_nothing_asked()


if __name__ == "__main__":
    main()
