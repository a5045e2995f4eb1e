# SPDX-License-Identifier: BSD-3-Clause
"""What bash completes behind `telesignctl`: asked of bash itself, with the script sourced."""

import pathlib
import subprocess
import tempfile
import unittest

import names

SCRIPT = names.PROJECT / "src" / "telesignctl" / "telesignctl.bash"
TELESIGNCTL = names.program("telesignctl")
PHONES = """[phones]
ann-from-phones = +1 310 555 1212
;nobody = +1 310 555 1212
[user bob-from-phones]
phone = +44 20 7946 0000
[user $(touch MARK)]
phone = +44 20 7946 0001
"""
ASK = """
source "$1"
_telesignctl_phones_file=$2
COMP_WORDS=("${@:3}")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_telesignctl "$3"
printf '%s\\n' "${COMPREPLY[@]}"
"""


class CompletionTest(unittest.TestCase):
    phones = pathlib.Path("/nonexistent")

    def completed(self, *words):
        """What bash offers for the last of these words."""
        answer = subprocess.run(["bash", "--norc", "-c", ASK, "bash", SCRIPT, self.phones, TELESIGNCTL, *words],
                                capture_output=True, text=True, check=True, cwd="/")
        self.assertEqual("", answer.stderr)
        return sorted(filter(None, answer.stdout.split("\n")))

    def test_commands_are_those_of_help(self):
        commands = names.help_commands(names.output_of(TELESIGNCTL, "--help").stdout)
        self.assertIn("send", commands)
        self.assertEqual(sorted(commands), self.completed(""))
        self.assertEqual(["sessions"], self.completed("ses"))

    def test_options_of_every_command_are_those_of_help(self):
        general = names.help_options(names.output_of(TELESIGNCTL, "--help").stdout)
        self.assertEqual({f"--{name}" for name in general}, set(self.completed("-")))
        commands = names.code_commands(TELESIGNCTL)
        self.assertIn("send", commands)
        for command, options in commands.items():
            with self.subTest(command=command):
                above = commands.get(command.rpartition(" ")[0], set())
                wanted = {f"--{name}" for name in options | general | above}
                self.assertEqual(wanted, set(self.completed(*command.split(), "-")))

    def test_commands_of_commands(self):
        self.assertEqual(["list", "new"], self.completed("recovery", ""))
        self.assertEqual(["new"], self.completed("--json", "recovery", "n"))
        self.assertEqual(["list", "remove", "set", "show"], self.completed("phone", ""))
        self.assertEqual(["root"], self.completed("phone", "show", "roo"))

    def test_channels(self):
        self.assertEqual(["smart", "sms", "voice"], self.completed("send", "--channel", ""))
        self.assertEqual(["voice"], self.completed("send", "--channel", "v"))
        self.assertEqual(["voice"], self.completed("send", "--channel", "=", "v"))
        self.assertEqual(["smart", "sms", "voice"], self.completed("send", "--user", "x", "--channel", "="))

    def test_pam_services_of_enable(self):
        self.assertEqual(["sshd", "su", "sudo"], self.completed("enable", "s"))
        self.assertEqual(["sshd"], self.completed("enable", "--group", "wheel", "--key", "ss"))
        self.assertEqual([], self.completed("enable", "sshd", ""))

    def test_users_and_groups(self):
        self.assertIn("root", self.completed("send", "--user", ""))
        self.assertEqual(["root"], self.completed("login", "roo"))
        self.assertIn("root", self.completed("enable", "--group", ""))
        self.assertEqual([], self.completed("send", "roo"))  # a number

    def test_users_of_a_readable_phone_book(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.phones = pathlib.Path(folder.name) / "phones.ini"
        mark = pathlib.Path(folder.name) / "run"
        self.phones.write_text(PHONES.replace("MARK", str(mark)), encoding="utf-8")
        self.assertEqual(["ann-from-phones"], self.completed("login", "ann-"))
        self.assertEqual(["bob-from-phones"], self.completed("login", "bob-"))
        self.assertEqual([], self.completed("login", "phone"))
        self.assertEqual([], [name for name in self.completed("login", "") if "$" in name])
        self.assertFalse(mark.exists())

    def test_files_and_folders(self):
        self.assertIn("/etc/passwd", self.completed("--socket", "/etc/passw"))
        self.assertIn("/etc/pam.d", self.completed("check", "--root", "/etc/pam"))
        self.assertEqual([], self.completed("check", "--root", "/etc/passw"))

    def test_a_flag_takes_no_value(self):
        self.assertEqual(self.completed(""), self.completed("--json", ""))
        self.assertIn("--all", self.completed("forget", "--json", "--"))

    def test_what_is_typed_is_never_run(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        mark = pathlib.Path(folder.name) / "run"
        for word in (f"$(touch {mark})", f"`touch {mark}`", f"--x;touch {mark}", f"a[$(touch {mark})]"):
            self.completed(word, "")
            self.completed("send", "--user", word)
            self.completed("login", word, word)
        self.assertFalse(mark.exists())


if __name__ == "__main__":
    unittest.main()
