# SPDX-License-Identifier: BSD-3-Clause
"""telesignctl on the machine itself."""

import json
import subprocess


def run_ctl(*arguments):
    return subprocess.run(["telesignctl", *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=120, check=False)


def ctl(*arguments, status=0):
    """Runs telesignctl, which has to end so; what it said."""
    result = run_ctl(*arguments)
    if result.returncode != status:
        raise AssertionError(f"telesignctl {' '.join(arguments)}: exit status {result.returncode}\n"
                             f"{result.stdout}{result.stderr}")
    return result.stdout + result.stderr


def checked(*arguments):
    """The findings of `telesignctl check`, by what was looked at. Its exit status has to be the worst of them."""
    result = run_ctl("--json", "check", *arguments)
    said = json.loads(result.stdout)
    if ["ok", "warning", "error"][result.returncode] != said["worst"]:
        raise AssertionError(f"exit status {result.returncode}: {result.stdout}")
    found = {}
    for each in said["checks"]:
        found.setdefault(each["check"], []).append(each)
    return found
