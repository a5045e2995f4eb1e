# SPDX-License-Identifier: BSD-3-Clause
"""What an installation brings: units, samples, the module's place."""

import os
import pathlib
import shutil
import tempfile

from helpers import main, PamServiceTest
from helpers.machine import CONFIGURATION, fill_in, PHONES, run, SAMPLES, write_secret

CONF = pathlib.Path(__file__).parents[2] / "conf"
SELINUX = CONF / "selinux"
UNIT_FOLDER = pathlib.Path("/usr/lib/systemd/system")
UNITS = ("telesignd.socket", "telesignd.service", "telesign-trials.service")
MOST_EXPOSURE = 15  # in tenths, as systemd-analyze counts: 1.5 of 10


class InstallationTest(PamServiceTest):
    @staticmethod
    def analyze(*arguments, units=UNITS):
        """systemd-analyze, which sees our units and systemd's own: it would tell of everybody's, and apply their drop-ins."""
        folder = pathlib.Path(tempfile.mkdtemp(dir="/run"))
        listed = run("dpkg-query", "--listfiles", "systemd").splitlines()
        shipped = [pathlib.Path(path) for path in listed if path.startswith("/lib/systemd/system/")]
        for path in (*shipped, *(UNIT_FOLDER / unit for unit in UNITS)):
            if path.parent.name == "system" and not path.is_dir():
                (folder / path.name).symlink_to(path)
        return run("systemd-analyze", *arguments, *(str(folder / unit) for unit in units),
                   env={**os.environ, "SYSTEMD_UNIT_PATH": str(folder)})

    def test_units_are_valid(self):
        self.assertEqual("", self.analyze("verify", "--man=no"))

    def test_service_is_confined(self):
        self.analyze("security", "--offline=true", f"--threshold={MOST_EXPOSURE}", "--no-pager",
                     units=["telesignd.service"])

    def test_the_apparmor_profile_is_one(self):
        compiled = run("apparmor_parser", "--skip-kernel-load", "--skip-cache", "--stdout", "/etc/apparmor.d/usr.sbin.telesignd",
                       errors="replace")
        self.assertIn("telesignd", compiled)

    def test_the_selinux_module_compiles(self):
        folder = "/run/selinux"
        shutil.copytree(SELINUX, folder)
        run("make", "-C", folder, "-f", "/usr/share/selinux/devel/Makefile", "telesign.pp")
        run("semodule_unpackage", f"{folder}/telesign.pp", f"{folder}/mod", f"{folder}/fc")
        contexts = pathlib.Path(folder, "fc").read_text(encoding="ascii")
        for path in ("/usr/sbin/telesignd", "/etc/telesign", "/var/lib/telesign", "/run/telesign"):
            self.assertIn(f"\n{path}", f"\n{contexts}")

    def test_folders_are_private(self):
        for path, owner, mode in (("/etc/telesign", "root", 0o750), ("/var/lib/telesign", "_telesign", 0o700)):
            found = pathlib.Path(path)
            self.assertEqual((owner, mode), (found.owner(), found.stat().st_mode & 0o777), path)

    def log_in_with(self, settings):
        """Only what differs from site to site is filled in."""
        write_secret(CONFIGURATION, settings.read_text(encoding="utf-8"))
        fill_in(self.simulator)
        self.daemon.reload("loaded")
        self.assert_can_log_in()

    def test_a_login_with_the_whole_configuration(self):
        self.log_in_with(SAMPLES / "telesign.conf")

    def test_a_login_with_the_configuration_that_the_package_installs(self):
        self.log_in_with(CONF / "telesign.conf")

    def test_the_phone_books_are_read(self):
        for phones in (SAMPLES / "phones.ini", CONF / "phones.ini"):
            with self.subTest(phones):
                write_secret(PHONES, phones.read_text(encoding="utf-8"))
                self.assertRegex(self.daemon.reload("loaded, |phones.ini:"), "loaded, ")


if __name__ == "__main__":
    main()
