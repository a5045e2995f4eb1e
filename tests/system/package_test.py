# SPDX-License-Identifier: BSD-3-Clause
"""The Debian packages in $PACKAGES: installed, configured as README says, upgraded, removed."""

import os
import pathlib
import re
import shutil
import subprocess
import unittest

from helpers import Login, packages, PamTester, User
from helpers.machine import API_KEY, assert_throw_away, CONFIGURATION, DAEMON_USER, fill_in, PAM_FOLDER, PHONES, run
from helpers.packages import NAMES
from helpers.services import ActivatedDaemon, Simulator, Sshd

COMMON_AUTH = PAM_FOLDER / "common-auth"
LINE = "auth       required     pam_telesign.so"
# Where a package of ours may write, and what dpkg, apt and the system's tools keep there for themselves.
SEARCHED = ("/etc", "/opt", "/run/telesign", "/srv", "/usr", "/var")
THEIRS = re.compile(r"/var/(lib/(dpkg|apt)|cache|log)/|/etc/(\.pwd\.lock|g?shadow-?|passwd-?|group-?)$"
                    r"|.*/__pycache__\b")


def package(name):
    return packages.package(os.environ["PACKAGES"], name)


def newer(*names):
    return packages.newer(os.environ["PACKAGES"], *names)


def files():
    """Every path where a package may have left something."""
    found = {os.path.join(folder, name) for top in SEARCHED for folder, folders, names in os.walk(top)
             for name in folders + names}
    return {path for path in found if not THEIRS.match(path)}


def pam_files():
    return {path.name: path.read_text(encoding="utf-8") for path in PAM_FOLDER.iterdir()}


def add_line(service, old, new):
    """Edits a PAM service's file as an administrator does."""
    path = PAM_FOLDER / service
    text = path.read_text(encoding="utf-8")
    if text.count(old) != 1:
        raise AssertionError(f"{path} has {text.count(old)} times: {old}")
    path.write_text(text.replace(old, new), encoding="utf-8")


class PackageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        assert_throw_away()
        pathlib.Path("/usr/sbin/policy-rc.d").unlink(missing_ok=True)  # a container's, which forbids to stop
        os.environ["DEBIAN_FRONTEND"] = "noninteractive"
        cls.alice = User("alice", "+44 20 7946 0061")

    def setUp(self):
        self.files_before = files()
        self.pam_before = pam_files()
        self.addCleanup(self.restore)
        run("apt-get", "--quiet=2", "--yes", "--no-install-recommends", "install",
            *map(package, NAMES))

    def restore(self):
        for name, text in self.pam_before.items():
            (PAM_FOLDER / name).write_text(text, encoding="utf-8")
        run("dpkg", "--purge", *NAMES)

    def assert_owned(self, path, owner, group, mode):
        path = pathlib.Path(path)
        found = (path.owner(), path.group(), oct(path.stat().st_mode & 0o7777))
        self.assertEqual((owner, group, oct(mode)), found, str(path))

    def start_daemon(self, by_script=False):
        """Fills in the configuration that the packages brought, and starts the daemon as its unit or init script does."""
        simulator = Simulator()
        self.addCleanup(shutil.rmtree, simulator.FOLDER)
        self.addCleanup(simulator.stop)
        fill_in(simulator, [self.alice])
        if by_script:
            run("/etc/init.d/telesignd", "start")
            self.addCleanup(run, "start-stop-daemon", "--stop", "--oknodo", "--retry", "20", "--name", "telesignd")
        else:
            self.addCleanup(ActivatedDaemon().stop)
        return simulator

    def test_configuration_is_for_root_and_the_daemon(self):
        self.assert_owned("/etc/telesign", "root", "_telesign", 0o750)
        self.assert_owned(CONFIGURATION, "root", "_telesign", 0o640)
        self.assert_owned(PHONES, "root", "_telesign", 0o640)
        self.assert_owned("/var/lib/telesign", "_telesign", "_telesign", 0o700)
        self.assert_owned("/run/telesign", "root", "root", 0o755)

    def test_configuration_is_private_before_the_package_is_configured(self):
        run("dpkg", "--purge", *NAMES)
        run("dpkg", "--unpack", package("telesignd"))
        self.assert_owned("/etc/telesign", "root", "root", 0o750)
        for path in (CONFIGURATION, PHONES):
            self.assertFalse(path.exists())
            self.assert_owned(f"{path}.dpkg-new", "root", "root", 0o640)

    def test_no_pam_service_is_touched(self):
        self.assertEqual(self.pam_before, pam_files())

    def test_without_credentials_the_daemon_says_what_is_missing(self):
        result = subprocess.run(["setpriv", "--reuid", "_telesign", "--regid", "_telesign", "--clear-groups",
                                 "telesignd", "--config", CONFIGURATION, "--foreground"],
                                capture_output=True, text=True, timeout=60, check=False)
        self.assertNotEqual(0, result.returncode)
        self.assertRegex(result.stderr, r"/etc/telesign/telesign\.conf:\d+: .*customer_id")

    def test_key_and_code_open_ssh(self):
        simulator = self.start_daemon()
        add_line("sshd", "@include common-auth", LINE)
        sshd = Sshd("UsePAM yes", "KbdInteractiveAuthentication yes",
                    "AuthenticationMethods publickey,keyboard-interactive")
        self.addCleanup(sshd.stop)
        login = Login.ssh(self.alice, "id", "-un")
        login.give_code(simulator, self.alice)
        self.assertEqual(0, login.finish(), login.transcript)
        self.assertIn("alice", login.transcript)

    def test_telesignctl_reaches_the_daemon(self):
        simulator = self.start_daemon()
        run("telesignctl", "send", "--user", "alice")
        self.assertEqual(self.alice.digits, simulator.next_message(self.alice)["phone_number"])

    def test_profile_asks_after_the_password(self):
        simulator = self.start_daemon()
        run("pam-auth-update", "--enable", "telesign")
        login = PamTester("login", "alice")
        login.type("not the password")
        self.assertFalse(login.finish()[0])
        self.assertEqual([], simulator.sent())
        login = PamTester("login", "alice")
        login.type(self.alice.password)
        login.type(simulator.next_code(self.alice))
        succeeded, output = login.finish()
        self.assertTrue(succeeded, output)

    def test_removal_takes_the_profile_along(self):
        run("pam-auth-update", "--enable", "telesign")
        self.assertIn("pam_telesign.so", COMMON_AUTH.read_text(encoding="utf-8"))
        run("dpkg", "--remove", "libpam-telesign")
        self.assertEqual(self.pam_before, pam_files())

    def assert_removal_is_refused(self, because_of):
        before = pam_files()
        result = subprocess.run(["dpkg", "--remove", "libpam-telesign"], capture_output=True, text=True, check=False)
        self.assertNotEqual(0, result.returncode)
        self.assertIn(f"\n{because_of}\n", result.stderr)
        status = run("dpkg-query", "--show", "--showformat=${db:Status-Status}", "libpam-telesign")
        self.assertEqual("installed", status)
        self.assertEqual(before, pam_files())

    def test_removal_is_refused_while_a_service_needs_the_module(self):
        run("pam-auth-update", "--enable", "telesign")
        for line in (LINE, f"-{LINE}", LINE.replace("required", "\\\n# why\n  Required")):
            with self.subTest(line):
                (PAM_FOLDER / "sudo").write_text(self.pam_before["sudo"], encoding="utf-8")
                add_line("sudo", "@include common-auth", f"@include common-auth\n{line}")
                self.assert_removal_is_refused("/etc/pam.d/sudo")

    def test_removal_is_refused_while_a_service_elsewhere_needs_the_module(self):
        elsewhere = pathlib.Path("/etc/pam-of-su")
        self.addCleanup(elsewhere.unlink)
        elsewhere.write_text(f"{self.pam_before['su']}\n{LINE}\n", encoding="utf-8")
        add_line("su", "@include common-auth", f"@include {elsewhere}")
        self.assert_removal_is_refused(str(elsewhere))
        (PAM_FOLDER / "su").unlink()
        (PAM_FOLDER / "su").symlink_to(elsewhere)
        self.addCleanup((PAM_FOLDER / "su").unlink)
        self.assert_removal_is_refused("/etc/pam.d/su")

    def test_removal_is_refused_while_an_edited_profile_needs_the_module(self):
        run("pam-auth-update", "--enable", "telesign")
        text = COMMON_AUTH.read_text(encoding="utf-8")
        COMMON_AUTH.write_text(re.sub("(?m)^# .*per-package modules.*\n", "", text), encoding="utf-8")
        self.assert_removal_is_refused("/etc/pam.d/common-auth")

    def test_removal_goes_on_when_no_line_names_the_module(self):
        add_line("sudo", "@include common-auth", f"@include common-auth\n# {LINE}")
        (PAM_FOLDER / "sudo~").write_text(LINE, encoding="utf-8")
        self.addCleanup((PAM_FOLDER / "sudo~").unlink)
        run("dpkg", "--remove", "libpam-telesign")

    def test_upgrade_keeps_edits_owners_and_modes(self):
        with PHONES.open("a", encoding="utf-8") as phones:
            phones.write("\n; edited\n")
        PHONES.chmod(0o600)
        os.chown(PHONES, PHONES.stat().st_uid, 0)
        run("dpkg", "--install", "--force-confdef", "--force-confold", *newer())
        self.assertTrue(PHONES.read_text(encoding="utf-8").endswith("; edited\n"))
        self.assertTrue(CONFIGURATION.read_text(encoding="utf-8").endswith("; newer\n"))
        self.test_configuration_is_for_root_and_the_daemon()

    def test_removal_stops_the_daemon(self):
        self.start_daemon(by_script=True)
        pid = pathlib.Path("/run/telesignd.pid").read_text(encoding="ascii").strip()
        run("dpkg", "--remove", *NAMES)
        self.assertFalse(os.path.exists(f"/proc/{pid}"))

    def test_purge_leaves_nothing(self):
        pathlib.Path("/etc/telesign/api_key").write_text(API_KEY, encoding="ascii")
        pathlib.Path("/var/lib/telesign/state.db").touch()
        run("pam-auth-update", "--enable", "telesign")
        self.assertNotEqual(set(), files() - self.files_before)
        run("dpkg", "--purge", *NAMES)
        self.assertEqual(set(), files() - self.files_before)
        self.assertEqual(self.pam_before, pam_files())
        for database in ("passwd", "group"):
            self.assertNotIn(DAEMON_USER, run("getent", database))


