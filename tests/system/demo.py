# SPDX-License-Identifier: BSD-3-Clause
"""A real SSH login with a code from the simulator's phone: by hand on a terminal, else by itself as a transcript.

Run through tests/demo. The exit status is 0 only when telesignd granted the login.
"""

import shutil
import signal
import sys
import textwrap

from helpers import Login, pam_sample, User
from helpers.lines import Syslog
from helpers.machine import configure, install_build
from helpers.services import Daemon, Simulator, Sshd

INTRODUCTION = """
This is a temporary copy of your machine. sshd listens on port 22, telesignd
runs, and a simulator stands in for TeleSign.

You are alice. Your SSH key is the first factor. The second is a code from your
phone, which is shown here. Type that code, a wrong one, 'resend' or 'call'.
To end the session and the demo, type 'exit'.
"""


def phone(message):
    """What the simulator's phone shows, as a box."""
    channel = "text message" if message["channel"] == "sms" else "incoming call"
    text = [f"+{message['phone_number']}: {channel}", "", *textwrap.wrap(message["message"], 30)]
    lines = ["  ╭" + "─" * 34 + "╮", *(f"  │  {line:<30}  │" for line in text), "  ╰" + "─" * 34 + "╯"]
    return "\n".join(["", *lines, ""]) + "\n"


class Demo:
    def __init__(self):
        install_build()
        self.syslog = Syslog()
        self.simulator = Simulator()
        self.alice = User("alice", "+44 20 7946 0011")
        configure(self.simulator, [self.alice])
        pam_sample("sshd", "sshd-key-and-code")
        self.daemon = Daemon()
        self.sshd = Sshd("AuthenticationMethods publickey,keyboard-interactive",
                         "KbdInteractiveAuthentication yes", "PasswordAuthentication no")
        self.shown = 0

    def new_messages(self):
        """What the phone got since the last look, ready to be shown."""
        messages = self.simulator.sent()[self.shown:]
        self.shown += len(messages)
        return "".join(map(phone, messages))

    def by_hand(self):
        print(INTRODUCTION)
        print("$ ssh alice@127.0.0.1")
        login = Login.ssh(self.alice, seconds=None)
        terminal = login.terminal

        def fit(*_):
            rows, columns = shutil.get_terminal_size()[::-1]
            terminal.setwinsize(rows, columns)

        def with_phone(output):
            # The simulator notes a code before telesignd asks for it, so the phone rings above the prompt.
            return self.new_messages().replace("\n", "\r\n").encode() + output

        fit()
        signal.signal(signal.SIGWINCH, fit)
        terminal.interact(escape_character=None, output_filter=with_phone)
        login.hang_up()

    def by_itself(self):
        print("$ ssh alice@127.0.0.1 'echo you are in as $USER'")
        login = Login.ssh(self.alice, "echo you are in as $USER")
        login.expect_code_prompt()
        code = self.simulator.next_code(self.alice)
        print(self.new_messages())
        login.type(str((int(code) + 1) % 100000).zfill(len(code)))
        login.expect("Wrong code")
        login.expect_code_prompt()
        login.type(code)
        status = login.finish()
        print(login.transcript.replace("\r\n", "\n"))
        return status

    def verdicts(self):
        return self.daemon.errors.matching(r"\blogin outcome=")

    def stop(self):
        for service in (self.sshd, self.daemon, self.simulator):
            service.stop()


def main():
    demo = Demo()
    try:
        if sys.stdin.isatty() and sys.stdout.isatty():
            demo.by_hand()
            status = 0
        else:
            status = demo.by_itself()
        demo.daemon.errors.wait_for(r"\blogin outcome=")
    finally:
        demo.stop()
    print("What telesignd logged:")
    columns = shutil.get_terminal_size().columns if sys.stdout.isatty() else sys.maxsize
    for line in demo.verdicts():
        print(textwrap.fill(line, columns, initial_indent="  ", subsequent_indent="    ", break_long_words=False,
                            break_on_hyphens=False))
    granted = any("outcome=granted" in line for line in demo.verdicts())
    print("The login worked." if granted and status == 0 else "The login did not work.")
    return 0 if granted and status == 0 else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("\nInterrupted. The temporary copy is removed.")
