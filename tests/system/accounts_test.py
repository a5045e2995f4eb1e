# SPDX-License-Identifier: BSD-3-Clause
"""One account, many spellings: a real sshd where the user database finds accounts in any case, as SSSD does."""

import os
import pathlib
import re
import shutil
import sysconfig

from helpers import Login, main, pam_stack, PamTester, SystemTest, User
from helpers.control import ctl
from helpers.machine import make_group, PHONES, run
from helpers.services import Sshd

CODE = "auth required pam_telesign.so"
SERVICE = "telesign-test"


def fold_names():
    """From now on this machine knows ALICE and alice@corp as alice."""
    folder = pathlib.Path("/usr/lib", sysconfig.get_config_var("MULTIARCH"))
    shutil.copy(os.environ["NSS_FOLD"], folder / "libnss_fold.so.2")
    path = pathlib.Path("/etc/nsswitch.conf")
    path.write_text(re.sub(r"(?m)^passwd:.*$", "passwd: files fold", path.read_text(encoding="ascii")), encoding="ascii")


class AccountsTest(SystemTest):
    @classmethod
    def make_users(cls):
        fold_names()
        cls.alice = User("alice", "+44 20 7946 0021")
        cls.mallory = User("mallory", None)
        make_group("wheel")
        run("gpasswd", "--add", "alice", "wheel")
        return [cls.alice, cls.mallory]

    @classmethod
    def configure(cls, **sections):
        super().configure(**{"policy": {"unmapped": "skip"}, "exempt": {"groups": "!wheel"}, **sections})

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sshd = Sshd("AuthenticationMethods publickey,keyboard-interactive", "KbdInteractiveAuthentication yes",
                        "PasswordAuthentication no")
        # pam_unix's account check looks for ALICE in shadow(5), which a directory's accounts do without.
        pathlib.Path("/etc/pam.d/sshd").write_text(f"{CODE}\naccount required pam_permit.so\n", encoding="ascii")
        pam_stack(SERVICE, CODE)

    def test_every_spelling_is_asked_on_the_accounts_phone(self):
        for spelling in ("ALICE", "alice@corp", "alice"):
            with self.subTest(spelling=spelling):
                user = User(spelling, None, system_account=False)
                user.key = self.alice.key
                login = Login.ssh(user, "id -un")
                login.give_code(self.simulator, self.alice)
                self.assertEqual(0, login.finish(), login.transcript)
                self.assertRegex(login.transcript, r"\balice\r\n")
                typed = {} if spelling == "alice" else {"typed": spelling}
                self.audit(outcome="granted", user="alice", service="sshd", **typed)

    def test_nobody_is_skipped_or_exempt_whom_the_system_does_not_know(self):
        login = PamTester(SERVICE, "ghost")
        for code in ("000", "001", "002"):
            login.type(code)
        self.assertFalse(login.finish()[0])
        self.audit(reason="unknown_user", user="ghost")
        self.assert_nothing_asked()

    def test_who_is_exempt_is_so_by_any_spelling(self):
        login = PamTester(SERVICE, "Mallory")
        self.audit(outcome="ignored", reason="exempt", user="mallory", typed="Mallory")
        login.finish()

    def test_an_entry_of_another_spelling_is_removed_alone(self):
        """No other name reaches what an edit by hand has left behind; the account's own entry is named, and stays."""
        before = PHONES.read_text(encoding="ascii")
        PHONES.write_text(before + "ALICE = +44 20 7946 0029\n", encoding="ascii")
        self.assertIn("note  the system spells this user alice, and logins use that user's own entry, which stays: "
                      "telesignctl phone remove alice removes it\n", ctl("phone", "remove", "ALICE"))
        self.assertEqual(before, PHONES.read_text(encoding="ascii"))
        self.assertIn("user          alice\n", ctl("phone", "show", "ALICE"))


if __name__ == "__main__":
    main()
