# SPDX-License-Identifier: BSD-3-Clause
"""The people's side: ssh on a terminal, ssh without one, pamtester."""

import contextlib
import os
import pathlib
import subprocess

import pexpect

from helpers.services import KNOWN_HOSTS, LOGINS

SSH_OPTIONS = ["-F", "none", "-o", "StrictHostKeyChecking=yes", "-o", "UserKnownHostsFile=none",
               "-o", f"GlobalKnownHostsFile={KNOWN_HOSTS}", "-o", "IdentityAgent=none"]
ASK_PASS = pathlib.Path(__file__).with_name("askpass")
CODE_PROMPT = r"Code[^\r\n]*: "
PASSWORD_PROMPT = r"[Pp]assword[^\r\n]*: "


def ssh_arguments(user, *options):
    """What ssh, scp and sftp are told alike."""
    key = ["-o", "IdentitiesOnly=yes", "-i", str(user.key)] if user.key else ["-o", "PubkeyAuthentication=no"]
    return [*SSH_OPTIONS, *key, *options]


class Login:
    """A program on a terminal of its own, with a person in front of it; `user` is who is to be asked for a code."""

    def __init__(self, *command, user=None, seconds=60, **options):
        self.name = " ".join(map(str, command))
        self.user = user
        LOGINS.append(self)
        self.terminal = pexpect.spawn(command[0], [str(each) for each in command[1:]], timeout=seconds,
                                      encoding="utf-8", codec_errors="backslashreplace", dimensions=(50, 400),
                                      **options)
        self.transcript = ""

    @classmethod
    def ssh(cls, user, *command, options=(), **more):
        """ssh to this machine; `options` are ssh's own."""
        return cls("ssh", *ssh_arguments(user, *options), f"{user.name}@127.0.0.1", *command, user=user.name, **more)

    def output(self):
        """All that was shown so far, with what nobody has waited for yet."""
        self.terminal.expect([pexpect.TIMEOUT, pexpect.EOF], timeout=0.1)
        return self.transcript + self.terminal.before

    def expect(self, pattern):
        """Waits for a text (a regular expression) and returns it; all that was shown is kept."""
        try:
            self.terminal.expect(pattern)
        except (pexpect.TIMEOUT, pexpect.EOF) as error:
            self.terminal.close(force=True)
            raise AssertionError(f"{self.name}: waited for /{pattern}/, "
                                 f"{type(error).__name__} after:\n{self.transcript}{self.terminal.before}") from None
        found = "" if pattern is pexpect.EOF else self.terminal.after
        self.transcript += self.terminal.before + found
        return found

    def expect_code_prompt(self):
        return self.expect(CODE_PROMPT)

    def give_code(self, simulator, user):
        """Waits for the prompt, and types the code that has come to the user's phone."""
        self.expect_code_prompt()
        self.type(simulator.next_code(user))

    def is_asked_for_code(self):
        """Waits for a prompt for a code; False when the program ends without one."""
        asked = self.terminal.expect([CODE_PROMPT, pexpect.EOF]) == 0
        self.transcript += self.terminal.before + (self.terminal.after if asked else "")
        return asked

    def type(self, text):
        self.terminal.sendline(text)

    def give_password(self, user):
        self.expect(PASSWORD_PROMPT)
        self.type(user.password)

    def finish(self):
        """Waits for the end; returns the exit status (as a shell gives it)."""
        if not self.terminal.flag_eof:
            self.expect(pexpect.EOF)
        self.hang_up()
        if self.terminal.exitstatus is not None:
            return self.terminal.exitstatus
        return 128 + self.terminal.signalstatus

    def hang_up(self):
        self.terminal.close(force=True)
        forget(self)


def forget(login):
    """Takes the login off the list."""
    if login in LOGINS:
        LOGINS.remove(login)


def ask_pass_login(user, outbox, *command):
    """Starts an ssh that logs in by itself, without a terminal; for one login at a time per user."""
    environment = {**os.environ, "SSH_ASKPASS": str(ASK_PASS), "SSH_ASKPASS_REQUIRE": "force",
                   "ASK_PASS_OUTBOX": str(outbox), "ASK_PASS_PHONE": user.digits}
    return subprocess.Popen(["ssh", *ssh_arguments(user), f"{user.name}@127.0.0.1", *command],
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                            env=environment, start_new_session=True)


class PamTester:
    """pamtester at a PAM service, with a person who types lines; `as_user` runs it as that account."""

    def __init__(self, service, user, as_user=None):
        options = {"user": as_user, "group": as_user, "extra_groups": []} if as_user else {}
        self.name = f"pamtester {service} {user}"
        self.user = user
        self._printed = ""
        LOGINS.append(self)
        self.process = subprocess.Popen(["pamtester", service, user, "authenticate"], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)

    def type(self, text):
        """Types a line; a login that has ended already, before its prompt, takes none."""
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(text + "\n")
            self.process.stdin.flush()

    def output(self):
        """What it has printed so far."""
        descriptor = self.process.stdout.fileno()
        os.set_blocking(descriptor, False)
        with contextlib.suppress(BlockingIOError):
            while printed := os.read(descriptor, 65536):
                self._printed += printed.decode(errors="backslashreplace")
        return self._printed

    def finish(self, seconds=60):
        """Returns whether pam_authenticate said PAM_SUCCESS, and all that was shown."""
        output, _ = self.process.communicate(timeout=seconds)
        forget(self)
        output = self._printed + output
        succeeded = "successfully authenticated" in output
        if succeeded != (self.process.returncode == 0):
            raise AssertionError(f"pamtester: exit status {self.process.returncode}:\n{output}")
        return succeeded, output


def as_user(user):
    """A command line's beginning that runs the rest as the user, as their shell would."""
    return ["setpriv", "--reuid", user, "--regid", user, "--init-groups", "--reset-env"]
