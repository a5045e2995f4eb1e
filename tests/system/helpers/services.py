# SPDX-License-Identifier: BSD-3-Clause
"""The programs that run beside a login: simulator, telesignd, sshd."""

import collections
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess

from helpers.lines import Lines, read_into, wait_for
from helpers.machine import API_KEY, CONFIGURATION, CUSTOMER_ID, DAEMON_USER, run

LOGS = []  # what every service of this run wrote to its standard error
LOGINS = []  # the logins that have begun and not ended, each with its `user` (None: not known) and its output()
SOCKET = pathlib.Path("/run/telesign/telesignd.sock")
KNOWN_HOSTS = pathlib.Path("/etc/ssh/ssh_known_hosts")


class Service:
    """A child process whose standard error is kept."""

    def __init__(self, name, command, **options):
        self.name = name
        self.errors = Lines(f"{name}'s standard error")
        LOGS.append(self.errors)
        # A test may have odd limits or variables in its own environment; a service starts from a plain one.
        environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8",
                       "TSAN_OPTIONS": os.environ.get("TSAN_OPTIONS", "")}
        command = [shutil.which(command[0]), *command[1:]]
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                                        errors="backslashreplace", env=environment, **options)
        self._readers = [read_into(self.errors, self.process.stderr)]

    def is_running(self):
        return self.process.poll() is None

    def signal(self, number):
        self.process.send_signal(number)

    def stop(self, seconds=60):
        """SIGTERM; returns the exit status."""
        if self.is_running():
            self.signal(signal.SIGTERM)
        try:
            status = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"{self.name} still ran {seconds} s after SIGTERM") from None
        for reader in self._readers:
            reader.join(seconds)
        return status


class Simulator(Service):
    """telesign-simulator on a free port of loopback, with a certificate of its own."""

    FOLDER = pathlib.Path("/var/lib/telesign-simulator")

    def __init__(self, faults=None):
        self.FOLDER.mkdir(parents=True, exist_ok=True)
        self.certificate = self.FOLDER / "cert.pem"
        self.outbox = self.FOLDER / "outbox"
        self._taken = collections.Counter()  # messages handed out, by phone
        key = self.FOLDER / "key.pem"
        if not key.exists():
            run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost",
                "-keyout", str(key), "-out", str(self.certificate))
            self.certificate.chmod(0o644)
        command = ["telesign-simulator", "--listen", "127.0.0.1:0", "--cert", str(self.certificate),
                   "--key", str(key), "--customer-id", CUSTOMER_ID, "--api-key", API_KEY,
                   "--outbox", str(self.outbox)]
        if faults is not None:
            path = self.FOLDER / "faults"
            path.write_text(faults, encoding="utf-8")
            command += ["--faults", str(path)]
        super().__init__("telesign-simulator", command, stdout=subprocess.PIPE)
        self.access = Lines("the simulator's access log")
        self._readers.append(read_into(self.access, self.process.stdout))
        line = self.access.wait_for(r"listening on \S+:\d+")
        self.port = int(re.search(r":(\d+)\s*$", line)[1])
        self.endpoint = f"https://127.0.0.1:{self.port}"

    def requests(self):
        """The requests so far, oldest first."""
        return [json.loads(line) for line in self.access.matching(r"^\{")]

    def sent(self):
        """The codes "sent" so far, oldest first."""
        text = self.outbox.read_text(encoding="utf-8") if self.outbox.exists() else ""
        return [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]

    def next_message(self, user, seconds=60):
        """Waits for the next message to the user's phone; each is handed out once."""
        number = self._taken[user.digits]

        def arrived():
            messages = [message for message in self.sent() if message["phone_number"] == user.digits]
            return messages[number:number + 1]

        try:
            message = wait_for(arrived, f"message {number + 1} to {user.name}'s phone", seconds)[0]
        except AssertionError as error:
            said = "\n  ".join(line for log in LOGS for line in log.since()[-20:])
            logins = [login for login in LOGINS if login.user == user.name] or LOGINS
            printed = "\n".join(f"{login.name} printed:\n{login.output()}" for login in logins)
            raise AssertionError(f"{error}; the services said last:\n  {said}\n{printed}") from None
        self._taken[user.digits] = number + 1
        return message

    def skip_messages(self):
        """Takes every message so far as seen."""
        self._taken = collections.Counter(message["phone_number"] for message in self.sent())

    def next_code(self, user, seconds=60):
        return self.next_message(user, seconds)["code"]


def service(action):
    """As an administrator does: through systemd where it runs, else through the init script."""
    run("service", "telesignd", action)
    if action in ("start", "restart"):
        wait_for(SOCKET.exists, "telesignd's socket")


def as_daemon():
    """How a process becomes the daemon's user, for subprocess."""
    return {"user": DAEMON_USER, "group": DAEMON_USER, "extra_groups": []}


class Daemon(Service):
    """telesignd as its own user, by default in the foreground."""

    def __init__(self, options=("--foreground",)):
        # telesignd.tmpfiles leaves the folder to root, who makes the socket there; here the daemon does.
        run("chown", f"{DAEMON_USER}:", str(SOCKET.parent))
        super().__init__("telesignd", ["telesignd", "--config", str(CONFIGURATION), "--socket", str(SOCKET),
                                       *options], **as_daemon())
        wait_for(self._accepts, "telesignd's socket")

    def _accepts(self):
        if not self.is_running():
            raise AssertionError("telesignd ended:\n  " + "\n  ".join(self.errors.since()))
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as probe:
            return probe.connect_ex(str(SOCKET)) == 0

    def reload(self, pattern=r"(?i)reload"):
        """SIGHUP; returns the first log line that matches."""
        start = len(self.errors)
        self.signal(signal.SIGHUP)
        return self.errors.wait_for(pattern, start)


class ActivatedDaemon(Service):
    """telesignd as systemd runs it: root makes the socket and passes it, at the first connection."""

    def __init__(self):
        run("chown", "root:", str(SOCKET.parent))
        command = ["systemd-socket-activate", "--seqpacket", f"--listen={SOCKET}",
                   "setpriv", "--reuid", DAEMON_USER, "--regid", DAEMON_USER, "--clear-groups", "--no-new-privs",
                   "telesignd", "--config", str(CONFIGURATION), "--foreground"]
        super().__init__("telesignd", command)
        self.errors.wait_for("(?i)listening on")


class Sshd(Service):
    """The system's sshd with its own configuration and a drop-in of ours, on port 22."""

    DROP_IN = pathlib.Path("/etc/ssh/sshd_config.d/telesign.conf")

    def __init__(self, *options):
        self.options = options
        self.configure(*options)
        super().__init__("sshd", ["/usr/sbin/sshd", "-D"], stdout=subprocess.DEVNULL)
        wait_for(self.greets, "sshd's greeting")

    @classmethod
    def configure(cls, *options):
        pathlib.Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
        run("ssh-keygen", "-A")
        host_key = pathlib.Path("/etc/ssh/ssh_host_ed25519_key.pub").read_text(encoding="ascii")
        KNOWN_HOSTS.write_text(f"127.0.0.1,localhost {host_key}", encoding="ascii")
        cls.DROP_IN.parent.mkdir(exist_ok=True)
        # MaxStartups: many tests log in at once, and all from one address.
        cls.DROP_IN.write_text("\n".join([*options, "MaxStartups 200", ""]), encoding="ascii")
        run("/usr/sbin/sshd", "-t")

    @staticmethod
    def greets():
        try:
            with socket.create_connection(("127.0.0.1", 22), timeout=5) as probe:
                return probe.recv(4) == b"SSH-"
        except ConnectionError:
            return False
