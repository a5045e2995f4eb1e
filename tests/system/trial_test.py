# SPDX-License-Identifier: BSD-3-Clause
"""telesignctl enable --try: a trial ends by itself unless somebody confirms it."""

import os
import signal
import subprocess

from helpers import main
from helpers.control import checked, ctl
from helpers.enable import EnableTest, snapshot
from helpers.lines import wait_for
from helpers.machine import PAM_FOLDER


class TrialTest(EnableTest):
    def test_a_trial_that_cannot_end_yet_ends_later(self):
        ctl("enable", "su", "--try", "1h")
        ctl("enable", "sudo", "--try", "10s")  # longer than the next line takes, under a sanitizer too
        start = len(self.syslog)
        let_go = self.hold(PAM_FOLDER / "sudo")
        try:
            self.syslog.wait_for("the trial of sudo has ended: .*cannot be replaced", start)
            self.assertIn("confirmed  su", ctl("confirm", "su"))  # and no other
        finally:
            let_go()
        self.syslog.wait_for("the trial of sudo has ended: sudo no longer asks for a code", start)
        ctl("disable", "su")
        self.assert_as_before()

    def test_a_trial_outlives_its_session_and_takes_itself_back(self):
        session = subprocess.Popen(["telesignctl", "enable", "sudo", "--try", "2s"], start_new_session=True,
                                   stdout=subprocess.DEVNULL)
        self.assertEqual(0, session.wait(60))
        try:
            os.killpg(session.pid, signal.SIGKILL)  # the connection is lost
        except ProcessLookupError:
            pass
        wait_for(lambda: snapshot() == self.before, "the trial's end")
        self.syslog.wait_for("the trial of sudo has ended: sudo no longer asks for a code")
        self.assertIn("No trial", ctl("confirm", status=1))

    def test_a_trial_of_sshd_is_taken_back_in_the_sshd_that_runs(self):
        for service in (("sshd", "--key"), ("--everywhere",)):
            with self.subTest(service):
                start = len(self.syslog)
                ctl("enable", *service, "--reload", "--try", "3s")
                self.syslog.wait_for(r"sshd.*Server listening on 0\.0\.0\.0", start, count=2)
                self.syslog.wait_for("the trial of (sshd|common-auth) has ended", start)
                self.assert_as_before()
                self.assert_key_alone_lets_in(self.alice)

    def test_a_confirmed_trial_stays(self):
        ctl("enable", "sudo", "--try", "1h")
        self.assertEqual("warning", checked("--offline")["trial"][0]["status"])
        ctl("confirm")
        self.assertNotIn("trial", checked("--offline"))
        self.assertIn(b"pam_telesign.so", (PAM_FOLDER / "sudo").read_bytes())


if __name__ == "__main__":
    main()
