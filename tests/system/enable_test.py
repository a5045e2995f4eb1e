# SPDX-License-Identifier: BSD-3-Clause
"""telesignctl enable and disable, with the real sshd, sudo and PAM files."""

import pathlib
import re
import subprocess

from helpers import as_user, Login, main, User
from helpers.control import checked, ctl
from helpers.enable import EnableTest, snapshot, SSHD_FOLDER
from helpers.machine import PAM_FOLDER, run, write_sudoers
from helpers.services import Daemon

DROP_IN = SSHD_FOLDER / "00-telesign.conf"
PAGE = pathlib.Path(__file__).parents[2] / "src/pam_telesign/pam_telesign.8.in"


def page_examples():
    """The files that pam_telesign(8) shows to be written, as sets of lines."""
    examples = PAGE.read_text(encoding="utf-8").partition("\n.Sh EXAMPLES\n")[2].partition("\n.Sh ")[0]
    return [set(shown.splitlines()) for shown in re.findall(r"\n\.Bd -literal[^\n]*\n(.*?)\n\.Ed", examples, re.DOTALL)]


def own_lines(path):
    """What telesignctl has written into a file, without comments."""
    text = path.read_text(encoding="utf-8")
    if path != DROP_IN:
        text = text.partition("# BEGIN telesignctl enable")[2].partition("# END")[0].partition("\n")[2]
    return {line.strip() for line in text.splitlines() if not line.startswith("#")}


