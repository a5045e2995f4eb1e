# SPDX-License-Identifier: BSD-3-Clause
"""telesignctl enable --everywhere, and pam-auth-update beside it."""

import pathlib
import shutil

from helpers import as_user, Login, main
from helpers.control import checked, ctl
from helpers.enable import EnableTest
from helpers.machine import PAM_FOLDER, run

PROFILE = pathlib.Path(__file__).parents[2] / "conf" / "pam-auth-update" / "telesign"


class EverywhereTest(EnableTest):
    def test_everywhere(self):
        """sshd and sudo ask, a key alone is not enough, and pam-auth-update lets our lines be."""
        self.assertIn("asks for a code: ", self.wait_for_sshd(lambda: ctl("enable", "--everywhere", "--reload")))
        run("pam-auth-update", "--package")
        self.assertIn(b"pam_telesign.so", (PAM_FOLDER / "common-auth").read_bytes())
        login = Login.ssh(self.alice, "echo inside")
        login.give_password(self.alice)
        login.give_code(self.simulator, self.alice)
        self.assertEqual(0, login.finish(), login.transcript)
        login = Login(*as_user("alice"), "sudo", "--reset-timestamp", "id", "-un")
        login.give_password(self.alice)
        login.give_code(self.simulator, self.alice)
        self.assertEqual(0, login.finish(), login.transcript)
        self.assertEqual([], [each for name in ("sshd", "sudo", "login") for each in checked("--offline")[f"pam {name}"]
                              if each["status"] == "error"])
        self.wait_for_sshd(lambda: ctl("disable", "--everywhere", "--reload"))
        self.assert_as_before()
        self.assert_key_alone_lets_in(self.alice)

    def test_beside_the_profile_a_disable_says_that_the_code_is_still_asked(self):
        ctl("enable", "sudo")
        path = PAM_FOLDER / "common-auth"
        self.addCleanup(path.write_bytes, path.read_bytes())
        path.write_text(path.read_text(encoding="utf-8") + "auth\trequired\tpam_telesign.so\n", encoding="utf-8")
        self.assertRegex(ctl("disable", "sudo"), r"sudo, sudo-i still ask for a code, by line \d+ of common-auth: "
                                                 "run pam-auth-update --disable telesign")

    def test_the_profile_is_one_choice_of_pam_auth_update(self):
        """debconf parts choices at commas, so that one in its name would move the profiles below it."""
        installed = pathlib.Path("/usr/share/pam-configs/telesign")
        shutil.copy(PROFILE, installed)
        self.addCleanup(run, "pam-auth-update", "--package")
        self.addCleanup(installed.unlink)
        run("pam-auth-update", "--package", "--enable", "telesign")
        shown, names = (run("debconf-communicate", input=f"metaget libpam-runtime/profiles {field}\n")[2:].strip().split(", ")
                        for field in ("choices", "choices-c"))
        self.assertEqual(len(names), len(shown), shown)
        self.assertIn("telesignctl(8)", shown[names.index("telesign")])
        self.assertIn(b"pam_telesign.so", (PAM_FOLDER / "common-auth").read_bytes())
        self.assertIn("already names pam_telesign.so", ctl("enable", "--everywhere", status=1))


if __name__ == "__main__":
    main()
