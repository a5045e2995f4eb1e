# SPDX-License-Identifier: BSD-3-Clause
"""A logger that has stopped reading keeps nobody waiting: not a login, not a stop; what was dropped is counted."""

import fcntl
import os
import socket

from helpers import main, PamServiceTest, PamTester
from helpers.lines import Journal, read_into, wait_for
from helpers.services import as_daemon, Daemon, LOGS, Service, SOCKET



class LoggerTest(PamServiceTest):
    def setUp(self):
        super().setUp()
        self.daemon.stop()
        self.first_line = len(self.syslog)
        self.addCleanup(self.syslog.read_again)

    @staticmethod
    def start_anew(**options):
        LoggerTest.daemon = Daemon(**options)

    def assert_record_is_given_up(self):
        """What is no message is logged, and only then answered."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as stranger:
            stranger.settimeout(60)
            stranger.connect(str(SOCKET))
            stranger.send(b"no message")
            self.assertNotEqual(b"", stranger.recv(8192))

    def assert_serves_and_stops(self):
        """Login after login, more than any queue has room for; then SIGTERM with a login in progress."""
        for _ in range(12):
            self.assert_can_log_in()
        pending = PamTester(self.SERVICE, "alice")
        self.simulator.next_code(self.alice)
        self.assertEqual(0, self.daemon.stop(seconds=10))  # it promises 5; the rest is for a busy machine
        self.assertFalse(pending.finish()[0])

    def test_syslog(self):
        self.start_anew(options=())
        self.syslog.stall()
        self.assert_serves_and_stops()

    def test_the_number_of_dropped_records_is_said_later(self):
        self.start_anew(options=())
        self.assert_can_log_in()
        self.syslog.wait_for(r"telesignd\[\d+\]: login outcome=granted", self.first_line)
        self.syslog.stall()
        self.assert_record_is_given_up()
        start = len(self.syslog)
        self.syslog.read_again()
        self.assert_can_log_in()
        line = self.syslog.wait_for("log records were dropped: nobody read /dev/log", start)
        self.assertRegex(line, r"^authpriv\.4 telesignd\[\d+\]: [1-9]\d* log records were dropped")
        self.syslog.wait_for(r"telesignd\[\d+\]: login outcome=granted", start)

    def test_the_journal(self):
        journal = Journal()
        LOGS.append(journal)
        self.addCleanup(journal.stop)
        self.start_anew(options=())
        journal.stall()
        self.syslog.stall()  # on a machine with a journal it is the same program
        self.assert_serves_and_stops()

    def test_standard_error(self):
        reader, writer = os.pipe()
        fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 4096)
        os.write(writer, b"\n" * 4096)

        class Unread(Daemon):
            """Its standard error is a pipe that nobody reads."""

            def __init__(self):
                Service.__init__(self, "telesignd", ["sh", "-c", f"exec telesignd --foreground 2>&{writer}"],
                                 pass_fds=[writer], **as_daemon())
                wait_for(self._accepts, "telesignd's socket")

        LoggerTest.daemon = Unread()
        os.close(writer)
        self.assert_can_log_in()
        self.assert_record_is_given_up()
        lines = read_into(self.daemon.errors, os.fdopen(reader, encoding="utf-8"))
        self.assert_can_log_in()
        self.daemon.errors.wait_for("warning: [1-9].* log records were dropped: nobody read standard error")
        self.assertEqual(0, self.daemon.stop(seconds=10))
        lines.join()

    def test_the_module(self):
        """With a log that is read it says that there is no daemon."""
        self.assertFalse(PamTester(self.SERVICE, "alice").finish()[0])
        self.syslog.wait_for("is telesignd running", self.first_line)
        self.syslog.stall()
        self.assertFalse(PamTester(self.SERVICE, "alice").finish()[0])


if __name__ == "__main__":
    main()
