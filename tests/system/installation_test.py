"""What an installation brings: units, samples, the module's place."""

import pathlib
import shutil
import subprocess

from helpers import main, pam_stack, PamTester, SystemTest, User
from helpers.machine import CONFIGURATION, fill_in, run, SAMPLES, write_secret

SELINUX = pathlib.Path(__file__).parents[2] / "conf/selinux"
UNITS = ("/usr/lib/systemd/system/telesignd.socket", "/usr/lib/systemd/system/telesignd.service",
         "/usr/lib/systemd/system/telesign-trials.service")
MOST_EXPOSURE = 15  # in tenths, as systemd-analyze counts: 1.5 of 10


class InstallationTest(SystemTest):
    @classmethod
    def make_users(cls):
        cls.alice = User("alice", "+44 20 7946 0051")
        return [cls.alice]

    def test_units_are_valid(self):
        self.assertEqual("", run("systemd-analyze", "verify", "--man=no", *UNITS))

    def test_service_is_confined(self):
        result = subprocess.run(["systemd-analyze", "security", "--offline=true", f"--threshold={MOST_EXPOSURE}",
                                 "--no-pager", UNITS[1]], capture_output=True, text=True, check=False)
        self.assertEqual(0, result.returncode, result.stdout + result.stderr)

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

    def test_a_login_with_the_sample_configuration(self):
        """Only what differs from site to site is filled in."""
        write_secret(CONFIGURATION, (SAMPLES / "telesign.conf").read_text(encoding="utf-8"))
        fill_in(self.simulator)
        self.daemon.reload("loaded")
        pam_stack("telesign-test", "auth required pam_telesign.so")
        login = PamTester("telesign-test", "alice")
        login.type(self.simulator.next_code(self.alice))
        succeeded, output = login.finish()
        self.assertTrue(succeeded, output)

    def test_the_sample_phone_book_is_read(self):
        sample = (SAMPLES / "phones.ini").read_text(encoding="utf-8")
        write_secret(pathlib.Path("/etc/telesign/phones.ini"), sample)
        line = self.daemon.reload("loaded, |phones.ini:")
        self.assertRegex(line, "loaded, ")


if __name__ == "__main__":
    main()
