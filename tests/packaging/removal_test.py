# SPDX-License-Identifier: BSD-3-Clause
"""libpam-telesign's prerm: the package stays while a PAM file names the module, however it does so."""

import os
import pathlib
import subprocess
import tempfile
import unittest

PRERM = pathlib.Path(__file__).parents[2] / "packaging/debian/libpam-telesign.prerm"
LINE = "auth required pam_telesign.so\n"
COMMON_AUTH = "auth [success=1 default=ignore] pam_unix.so\nauth requisite pam_deny.so\nauth required pam_permit.so\n"
# Takes the profile's line out of common-auth, as the real one does for what nobody has edited.
PAM_AUTH_UPDATE = f"""#!/bin/sh
echo "$*" >>"$DPKG_ROOT/asked"
grep -q by-hand "$DPKG_ROOT/etc/pam.d/common-auth" || sed -i '/{LINE.strip()}/d' "$DPKG_ROOT/etc/pam.d/common-auth"
"""


class RemovalTest(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.root = pathlib.Path(scratch.name, "a root")
        self.write("bin/pam-auth-update", PAM_AUTH_UPDATE).chmod(0o755)
        self.write("etc/pam.d/common-auth", COMMON_AUTH)
        self.write("etc/pam.d/sudo", "@include common-auth\n")

    def write(self, path, text):
        path = self.root / path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def remove(self, action="remove", **more):
        environment = {"PATH": f"{self.root}/bin:{os.environ['PATH']}", "DPKG_ROOT": str(self.root), **more}
        return subprocess.run(["sh", str(PRERM), action], env=environment, capture_output=True, text=True, check=False)

    def profile_was_taken_out(self):
        return (self.root / "asked").exists()

    def assert_refused(self, *because_of):
        result = self.remove()
        self.assertEqual(1, result.returncode, result.stderr)
        named = [line for line in result.stderr.splitlines() if line.startswith("/")]
        self.assertEqual(sorted(because_of), sorted(named), result.stderr)

    def assert_removed(self):
        result = self.remove()
        self.assertEqual((0, ""), (result.returncode, result.stderr))
        self.assertTrue(self.profile_was_taken_out())

    def test_nothing_names_the_module(self):
        self.assert_removed()

    def test_the_line_however_it_is_written(self):
        for text in (LINE, "-auth required pam_telesign.so\n", "AUTH Required pam_telesign.so\n",
                     "auth [success=ok default=die] /lib/security/pam_telesign.so debug\n",
                     "auth required \\\npam_telesign.so\n", "auth \\\n# why\n required \\\n\n  pam_telesign.so\n",
                     "auth\trequired\tpam_telesign.so", "account required pam_telesign.so\n",
                     "auth required [pam_telesign.so]\n"):
            with self.subTest(text):
                self.write("etc/pam.d/sudo", "@include common-auth\n" + text)
                self.assert_refused("/etc/pam.d/sudo")
                self.assertFalse(self.profile_was_taken_out())

    def test_comments_and_what_editors_leave_name_nothing(self):
        self.write("etc/pam.d/sudo", f"# {LINE}auth required pam_unix.so # not pam_telesign.so\n")
        for name in ("sudo~", "sudo.dpkg-old", "sudo.ucf-dist"):
            self.write(f"etc/pam.d/{name}", LINE)
        (self.root / "etc/pam.d/broken").symlink_to("nowhere")
        (self.root / "etc/pam.d/circle").symlink_to("circle")
        self.assert_removed()

    def test_a_link_to_a_file_elsewhere(self):
        self.write("etc/shared/pam-of-sudo", LINE)
        (self.root / "etc/pam.d/su").symlink_to("../shared/pam-of-sudo")
        self.assert_refused("/etc/pam.d/su")

    def test_included_files(self):
        self.write("etc/elsewhere/second", LINE)
        for line in ("@include /etc/elsewhere/first", "@INCLUDE /etc/elsewhere/first",
                     "auth include /etc/elsewhere/first", "-auth Substack \\\n /etc/elsewhere/first # why"):
            with self.subTest(line):
                self.write("etc/pam.d/sudo", line + "\n")
                self.write("etc/elsewhere/first", "auth include /etc/elsewhere/second\nauth include sudo\n")
                self.assert_refused("/etc/elsewhere/second")

    def test_a_leftover_that_is_included_counts(self):
        self.write("etc/pam.d/old.dpkg-old", LINE)
        self.write("etc/pam.d/sudo", "@include old.dpkg-old\n")
        self.assert_refused("/etc/pam.d/old.dpkg-old")

    def test_files_of_other_packages_and_of_machines_without_a_folder(self):
        self.write("usr/lib/pam.d/vendor", LINE)
        self.write("etc/pam.conf", "sudo " + LINE)
        self.assert_refused("/usr/lib/pam.d/vendor", "/etc/pam.conf")

    def test_the_profile_goes_along_and_an_edited_one_stays(self):
        self.write("etc/pam.d/common-auth", COMMON_AUTH + LINE)
        self.assert_removed()
        self.write("etc/pam.d/common-auth", COMMON_AUTH + LINE + "# by-hand\n")
        self.assert_refused("/etc/pam.d/common-auth")

    def test_an_upgrade_and_one_of_two_architectures_take_nothing_out(self):
        self.write("etc/pam.d/sudo", LINE)
        for result in (self.remove("upgrade"), self.remove(DPKG_MAINTSCRIPT_PACKAGE_REFCOUNT="2")):
            self.assertEqual((0, ""), (result.returncode, result.stderr))
        self.assertFalse(self.profile_was_taken_out())


if __name__ == "__main__":
    unittest.main(verbosity=2)