class SystemdTest(unittest.TestCase):
    """What dpkg asks of systemd. None runs here: a stand-in for systemctl notes it."""

    STATE = pathlib.Path("/run/state-of-units")
    LOG = pathlib.Path("/run/systemctl.log")
    STAND_IN = f"""#!/bin/sh
echo "$*" >>{LOG}
case "$*" in
*is-enabled*) cat {STATE} ;;
*is-active*) grep -q enabled {STATE} ;;
esac
"""

    @classmethod
    def setUpClass(cls):
        assert_throw_away()
        systemctl = pathlib.Path("/usr/bin/systemctl")
        cls.real_systemctl = systemctl.read_bytes()
        pathlib.Path("/usr/sbin/policy-rc.d").unlink(missing_ok=True)

    def setUp(self):
        pathlib.Path("/run/systemd/system").mkdir(parents=True)
        self.addCleanup(pathlib.Path("/run/systemd/system").rmdir)
        systemctl = pathlib.Path("/usr/bin/systemctl")
        systemctl.write_text(self.STAND_IN, encoding="ascii")
        self.addCleanup(systemctl.write_bytes, self.real_systemctl)
        self.addCleanup(run, "dpkg", "--purge", *NAMES)
        self.STATE.write_text("disabled\n", encoding="ascii")

    def asked(self, *command):
        """What a command has systemd do, apart from questions and daemon-reload."""
        self.LOG.write_text("", encoding="ascii")
        run(*command)
        lines = self.LOG.read_text(encoding="ascii").splitlines()
        asked = [re.sub(r"--(system|no-block|quiet) *", "", line) for line in lines]
        return [line for line in asked if line and not re.search(r"\bis-|\bshow\b|daemon-reload", line)]

    def test_installation_starts_nothing_and_enables_only_the_end_of_trials(self):
        asked = self.asked("dpkg", "--install", *map(package, NAMES))
        self.assertEqual(["preset telesign-trials.service"], 
                         [re.sub("--(root|preset-mode)=[^ ]* ", "", each) for each in asked])

    def test_upgrade_stops_and_restarts_nothing(self):
        run("dpkg", "--install", package("telesignd"))
        self.STATE.write_text("enabled\n", encoding="ascii")
        asked = self.asked("dpkg", "--install", "--force-confnew", *newer("telesignd"))
        self.assertEqual(["start telesignd.socket"], asked)

    def test_upgrade_starts_nothing_that_is_not_enabled(self):
        run("dpkg", "--install", package("telesignd"))
        self.assertEqual([], self.asked("dpkg", "--install", "--force-confnew", *newer("telesignd")))

    def test_removal_stops_daemon_and_socket(self):
        run("dpkg", "--install", *map(package, NAMES))
        asked = self.asked("dpkg", "--remove", *NAMES)
        self.assertEqual(["stop telesignd.service", "stop telesignd.socket"], sorted(asked))


if __name__ == "__main__":
    unittest.main(verbosity=2)
