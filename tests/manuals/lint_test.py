# SPDX-License-Identifier: BSD-3-Clause
"""mandoc -Tlint has nothing to say of any manual page."""

import os
import pathlib
import shutil
import tempfile
import unittest

from names import BUILD, PAGES, output_of

# Pages of others that ours refer to. mandoc looks for them, and a machine that builds may have no manual pages.
OTHERS = ("sshd_config.5", "pam.d.5", "pam-auth-update.8", "su.1", "sudo.8")


class LintTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addCleanup(os.chdir, "/")
        os.chdir(folder.name)
        for name in PAGES:
            shutil.copy(BUILD / "man" / name, name)
        for name in OTHERS:
            pathlib.Path(name).touch()

    def complaints(self, name):
        told = output_of(os.environ["MANDOC"], "-Tlint", name)
        return [line for line in (told.stdout + told.stderr).splitlines() if "outdated mandoc.db" not in line]

    def test_every_page_is_clean(self):
        for name in PAGES:
            with self.subTest(page=name):
                self.assertEqual([], self.complaints(name))

    def test_a_planted_fault_is_found(self):
        for fault in (".Xr nowhere 8\n", ".It Cm outside\n", ".Pp \n"):
            with self.subTest(fault=fault):
                page = pathlib.Path(PAGES[0])
                page.write_text((BUILD / "man" / PAGES[0]).read_text(encoding="utf-8") + fault, encoding="utf-8")
                self.assertNotEqual([], self.complaints(PAGES[0]))


if __name__ == "__main__":
    unittest.main()
