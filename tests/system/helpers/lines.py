# SPDX-License-Identifier: BSD-3-Clause
"""Lines that other programs write, to wait for and to look back on."""

import contextlib
import os
import pathlib
import re
import socket
import threading
import time


def wait_for(condition, description, seconds=60):
    """Returns the first true value of condition(); asks again until then, and fails after `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds} s for {description}")
        time.sleep(0.01)


class Lines:
    """A growing list of lines; threads may add to it."""

    def __init__(self, name):
        self.name = name
        self._lines = []
        self._grown = threading.Condition()

    def add(self, line):
        with self._grown:
            self._lines.append(line)
            self._grown.notify_all()

    def __len__(self):
        return len(self._lines)

    def since(self, start=0):
        with self._grown:
            return self._lines[start:]

    def matching(self, pattern, start=0):
        return [line for line in self.since(start) if re.search(pattern, line)]

    def wait_for(self, pattern, start=0, count=1, seconds=60):
        """Returns the first `count` lines from number `start` on that match, the last of them if count is 1."""
        with self._grown:
            enough = self._grown.wait_for(lambda: len(self._matching_unlocked(pattern, start)) >= count, seconds)
            found = self._matching_unlocked(pattern, start)
            if not enough:
                tail = "\n  ".join(self._lines[-30:])
                raise AssertionError(
                    f"{self.name}: waited {seconds} s for {count} of /{pattern}/, saw {len(found)} in:\n  {tail}")
        return found[0] if count == 1 else found[:count]

    def _matching_unlocked(self, pattern, start):
        return [line for line in self._lines[start:] if re.search(pattern, line)]


def read_into(lines, stream):
    """Follows a stream of text to its end in a thread of its own."""

    def follow():
        with stream:
            for line in stream:
                lines.add(line.rstrip("\n"))

    thread = threading.Thread(target=follow, daemon=True)
    thread.start()
    return thread


def stall_socket(path):
    """Fills the queue of a datagram socket that is not read any more."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.settimeout(1)  # a reader that was waiting already takes one more
        sender.connect(str(path))
        with contextlib.suppress(TimeoutError):
            while True:
                sender.send(b"fill=the queue\n")


class Syslog(Lines):
    """Stands in for the system's logger on /dev/log; a line is "FACILITY.SEVERITY IDENT[PID]: TEXT"."""

    FACILITIES = {4: "auth", 10: "authpriv"}

    def __init__(self):
        super().__init__("syslog")
        self._reads = threading.Event()
        self._reads.set()
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        self._socket.bind("/dev/log")
        os.chmod("/dev/log", 0o666)
        threading.Thread(target=self._follow, daemon=True).start()

    def stall(self):
        """Stops reading, with a queue that takes nothing more."""
        self._reads.clear()
        stall_socket("/dev/log")

    def read_again(self):
        self._reads.set()

    def _follow(self):
        while self._reads.wait():
            datagram = self._socket.recv(65536).decode(errors="backslashreplace").rstrip("\n\0")
            match = re.match(r"<(\d+)>(?:\w{3} [ \d]\d [\d:]{8} )?(.*)", datagram, re.DOTALL)
            priority, text = (int(match[1]), match[2]) if match else (0, datagram)
            facility = self.FACILITIES.get(priority >> 3, str(priority >> 3))
            self.add(f"{facility}.{priority & 7} {text}")


class Journal(Lines):
    """Stands in for systemd's journal; a line is an entry's fields as KEY=value, sorted, between bars: "|A=1|B=2|"."""

    SOCKET = pathlib.Path("/run/systemd/journal/socket")

    def __init__(self):
        super().__init__("journal")
        self.SOCKET.parent.mkdir(parents=True, exist_ok=True)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._reads = threading.Event()
        self._reads.set()
        self._socket.bind(str(self.SOCKET))
        self.SOCKET.chmod(0o666)
        threading.Thread(target=self._follow, daemon=True).start()

    def stall(self):
        """Stops reading, with a queue that takes nothing more."""
        self._reads.clear()
        stall_socket(self.SOCKET)

    def stop(self):
        self.SOCKET.unlink()

    def _follow(self):
        while self._reads.wait():
            fields = self._fields(self._socket.recv(65536))
            self.add(f"|{'|'.join(sorted(fields))}|")

    @staticmethod
    def _fields(datagram):
        """KEY=value, and values with line ends as KEY, their length and themselves: systemd's JOURNAL_NATIVE_PROTOCOL."""
        while datagram:
            line, _, datagram = datagram.partition(b"\n")
            if b"=" not in line:
                size = int.from_bytes(datagram[:8], "little")
                line += b"=" + datagram[8:8 + size]
                datagram = datagram[8 + size + 1:]
            yield line.decode(errors="backslashreplace")
