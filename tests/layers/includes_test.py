# SPDX-License-Identifier: BSD-3-Clause
"""No #include of src/ runs up: a part includes itself and the parts below it, and programs do not include each other."""

import pathlib
import re
import tempfile
import unittest

SOURCES = pathlib.Path(__file__).resolve().parents[2] / "src"
LIBRARIES = ("support", "protocol", "http", "gateway", "config", "directory", "policy", "state")  # from the bottom up
PROGRAMS = ("pam_telesign", "telesignd", "telesignctl", "telesign-simulator")
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)

# Outside src/gateway a provider's folder is known to those who choose the provider, take its calls or try its account.
PROVIDER = "gateway/telesign/"
PROVIDER_USERS = {
    "config/settings.h": {"gateway/telesign/options.h"},
    "telesignctl/check/endpoint.cpp": None,  # any of its headers
    "telesignd/callbacks.cpp": None,
    "telesignd/configuration.cpp": None,
}


def includes(sources):
    """All of them: (file, included file), both below `sources`."""
    for file in sorted(sources.rglob("*")):
        if file.suffix in (".h", ".cpp"):
            for included in INCLUDE.findall(file.read_text(encoding="utf-8")):
                yield file.relative_to(sources).as_posix(), included


def runs_up(file, included):
    part, other = file.split("/")[0], included.split("/")[0]
    if part == other:
        return False
    if other not in LIBRARIES:
        return True
    return part in LIBRARIES and LIBRARIES.index(other) > LIBRARIES.index(part)


def reaches_into_provider(file, included):
    if not included.startswith(PROVIDER) or file.startswith("gateway/"):
        return False
    known = PROVIDER_USERS.get(file, set())
    return known is not None and included not in known


def faults(sources):
    return [f"{file} includes {included}" for file, included in includes(sources)
            if runs_up(file, included) or reaches_into_provider(file, included)]


class Includes(unittest.TestCase):
    def test_none_runs_up_or_reaches_into_a_provider(self):
        self.assertGreater(len(list(includes(SOURCES))), 500)
        self.assertEqual([], faults(SOURCES))

    def test_every_part_has_its_layer(self):
        parts = {path.name for path in SOURCES.iterdir() if path.is_dir()}
        self.assertEqual(set(LIBRARIES) | set(PROGRAMS), parts)

    def test_the_provider_s_users_use_it(self):
        users = {file for file, included in includes(SOURCES)
                 if included.startswith(PROVIDER) and not file.startswith("gateway/")}
        self.assertEqual(set(PROVIDER_USERS), users)

    def test_planted_ones_are_found(self):
        planted = {
            "gateway/planted.h": "config/settings.h",
            "policy/planted.cpp": "state/store.h",
            "state/planted.cpp": "telesignd/login.h",
            "telesignctl/planted.cpp": "telesignd/login.h",
            "telesignd/planted.cpp": "gateway/telesign/reply.h",
            "config/settings.h": "gateway/telesign/api.h",
        }
        harmless = {"telesignd/login/planted.cpp": "state/store.h", "gateway/decoy.cpp": "gateway/telesign/reply.h"}
        with tempfile.TemporaryDirectory() as folder:
            for file, included in (planted | harmless).items():
                path = pathlib.Path(folder) / file
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(f'#include <string>\n  #  include "{included}"\n', encoding="utf-8")
            expected = sorted(f"{file} includes {included}" for file, included in planted.items())
            self.assertEqual(expected, sorted(faults(pathlib.Path(folder))))


if __name__ == "__main__":
    unittest.main()