class EnableAndDisableTest(EnableTest):
    def test_sudo(self):
        ctl("enable", "sudo")
        self.assertIn("already", ctl("enable", "sudo"))
        for options in ((), ("--login",)):  # the second asks PAM as sudo-i
            with self.subTest(options):
                login = Login(*as_user("alice"), "sudo", "--reset-timestamp", *options, "id", "-un")
                login.give_password(self.alice)
                login.give_code(self.simulator, self.alice)
                self.assertEqual(0, login.finish(), login.transcript)
                self.assertRegex(login.transcript, r"\broot\b")
        ctl("disable", "sudo")
        self.assert_as_before()
        login = Login(*as_user("alice"), "sudo", "--reset-timestamp", "id", "-un")
        login.give_password(self.alice)
        self.assertEqual(0, login.finish(), login.transcript)

    def test_su(self):
        self.configure(**{"service su": {"identity": "caller"}, "service su-l": {"identity": "caller"}})
        self.addCleanup(self.daemon.reload, "loaded")
        self.addCleanup(self.configure)
        self.daemon.reload("loaded")
        self.assertNotIn("identity", ctl("enable", "su"))
        for options in ((), ("--login",)):
            login = Login(*as_user("alice"), "su", *options, "--command", "id -un", "bob")
            login.give_password(self.bob)
            login.give_code(self.simulator, self.alice)
            self.assertEqual(0, login.finish(), login.transcript)
        ctl("disable", "su")
        self.assert_as_before()

    def test_login_at_a_console(self):
        ctl("enable", "login")
        login = Login("login", "alice")  # as getty runs it, on a terminal
        login.give_password(self.alice)
        login.give_code(self.simulator, self.alice)
        login.expect(r"\$ ")
        login.type("echo inside as $(id -un); exit")
        login.expect(r"[\r\n]inside as alice\b")
        login.hang_up()
        ctl("disable", "login")
        self.assert_as_before()

    def test_key_then_code(self):
        self.enable_sshd("--key")
        login = Login.ssh(self.alice, "echo inside")
        login.give_code(self.simulator, self.alice)
        self.assertEqual(0, login.finish(), login.transcript)
        login = Login.ssh(User("alice", None, system_account=False), "true")  # no key
        login.expect("Permission denied")
        login.hang_up()
        self.wait_for_sshd(lambda: ctl("disable", "sshd", "--reload"))
        self.assert_as_before()
        self.assert_key_alone_lets_in(self.alice)

    def test_password_then_code(self):
        self.enable_sshd("--password")
        login = Login.ssh(self.alice, "echo inside")
        login.give_password(self.alice)
        login.give_code(self.simulator, self.alice)
        self.assertEqual(0, login.finish(), login.transcript)
        self.wait_for_sshd(lambda: ctl("disable", "sshd", "--reload"))
        self.assert_as_before()

    def ask_members_only(self, *services):
        """Lets telesignd decide that the others of these services need no code."""
        self.configure(**{"exempt others": {"groups": "!asked", "services": ", ".join(services)}})
        self.addCleanup(self.daemon.reload, "loaded")
        self.addCleanup(self.configure)
        self.daemon.reload("loaded")

    def lose_the_group(self):
        run("groupdel", "asked")
        self.addCleanup(run, "usermod", "--append", "--groups", "asked", "alice")
        self.addCleanup(run, "groupadd", "asked")

    def test_key_then_code_for_a_group(self):
        self.assertIn("does not have this rule yet", ctl("enable", "sshd", "--key", "--group", "asked", status=1))
        self.assertIn("no such group", ctl("enable", "sshd", "--key", "--group", "nobodys", status=1))
        self.ask_members_only("sshd")
        self.enable_sshd("--key", "--group", "asked")
        login = Login.ssh(self.alice, "echo inside")
        login.give_code(self.simulator, self.alice)
        self.assertEqual(0, login.finish(), login.transcript)
        self.assert_key_alone_lets_in(self.bob)
        self.lose_the_group()  # then nobody is known to be outside of it
        for user in (self.alice, self.bob):
            login = Login.ssh(user, "echo inside")
            login.give_code(self.simulator, user)
            self.assertEqual(0, login.finish(), login.transcript)
        self.wait_for_sshd(lambda: ctl("disable", "sshd", "--reload"))
        self.assert_as_before()

    def test_password_then_code_for_a_group(self):
        self.ask_members_only("sshd")
        self.enable_sshd("--password", "--group", "asked")
        login = Login.ssh(self.alice, "echo inside")
        login.give_password(self.alice)
        login.give_code(self.simulator, self.alice)
        self.assertEqual(0, login.finish(), login.transcript)
        login = Login.ssh(self.bob, "echo inside")
        login.give_password(self.bob)
        self.assertEqual(0, login.finish(), login.transcript)

    def test_sudo_asks_everybody_once_the_group_is_gone(self):
        self.ask_members_only("sudo", "sudo-i")
        ctl("enable", "sudo", "--group", "asked")
        self.lose_the_group()
        login = Login(*as_user("alice"), "sudo", "--reset-timestamp", "id", "-un")
        login.give_password(self.alice)
        login.give_code(self.simulator, self.alice)
        self.assertEqual(0, login.finish(), login.transcript)

    def test_lines_of_an_earlier_version_for_a_group_are_told_and_taken_out(self):
        """By which everybody is let by when the group is gone."""
        path = PAM_FOLDER / "sudo"
        path.write_text(path.read_text(encoding="utf-8").replace(
            "@include common-auth\n",
            "@include common-auth\n# BEGIN telesignctl enable sudo --group asked\n"
            "auth       [success=ignore auth_err=1 user_unknown=1 ignore=ignore default=die] "
            "pam_succeed_if.so quiet user ingroup asked\n"
            "auth       required     pam_telesign.so\n# END telesignctl enable\n"), encoding="utf-8")
        self.addCleanup(path.write_bytes, self.before[str(path)][0])
        told = [each for each in checked("--offline")["pam sudo"] if each["status"] == "warning"]
        self.assertRegex(told[0]["text"], "pam_succeed_if.*and so is everybody while the system cannot look up the group asked")
        self.assertIn("groups = !asked", told[0]["remedy"])
        self.assertIn("disable sudo first", ctl("enable", "sudo", status=1))
        ctl("disable", "sudo")
        self.assertEqual(self.before[str(path)][0], path.read_bytes())

    def test_a_jump_over_the_place_of_our_lines_stops_it(self):
        path = PAM_FOLDER / "sudo"
        self.addCleanup(path.write_bytes, self.before[str(path)][0])
        listed = "auth [success=ignore default=2] pam_listfile.so item=user sense=allow file=/etc/listed onerr=fail\n"
        path.write_text(f"{listed}auth requisite pam_unix.so\nauth required pam_permit.so\n", encoding="ascii")
        self.assertIn("sudo line 1 (`[success=ignore default=2]`) jumps over it", ctl("enable", "sudo", status=1))
        path.write_text(f"{listed}auth requisite pam_unix.so\nauth required pam_telesign.so\n"
                        "auth required pam_permit.so\n", encoding="ascii")
        told = [each["text"] for each in checked("--offline")["pam sudo"] if each["status"] == "error"]
        self.assertEqual(["sudo line 1 (pam_listfile.so): whoever it does not let through is let in with neither "
                          "password nor code"], told[:1])

    def test_a_dry_run_shows_the_difference_and_changes_nothing(self):
        def everything():
            return {str(path): path.read_bytes() for path in pathlib.Path("/etc").rglob("*")
                    if path.is_file() and not path.is_symlink()}
        before = everything()
        said = ctl("enable", "sshd", "--key", "--dry-run")
        self.assertEqual(before, everything())
        for part in (f"--- {PAM_FOLDER}/sshd\n+++ {PAM_FOLDER}/sshd\n", f"--- /dev/null\n+++ {DROP_IN}\n",
                     "\n+auth       requisite    pam_telesign.so\n", "\n+AuthenticationMethods publickey,keyboard-interactive\n",
                     "Nothing was changed."):
            self.assertIn(part, said)

    def test_an_sshd_whose_configuration_overrules_ours_is_left_as_it_was(self):
        first = SSHD_FOLDER / "00-first.conf"
        first.write_text("AuthenticationMethods publickey\n", encoding="ascii")
        self.addCleanup(first.unlink)
        before = snapshot()
        self.assertIn("AuthenticationMethods", ctl("enable", "sshd", "--key", status=1))
        self.assertEqual(before, snapshot())

    def test_a_broken_sshd_configuration_stops_it(self):
        broken = SSHD_FOLDER / "50-broken.conf"
        broken.write_text("NoSuchOption yes\n", encoding="ascii")
        self.addCleanup(broken.unlink)
        self.assertIn("NoSuchOption", ctl("enable", "sshd", "--key", status=1))

    def test_a_match_by_which_sshd_asks_for_no_key_stops_it(self):
        more = SSHD_FOLDER / "50-more.conf"
        port = "Match LocalPort 2222\nX11Forwarding no\n"  # sshd -T wants to know the port
        more.write_text(f"Match Address 127.0.0.0/8\nAuthenticationMethods password\nPasswordAuthentication yes\n{port}",
                        encoding="ascii")
        self.addCleanup(more.unlink)
        said = ctl("enable", "sshd", "--key", status=1)
        self.assertIn("Match Address 127.0.0.0/8 (/etc/ssh/sshd_config.d/50-more.conf:2) lets users in by `password`", said)
        self.assertFalse(DROP_IN.exists())
        more.write_text(f"{port}Match Address 192.0.2.0/24\nAuthenticationMethods publickey\n", encoding="ascii")
        self.assertIn("Match Address 192.0.2.0/24 (/etc/ssh/sshd_config.d/50-more.conf:4): `publickey` lets users in without a code",
                      ctl("enable", "sshd", "--key"))

    def test_what_cannot_be_written_leaves_all_as_it_was(self):
        for arguments, path in ((("sudo",), PAM_FOLDER / "sudo-i"), (("sshd", "--key", "--try", "1h"), PAM_FOLDER / "sshd")):
            let_go = self.hold(path)
            try:
                said = ctl("enable", *arguments, status=1)
            finally:
                let_go()
            self.assertRegex(said, f"{path}: cannot be replaced: .*: everything was restored")
            self.assert_as_before()
            self.assertIn("No trial", ctl("confirm", status=1))

    def test_a_disable_that_is_cut_short_says_so_and_can_go_on(self):
        ctl("enable", "sudo")
        let_go = self.hold(PAM_FOLDER / "sudo-i")
        try:
            self.assertIn("not all of our lines are removed yet", ctl("disable", "sudo", status=1))
        finally:
            let_go()
        self.assertIn(b"pam_telesign.so", (PAM_FOLDER / "sudo-i").read_bytes())
        ctl("disable", "sudo")
        self.assert_as_before()

    def test_who_could_not_log_in_any_more(self):
        write_sudoers("alice ALL=(ALL:ALL) ALL", "carol ALL=(root) NOPASSWD: ALL", "Defaults lecture=never")
        self.addCleanup(write_sudoers, "alice ALL=(ALL:ALL) ALL", "Defaults lecture=never")
        run("useradd", "--shell", "/bin/bash", "carol")
        self.addCleanup(run, "userdel", "carol")
        for options, status, pattern in (
                ((), 1, "carol runs this, has no phone in .*phones.ini, and could not log in at sudo any more: run "
                        "telesignctl phone set carol first, or add --try 5m"),
                (("--try", "1h"), 0, r"(?s)note +carol runs this.*note +users without a phone: (.*\bcarol\b|\d+ \().*"
                                     r"Keep a root shell \(`sudo -s`\) open")):
            self.assert_as_before()
            result = subprocess.run([*as_user("carol"), "sudo", "telesignctl", "enable", "sudo", *options],
                                    stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
            self.assertEqual(status, result.returncode, result.stdout)
            self.assertRegex(result.stdout, pattern)

    def test_the_page_shows_the_lines_that_enable_writes(self):
        """Which the other tests log in with."""
        for_sudo, for_sshd, by_page = page_examples()[:3]
        ctl("enable", "sudo")
        self.assertEqual(for_sudo - {"@include common-auth"}, own_lines(PAM_FOLDER / "sudo"))
        ctl("enable", "sshd", "--key")
        by_key, settings = own_lines(PAM_FOLDER / "sshd"), own_lines(DROP_IN)
        ctl("disable", "sshd")
        ctl("enable", "sshd", "--password")
        by_password = own_lines(PAM_FOLDER / "sshd")
        self.assertEqual(by_page, by_key)
        self.assertEqual(own_lines(PAM_FOLDER / "sudo"), by_password)
        self.assertLessEqual(settings, for_sshd)

    def test_edits_of_the_administrator_stay(self):
        ctl("enable", "sudo")
        path = PAM_FOLDER / "sudo"
        self.addCleanup(path.write_bytes, path.read_bytes())
        self.addCleanup(ctl, "disable", "sudo")
        path.write_text(path.read_text(encoding="utf-8") + "# by hand\n", encoding="utf-8")
        ctl("disable", "sudo")
        self.assertEqual(self.before[str(path)][0] + b"# by hand\n", path.read_bytes())
        path.write_bytes(self.before[str(path)][0])

    def test_only_root_may(self):
        for arguments in (("enable", "sudo"), ("enable", "sudo", "--dry-run"), ("disable", "sudo"), ("confirm",)):
            result = subprocess.run([*as_user("alice"), "/usr/sbin/telesignctl", *arguments], capture_output=True, text=True,
                                    check=False)
            self.assertEqual((2, True), (result.returncode, "only root" in result.stderr), result.stderr)
        self.assert_as_before()

    def test_no_service_is_touched_while_the_daemon_does_not_answer(self):
        type(self).daemon.stop()
        try:
            self.assertIn("telesignd is not running", ctl("enable", "sudo", status=1))
            self.assert_as_before()
        finally:
            type(self).daemon = Daemon()

    def test_a_look_or_a_change_is_nobodys_doing(self):
        """telesignd logs nothing of it. What others log, check_test looks at."""
        told = len(self.daemon.errors)
        for arguments in (("enable", "sudo", "--dry-run"), ("enable", "sudo"), ("disable", "sudo"), ("sessions",)):
            ctl(*arguments)  # the last of which leaves a line
        self.assertEqual([self.daemon.errors.wait_for("verb=sessions", told)], self.daemon.errors.since(told))


if __name__ == "__main__":
    main()
