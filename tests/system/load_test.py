# SPDX-License-Identifier: BSD-3-Clause
"""Many logins at once."""

from helpers import ask_pass_login, main, pam_stack, PamServiceTest, PamTester, User
from helpers.lines import wait_for
from helpers.machine import list_account
from helpers.services import Sshd

LOGINS = 100
SSH_LOGINS = 12


class LoadTest(PamServiceTest):
    @classmethod
    def make_users(cls):
        cls.people = [User(f"user{number}", f"+44 20 7946 {number:04}", system_account=number < SSH_LOGINS)
                      for number in range(LOGINS)]
        for user in cls.people[SSH_LOGINS:]:
            list_account(user.name)
        return cls.people

    def test_a_hundred_logins_at_once(self):
        logins = [(user, PamTester(self.SERVICE, user.name)) for user in self.people]
        # Nobody types before every phone has rung: all hundred are in progress at the same time.
        codes = [self.simulator.next_code(user) for user in self.people]
        for (_, login), code in zip(logins, codes):
            login.type(code)
        failures = [output for succeeded, output in (login.finish() for _, login in logins) if not succeeded]
        self.assertEqual([], failures)
        self.daemon.errors.wait_for("outcome=granted .*service=telesign-test", self.start, count=LOGINS)

    def test_a_wait_in_vain_for_a_code_shows_what_the_login_printed(self):
        stranger = User("stranger", "+44 20 7946 9999", system_account=False)
        login = PamTester(self.SERVICE, stranger.name)
        wait_for(lambda: "Code (" in login.output(), "the prompt")
        with self.assertRaisesRegex(AssertionError, "pamtester telesign-test stranger printed:\nCode \\(text message to "):
            self.simulator.next_code(stranger, seconds=0)
        for code in ("000", "001", "002"):
            login.type(code)
        succeeded, output = login.finish()
        self.assertFalse(succeeded)
        self.assertRegex(output, "(?s)Code \\(text message to .*Wrong code")

    def test_real_ssh_logins_at_once(self):
        pam_stack("sshd", "auth required pam_telesign.so")
        type(self).sshd = Sshd("AuthenticationMethods publickey,keyboard-interactive",
                               "KbdInteractiveAuthentication yes", "PasswordAuthentication no")
        users = self.people[:SSH_LOGINS]
        logins = [ask_pass_login(user, self.simulator.outbox, "echo inside as $USER") for user in users]
        outputs = [login.communicate(timeout=90)[0] for login in logins]
        self.assertEqual([f"inside as {user.name}\n" for user in users], outputs)


if __name__ == "__main__":
    main()
