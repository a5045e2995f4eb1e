# SPDX-License-Identifier: BSD-3-Clause
"""Searches everything that tests made the project write for what must never be written: codes, keys, full phone numbers,
the URLs and bodies of requests. Usage: scan.py FOLDER; what it finds goes to standard output, and the exit status is 1.

In FOLDER, NUMBER.log is what the module and the daemon's parts logged in the test process NUMBER; NUMBER-NAME/ is what one
daemon left: its log, its state, its configuration, and the outbox of its simulator, which tells the codes.
"""

import json
import pathlib
import re
import sys

REQUEST = re.compile(r"/v1/\w|verify_code=|ucid=\w|\bTSA \S+:\S")
# No secret, though a code may by chance be the same number: TeleSign's reference ids and error codes, ports, processes,
# lengths, and what the tests name after these: PAM services, users, folders.
NO_NUMBER = re.compile(r"\b[0-9A-Fa-f]{32}\b|\berror -?\d+ \(HTTP|\brefused \(-\d+\)|\bport \d+|:\d+\b|\[\d+\]|\b[pu]id[= ]\d+"
                       r"|\b\d+ (?:milliseconds|ms|bytes)\b|\btelesign-\d+-\d+\b|\buser=e-?\d+_|\blocale\.\d+/")
SEPARATORS = re.compile(r"(?<=\d)[ .()-]+(?=\d)")


def secrets_of(daemon_folder):
    """The codes that its simulator sent, its phones' digits, its key."""
    codes, phones, keys = set(), set(), set()
    for line in read(daemon_folder / "outbox").splitlines():
        message = json.loads(line)
        codes.add(message["code"])
        phones.add(message["phone_number"])
    for line in read(daemon_folder / "phones.ini").splitlines():
        digits = re.sub(r"\D", "", line.partition("=")[2])
        if len(digits) >= 7:
            phones.add(digits)
    for line in read(daemon_folder / "telesign.conf").splitlines():
        name, _, value = line.partition("=")
        if name.strip() == "api_key":
            keys.add(value.strip())
    return codes, phones, keys


def read(path):
    return path.read_bytes().decode(errors="backslashreplace") if path.exists() else ""


def found_in(text, codes, phones, keys):
    """The lines of a text that hold a secret."""
    number = re.compile("|".join([r"(?<![\d*])\d{11,15}(?!\d)", *map(re.escape, keys | phones)]))
    for line in text.splitlines():
        told = NO_NUMBER.sub("", line)
        has_code = not codes.isdisjoint(re.findall(r"\d+", told))
        if REQUEST.search(line) or has_code or number.search(told) or number.search(SEPARATORS.sub("", told)):
            yield line


def scan(folder):
    """Every (file, line) that holds a secret."""
    of_process = {}
    for daemon_folder in sorted(each for each in folder.iterdir() if each.is_dir()):
        secrets = secrets_of(daemon_folder)
        mine = of_process.setdefault(daemon_folder.name.partition("-")[0], (set(), set(), set()))
        for whole, part in zip(mine, secrets):
            whole |= part
        log = read(daemon_folder / "telesignd.log")
        if "listening on" not in log:
            yield daemon_folder / "telesignd.log", "(nothing to search: the daemon's log was not kept)"
        for line in found_in(log, *secrets):
            yield daemon_folder / "telesignd.log", line
        for state in daemon_folder.glob("state.db*"):
            text = read(state)
            for secret in sorted(secrets[1] | secrets[2]):
                if secret in text:
                    yield state, secret
    for log in sorted(folder.glob("*.log")):
        for line in found_in(read(log), *of_process.get(log.stem, (set(), set(), set()))):
            yield log, line


def main():
    findings = list(scan(pathlib.Path(sys.argv[1])))
    for path, line in findings:
        print(f"a secret was written to {path}: {line}")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
