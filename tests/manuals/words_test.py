# SPDX-License-Identifier: BSD-3-Clause
"""What administrators and users read is plain English: none of the words that this project once had for itself."""

import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).parents[2]

BANNED = re.compile(
    r"\b(mend(ed|s|ing)?|anew|taken back|takes? (it|them|itself) back|last words|whom|under way|the slash behind|"
    r"stands? there|goes by (it|what)|(is|are) told|unasked|to be had|(which|that) cannot be(?=[:;,.]?$|[:;,.])|"
    r"learns? nothing|speaks? english|stays good|looked at:|is no message|stands? (below|before))\b", re.IGNORECASE)
STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
PARTS = ("pam_telesign", "telesignd", "telesignctl", "config", "directory", "gateway", "http", "policy", "state",
         "support")


def shown():
    """Each place with what is read there: strings of the code, manual pages, samples, README, the packages' texts."""
    for part in PARTS:
        for path in sorted((ROOT / "src" / part).rglob("*.cpp")):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if not line.lstrip().startswith("#include"):
                    yield f"{path}:{number}", " ".join(STRING.findall(line.split("//")[0]))
    texts = [ROOT / "README.md", *ROOT.glob("src/**/*.in"), *ROOT.glob("conf/**/*.ini"), *ROOT.glob("conf/**/*.conf"),
             *ROOT.glob("packaging/debian/*.README.Debian"), ROOT / "packaging/debian/control"]
    for path in texts:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            yield f"{path}:{number}", line


class WordsTest(unittest.TestCase):
    def test_there_is_something_to_look_at(self):
        places = [place for place, _ in shown()]
        for name in ("prompts.cpp", "README.md", "telesignd.8.in", "telesign.conf", "check"):
            self.assertTrue(any(name in place for place in places), name)

    def test_no_banned_word_is_shown(self):
        found = [f"{place}: {text.strip()}" for place, text in shown() if BANNED.search(text)]
        self.assertEqual([], found, "\n".join(found))


if __name__ == "__main__":
    unittest.main(verbosity=2)
