# SPDX-License-Identifier: BSD-3-Clause
"""The real ssh, scp and sftp through the real sshd."""

import pathlib
import signal

from helpers import ask_pass_login, Login, main, pam_sample, pam_stack, SystemTest, User
from helpers.client import ssh_arguments
from helpers.machine import run
from helpers.services import Daemon, Sshd

KEY_THEN_CODE = ("AuthenticationMethods publickey,keyboard-interactive", "KbdInteractiveAuthentication yes",
                 "PasswordAuthentication no")
INTERACTIVE = ("AuthenticationMethods keyboard-interactive", "KbdInteractiveAuthentication yes",
               "PasswordAuthentication no")
PASSWORD_ONLY = ("AuthenticationMethods password", "KbdInteractiveAuthentication no", "PasswordAuthentication yes")
CODE = "auth required pam_telesign.so"
PASSWORD = "auth requisite pam_unix.so"


class SshTest(SystemTest):
    faults = "[442079460012]\nsim-swap = 4\n"

    @classmethod
    def make_users(cls):
        cls.alice = User("alice", "+44 20 7946 0011")
        cls.carol = User("carol", "+44 20 7946 0012")  # whose SIM card was swapped today
        cls.mallory = User("mallory", None)  # an account without a phone
        cls.ghost = User("ghost", None, system_account=False)  # nobody's account
        return [cls.alice, cls.carol, cls.mallory]

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sshd = Sshd(*KEY_THEN_CODE)

    def setUp(self):
        super().setUp()
        self.serve(*KEY_THEN_CODE)
        pam_sample("sshd", "sshd-key-and-code")

    def serve(self, *options):
        """sshd with other options."""
        if self.sshd.options != options:
            self.sshd.stop()
            type(self).sshd = Sshd(*options)

    def reconfigure(self, **sections):
        """For this test only."""
        self.addCleanup(self.daemon.reload, "loaded")
        self.addCleanup(self.configure)
        self.configure(**sections)
        self.daemon.reload("loaded")

    def test_key_then_code(self):
        login = Login.ssh(self.alice, "echo inside as $USER")
        prompt = login.expect_code_prompt()
        self.assertIn("(text message to ...11; ", prompt)
        login.type(self.simulator.next_code(self.alice))
        self.assertEqual(0, login.finish(), login.transcript)
        self.assertIn("inside as alice", login.transcript)
        self.audit(outcome="granted", user="alice", service="sshd", rhost="127.0.0.1", channel="sms")

    def test_right_code_without_the_key_is_not_enough(self):
        login = Login.ssh(User("alice", None, system_account=False), "true", options=("-o", "BatchMode=no"))
        login.expect("Permission denied")
        self.assertNotEqual(0, login.finish())
        self.assertEqual([], self.new_requests())

    def test_password_and_code_in_one_stack(self):
        self.serve(*INTERACTIVE)
        pam_sample("sshd", "sshd-password-and-code")
        login = Login.ssh(self.alice, "echo inside")
        login.give_password(self.alice)
        login.give_code(self.simulator, self.alice)
        self.assertEqual(0, login.finish(), login.transcript)
        self.assertIn("inside", login.transcript)

    def test_wrong_password_costs_no_code(self):
        self.serve(*INTERACTIVE)
        pam_sample("sshd", "sshd-password-and-code")
        login = Login.ssh(self.alice, "true", options=("-o", "NumberOfPasswordPrompts=1"))
        login.expect("assword: ")
        login.type("wrong")
        self.assertNotEqual(0, login.finish())
        self.assertEqual([], self.new_requests())

    def test_wrong_code_then_right(self):
        login = Login.ssh(self.alice, "echo inside")
        login.expect_code_prompt()
        code = self.simulator.next_code(self.alice)
        login.type(other_code(code))
        login.expect(r"\(alice@127[.]0[.]0[.]1\) Wrong code, 2 tries left[.]\r\n")  # ssh puts its words before the news
        login.expect_code_prompt()
        login.type(code)
        self.assertEqual(0, login.finish(), login.transcript)
        self.audit(outcome="granted", attempts=2)

    def test_resent_code(self):
        login = Login.ssh(self.alice, "echo inside")
        login.expect_code_prompt()
        self.simulator.next_code(self.alice)
        login.type("call")
        login.expect("A call with a new code is being made")
        self.assertRegex(login.expect_code_prompt(), r"Code \(call to [.]{3}11; 1 more by")
        message = self.simulator.next_message(self.alice)
        self.assertEqual("voice", message["channel"])
        login.type(message["code"])
        self.assertEqual(0, login.finish(), login.transcript)

    def test_attempts_used_up(self):
        login = Login.ssh(self.alice, "true")
        login.expect_code_prompt()
        wrong = other_code(self.simulator.next_code(self.alice))
        for _ in range(2):
            login.type(wrong)
            login.expect("Wrong code, [12] tr(y|ies) left")
            login.expect_code_prompt()
            wrong = "0" + wrong[1:-1] + str((int(wrong[-1]) + 1) % 10)
        login.type(wrong)
        login.expect("Wrong code, no tries left. Log in again for a new one[.]\r\n"
                     "A password does not help now: start ssh again[.]")
        login.expect("password: ")  # which sshd refuses, whatever it is
        login.hang_up()
        self.audit(outcome="attempts_used_up", user="alice", attempts=3)

    def test_unmapped_user_sees_the_same_prompt_and_never_passes(self):
        login = Login.ssh(self.alice, "true")
        mapped = login.expect_code_prompt()
        self.simulator.next_code(self.alice)
        login.hang_up()
        self.first_request = len(self.simulator.requests())

        login = Login.ssh(self.mallory, "true")
        unmapped = login.expect_code_prompt()
        self.assertEqual(without_ending(mapped), without_ending(unmapped))
        for code in ("12345", "12346", "12347"):
            login.type(code)
            login.expect("Wrong code|Permission denied|Received disconnect|Connection closed")
        login.hang_up()
        self.audit(reason="unmapped", user="mallory")
        self.assert_nothing_asked()

    def test_unknown_user_sees_the_same_prompt_and_never_passes(self):
        self.serve(*INTERACTIVE)
        login = Login.ssh(self.ghost, "true")
        login.expect(r"Code \(text message to [.]{3}\d\d; .*: ")
        login.type("12345")
        login.expect("Wrong code|Code[^\r\n]*: |Permission denied")
        login.hang_up()
        self.assert_nothing_asked()

    def test_password_authentication_is_denied_and_the_password_stays_here(self):
        for echo in ("yes", "no"):
            for stack in ((CODE,), (PASSWORD, CODE)):
                for password in ("correct horse", "31415"):
                    with self.subTest(echo=echo, stack=stack, password=password):
                        self.assert_password_stays_here(echo, stack, password)

    def assert_password_stays_here(self, echo, stack, password):
        self.reconfigure(otp={"echo": echo})
        run("chpasswd", input=f"alice:{password}\n")
        self.addCleanup(run, "chpasswd", input=f"alice:{self.alice.password}\n")
        pam_stack("sshd", *stack)
        self.serve(*PASSWORD_ONLY)
        self.first_request = len(self.simulator.requests())
        login = Login.ssh(self.alice, "true", options=("-o", "NumberOfPasswordPrompts=1"))
        login.expect("assword: ")
        login.type(password)
        self.assertNotEqual(0, login.finish(), login.transcript)
        self.assertEqual([], self.new_requests()) # nothing was checked, nor a code sent that nobody could type

    def test_stopped_daemon_denies_and_says_so(self):
        type(self).daemon.stop()
        try:
            start = len(self.syslog)
            login = Login.ssh(self.alice, "true")
            login.expect("Permission denied|Connection closed|Received disconnect")
            login.hang_up()
            self.syslog.wait_for(r"pam_telesign\(sshd:auth\).*telesignd", start)
        finally:
            type(self).daemon = Daemon()

    def test_sftp_and_scp_through_the_same_door(self):
        source = pathlib.Path("/root/letter")
        source.write_text("Dear Alice\n", encoding="ascii")
        for program, arguments in (("scp", [source, "alice@127.0.0.1:by-scp"]),
                                   ("sftp", ["alice@127.0.0.1:letter-from-home", "/root/by-sftp"])):
            with self.subTest(program):
                (self.alice.home / "letter-from-home").write_text("Dear World\n", encoding="ascii")
                login = Login(program, *ssh_arguments(self.alice), *arguments)
                login.give_code(self.simulator, self.alice)
                self.assertEqual(0, login.finish(), login.transcript)
        self.assertEqual("Dear Alice\n", (self.alice.home / "by-scp").read_text())
        self.assertEqual("Dear World\n", pathlib.Path("/root/by-sftp").read_text())

    def test_three_logins_in_a_row_cost_one_tls_connection(self):
        for _ in range(3):
            login = Login.ssh(self.alice, "true")
            login.give_code(self.simulator, self.alice)
            self.assertEqual(0, login.finish(), login.transcript)
        requests = self.new_requests()
        connections = {each["connection"] for each in requests}
        self.assertEqual(6, len(requests))
        self.assertEqual(1, len(connections))

    def test_swapped_sim_is_refused_before_a_code_is_sent(self):
        self.reconfigure(risk={"check": "sim_swap", "max_sim_swap": 2})
        login = Login.ssh(self.carol, "true")
        login.expect(r"This login was refused. Ask your help desk.\r?\nReference: [0-9A-F]{32}")
        login.hang_up()
        self.audit(outcome="not_permitted", reason="sim_swap", user="carol")
        self.assertEqual(["/v1/phoneid/**********12"], [each["path"] for each in self.new_requests()])

        login = Login.ssh(self.alice, "echo inside")
        login.give_code(self.simulator, self.alice)
        self.assertEqual(0, login.finish(), login.transcript)

    def test_policy_that_asks_nothing_lets_in_by_the_key_alone(self):
        for sections, user in (({"exempt": {"users": "alice"}}, self.alice),
                               ({"policy": {"unmapped": "skip"}}, self.mallory)):
            with self.subTest(sections):
                self.reconfigure(**sections)
                login = Login.ssh(user, "echo inside")
                self.assertEqual(0, login.finish(), login.transcript)
                self.assertIn("inside", login.transcript)
                self.assertEqual([], self.new_requests())

    def test_hanging_up_and_trying_again_costs_no_second_code(self):
        self.reconfigure(otp={"reuse_pending": "120s"})
        login = Login.ssh(self.alice, "true")
        login.expect_code_prompt()
        code = self.simulator.next_code(self.alice)
        login.hang_up()
        self.audit(outcome="conversation_error", user="alice")

        login = Login.ssh(self.alice, "echo inside")
        login.expect("The code from a moment ago still counts[.]")
        login.expect_code_prompt()
        login.type(code)
        self.assertEqual(0, login.finish(), login.transcript)
        self.assertEqual(1, len(self.new_requests("POST")))

    def test_an_empty_answer_tells_what_became_of_the_code(self):
        login = Login.ssh(self.alice, "echo inside")
        login.expect_code_prompt()
        login.type("")
        login.expect("The text message is being sent")
        login.give_code(self.simulator, self.alice)
        self.assertEqual(0, login.finish(), login.transcript)
        self.audit(outcome="granted", attempts=1)

    def test_hanging_up_at_the_prompt_ends_the_login(self):
        login = Login.ssh(self.alice, "true")
        login.expect_code_prompt()
        self.simulator.next_code(self.alice)
        login.terminal.kill(signal.SIGKILL)
        self.audit(outcome="conversation_error", user="alice")
        login.hang_up()

    def test_login_without_a_terminal(self):
        login = ask_pass_login(self.alice, self.simulator.outbox, "echo inside")
        output, _ = login.communicate(timeout=30)
        self.assertEqual(0, login.returncode, output)
        self.assertIn("inside", output)
        self.simulator.next_message(self.alice)


def other_code(code):
    """A code that is as long and not this one."""
    return code[:-1] + str((int(code[-1]) + 1) % 10)


def without_ending(prompt):
    head, _, tail = prompt.partition("...")
    return head.replace("alice", "").replace("mallory", "") + tail[2:]


if __name__ == "__main__":
    main()
