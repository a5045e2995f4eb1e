# SPDX-License-Identifier: BSD-3-Clause
"""An unprivileged caller of su chooses environment and limits; none of them reaches the request to TeleSign."""

import os
import pathlib
import resource
import socket

from helpers import as_user, Login, main, pam_stack, SystemTest, User
from helpers.machine import for_everybody, run

TRAPS = pathlib.Path("/var/tmp/traps")
KIBIBYTE = 1024


class HostileCallerTest(SystemTest):
    @classmethod
    def make_users(cls):
        cls.alice = User("alice", "+44 20 7946 0031")
        cls.bob = User("bob", "+44 20 7946 0032")
        return [cls.alice, cls.bob]

    @classmethod
    def configure(cls, **sections):
        super().configure(**{"service su": {"identity": "caller"}, **sections})

    def setUp(self):
        super().setUp()
        pam_stack("su", "auth required pam_telesign.so")
        TRAPS.mkdir(exist_ok=True)
        TRAPS.chmod(0o777)
        for trap in TRAPS.iterdir():
            trap.unlink()

    def su(self, environment=None, limits=None):
        """su by alice; limits are set in the process that becomes su."""

        def limit():
            for kind, value in (limits or {}).items():
                resource.setrlimit(kind, (value, value))

        variables = [f"{name}={value}" for name, value in (environment or {}).items()]
        # setpriv as root would read LD_PRELOAD and limits itself: alice's shell sets them, as she could.
        return Login(*as_user("alice"), "env", *variables, "su", "--command", "id -un", "bob", preexec_fn=limit)

    def assert_granted(self, login):
        login.give_code(self.simulator, self.alice)
        self.assertEqual(0, login.finish(), login.transcript)
        self.assertRegex(login.transcript, r"\bbob\b")
        self.audit(outcome="granted", service="su", ruser="alice")

    def test_tls_and_loader_variables(self):
        empty = TRAPS / "no-authorities.pem"
        empty.touch()
        trap = for_everybody(os.environ["PRELOAD_TRAP"])
        run(*as_user("alice"), "env", f"LD_PRELOAD={trap}", f"TRAP_FILE={TRAPS / 'own'}", "true")
        self.assertTrue((TRAPS / "own").exists(), "the trap itself does not work")
        login = self.su({
            "SSLKEYLOGFILE": TRAPS / "keys", "SSL_CERT_FILE": empty, "SSL_CERT_DIR": TRAPS,
            "CURL_CA_BUNDLE": empty, "OPENSSL_CONF": empty, "CURL_HOME": TRAPS, "TRAP_FILE": TRAPS / "preloaded",
            "LD_PRELOAD": trap, "LD_AUDIT": trap,
            "LD_LIBRARY_PATH": TRAPS})
        self.assert_granted(login)
        written = {trap.name: trap.stat().st_uid for trap in TRAPS.iterdir()}
        # What must not be is a file by root or by the daemon.
        self.assertNotIn("keys", written)
        self.assertNotIn(0, {owner for name, owner in written.items() if name != empty.name}, written)

    def test_proxy_variables(self):
        with socket.create_server(("127.0.0.1", 0)) as proxy:
            proxy.setblocking(False)
            url = f"http://127.0.0.1:{proxy.getsockname()[1]}"
            names = ("http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
            self.assert_granted(self.su({**{name: url for name in names}, "no_proxy": ""}))
            self.assertRaises(BlockingIOError, proxy.accept)
        self.assertEqual(2, len(self.new_requests()))

    def test_odd_variables(self):
        self.assert_granted(self.su({"LANG": "%n%n%s", "LC_ALL": "../../../etc", "TZ": ":/etc/shadow",
                                     "MALLOC_CHECK_": "3", "TMPDIR": "/nonexistent", "TERM": "\x1b[31m"}))

    def test_no_file_may_grow(self):
        self.assert_granted(self.su(limits={resource.RLIMIT_FSIZE: 0}))

    def test_other_limits_end_in_a_login_or_a_clean_refusal(self):
        limits = {resource.RLIMIT_NOFILE: (3, 4, 5, 8), resource.RLIMIT_STACK: (64 * KIBIBYTE, 128 * KIBIBYTE),
                  resource.RLIMIT_NPROC: (0,), resource.RLIMIT_MEMLOCK: (0,), resource.RLIMIT_SIGPENDING: (0,),
                  resource.RLIMIT_CPU: (1,)}
        if "PRELOAD" not in os.environ:  # a sanitizer's own memory knows no such limits
            limits[resource.RLIMIT_AS] = (8192 * KIBIBYTE, 16384 * KIBIBYTE)
            limits[resource.RLIMIT_DATA] = (256 * KIBIBYTE, 1024 * KIBIBYTE)
        for kind, values in limits.items():
            for value in values:
                with self.subTest(limit=kind, value=value):
                    self.login_under(kind, value)
        self.assert_granted(self.su())  # and the next caller is served as ever

    def login_under(self, kind, value):
        login = self.su(limits={kind: value})
        if login.is_asked_for_code():
            login.type(self.simulator.next_code(self.alice))
        status = login.finish()
        became_bob = "bob\r\n" in login.transcript
        self.assertEqual(status == 0, became_bob, login.transcript)
        self.assertLess(status, 128, f"su died of a signal:\n{login.transcript}")
        self.simulator.skip_messages()


if __name__ == "__main__":
    main()
