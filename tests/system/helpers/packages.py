# SPDX-License-Identifier: BSD-3-Clause
"""The Debian packages under test, as they are and as a later version."""

import pathlib
import re

from helpers.machine import CONFIGURATION, PHONES, run

NAMES = ("telesignd", "libpam-telesign", "telesign-simulator")


def package(folder, name):
    """The path of a package in a folder."""
    found = list(pathlib.Path(folder).glob(f"{name}_*.deb"))
    if len(found) != 1:
        raise AssertionError(f"{len(found)} packages {name} in {folder}")
    return str(found[0])


def newer(folder, *names):
    """The packages of a folder (by default all) once more, with a higher version and other sample configuration; their
    paths."""
    paths = []
    for name in names or NAMES:
        unpacked, path = f"/run/newer-{name}", f"/run/newer-{name}.deb"
        run("rm", "-rf", unpacked)
        run("dpkg-deb", "--raw-extract", package(folder, name), unpacked)
        control = pathlib.Path(unpacked, "DEBIAN/control")
        text = re.sub("(?m)^(Version: .*)$", r"\1.1", control.read_text(encoding="utf-8"))
        control.write_text(re.sub(r"(telesignd \(= [^)]*)\)", r"\1.1)", text), encoding="utf-8")
        for file in (CONFIGURATION, PHONES) if name == "telesignd" else ():
            with open(f"{unpacked}{file}", "a", encoding="utf-8") as sample:
                sample.write("\n; newer\n")
        run("dpkg-deb", "--root-owner-group", "--build", unpacked, path)
        paths.append(path)
    return paths
