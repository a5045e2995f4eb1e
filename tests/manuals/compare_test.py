# SPDX-License-Identifier: BSD-3-Clause
"""The manual pages, the files in conf/ and the code have the same keys, options, commands and words."""

import json
import pathlib
import re
import tempfile
import unittest

import names
from names import output_of, page, program, sample, section_of, shipped

KNOWN_NAMES = names.BUILD / "tests" / "manuals" / "known_names"
SECTIONS = ("NAME", "SYNOPSIS", "DESCRIPTION", "FILES", "EXAMPLES", "SEE ALSO", "SECURITY CONSIDERATIONS")
FOLDED = re.compile(r"^(voice|sms|smart|risk)\..*")  # telesign-phones(5) refers to telesign.conf(5) for those


def known(file):
    return names.code_keys(file, output_of(KNOWN_NAMES).stdout)


class Settings(unittest.TestCase):
    """telesign.conf"""

    def setUp(self):
        self.code = known("telesign.conf")
        self.page = names.page_keys(page("telesign.conf.5"))
        self.sample = {place: value for place, value in names.sample_keys(sample("telesign.conf")).items()
                       if " " not in place[0]}  # [service sudo], [exempt office]: examples

    def test_code_page_and_sample_have_the_same_keys(self):
        self.assertGreater(len(self.code), 80)
        self.assertEqual(set(self.code), set(self.page))
        self.assertEqual(set(self.code), set(self.sample))

    def test_page_and_sample_show_the_same_defaults(self):
        shown = {place: value for place, value in self.page.items() if value is not None}
        self.assertGreater(len(shown), 70)
        self.assertEqual({place: self.sample[place] for place in shown}, shown)

    def test_the_page_explains_every_word_that_a_key_takes(self):
        choices = {place: names.choices_in(complaint) for place, complaint in self.code.items()}
        self.assertIn(["digest", "basic"], choices.values())
        for place, words in choices.items():
            with self.subTest(key=place):
                item = names.item_of(page("telesign.conf.5"), *place)
                self.assertEqual([], [word for word in words if not re.search(rf"(?<!\w){word}(?!\w)", item)])

    def test_the_sample_explains_every_word_but_yes_and_no(self):
        for place, complaint in self.code.items():
            with self.subTest(key=place):
                said = names.paragraph_of(sample("telesign.conf"), *place)
                words = set(names.choices_in(complaint)) - {"yes", "no"}
                self.assertEqual([], [word for word in words if not re.search(rf"(?<!\w){word}(?!\w)", said)])

    def test_the_page_names_every_section(self):
        headings = set(re.findall(r"^\.Ss (\[[a-z]+)", page("telesign.conf.5"), re.MULTILINE))
        self.assertEqual({f"[{section}" for section, _ in self.code} | {"[service"}, headings)

    def test_a_planted_difference_is_found(self):
        text = page("telesign.conf.5")
        for line in (".It Cm echo No = Cm yes", ".It Cm ca_file No =", ".It Cm users No = Ar NAME , NAME , ..."):
            with self.subTest(line=line):
                self.assertIn(line + "\n", text)
                self.assertNotEqual(self.page, names.page_keys(text.replace(line + "\n", "")))
                self.assertNotEqual(self.page, names.page_keys(text.replace(line, line.replace("Cm ", "Cm x", 1))))
        other_default = text.replace(".It Cm echo No = Cm yes", ".It Cm echo No = Cm no")
        self.assertNotEqual(self.page, names.page_keys(other_default))
        conf = sample("telesign.conf")
        self.assertNotEqual(names.sample_keys(conf), names.sample_keys(conf.replace("\n;echo = yes\n", "\n")))


class Phones(unittest.TestCase):
    """phones.ini: the user's keys, of which `phone` is read by the directory itself."""

    def setUp(self):
        self.code = {key for _, key in known("phones.ini")} | {"phone"}

    def test_sample_has_the_codes_keys(self):
        shown = {key for section, key in names.sample_keys(sample("phones.ini")) if section == "user bob"}
        self.assertEqual(self.code, shown)

    def test_page_has_the_codes_keys(self):
        shown = set(names.literals_of(section_of(page("telesign-phones.5"), "Keys of [user NAME]")))
        self.assertEqual({FOLDED.sub(r"\1.KEY", key) for key in self.code}, shown)


class Shipped(unittest.TestCase):
    """What the package installs in /etc/telesign is read before the first login: a screen, which names the pages."""

    FILES = ("telesign.conf", "phones.ini")

    def test_each_file_fits_on_a_screen(self):
        for name in self.FILES:
            lines = shipped(name).splitlines()
            with self.subTest(file=name):
                self.assertLessEqual(len(lines), 45)
                self.assertEqual([], [line for line in lines if len(line) > 79])

    def test_each_section_names_its_place_in_the_page(self):
        named = set(re.findall(r"telesign\.conf\(5\),\s(?:; )?(\[[^]]+\])\.", shipped("telesign.conf")))
        shown = {f"[{section}]" for section, _ in names.sample_keys(shipped("telesign.conf")) if " " not in section}
        self.assertEqual(shown | {"[service NAME]"}, named)
        for section in named:
            with self.subTest(section=section):
                heading = section.replace("NAME", "Ar NAME Ns ")
                self.assertTrue(section_of(page("telesign.conf.5"), heading))
        place = re.search(r"See telesign-phones\(5\), (.+)\.", shipped("phones.ini"))[1]
        self.assertTrue(section_of(page("telesign-phones.5"), place))

    def test_the_whole_file_is_named_and_installed(self):
        installed = (names.PROJECT / "packaging" / "debian" / "telesignd.install").read_text(encoding="utf-8")
        for name in self.FILES:
            with self.subTest(file=name):
                path = f"usr/share/doc/telesignd/examples/{name}"
                self.assertIn("/" + path, shipped(name))
                self.assertIn(path + "\n", installed)
                self.assertIn(f"conf/{name} etc/telesign\n", installed)

    def test_its_keys_are_of_the_whole_file(self):
        for name in self.FILES:
            whole, short = names.sample_keys(sample(name)), names.sample_keys(shipped(name))
            general = {(section, key) for section, key in short if " " not in section and section != "phones"}
            with self.subTest(file=name):
                self.assertEqual(set(), general - set(whole))
                self.assertTrue(short)


class Module(unittest.TestCase):
    """pam_telesign.so"""

    def test_the_page_has_the_modules_arguments(self):
        refused = output_of(KNOWN_NAMES, "unknown")
        allowed = set(re.findall(r"\b([a-z]+)(?:=|;| and|,)", refused.stdout.partition("allowed are")[2]))
        self.assertEqual((1, 3), (refused.returncode, len(allowed)), refused.stdout)
        self.assertEqual(allowed, set(re.findall(r"^\.It Cm ([a-z]+)", page("pam_telesign.8"), re.MULTILINE)))
        self.assertEqual(0, output_of(KNOWN_NAMES, "socket=/run/x", "timeout=30", "debug").returncode)

    def test_the_page_has_every_pam_code_that_a_login_ends_with(self):
        source = (names.PROJECT / "src" / "pam_telesign" / "login.cpp").read_text(encoding="utf-8")
        table = re.search(r"pam_codes\[\] = \{(.*?)\};", source, re.DOTALL)[1]
        shown = re.findall(r"^\.It Dv (PAM_\w+)", section_of(page("pam_telesign.8"), "PAM RETURN VALUES"), re.MULTILINE)
        self.assertEqual(set(re.findall(r"PAM_\w+", table)), set(shown))


class Programs(unittest.TestCase):
    def test_pages_have_the_options_of_help(self):
        for name, section in (("telesignd", 8), ("telesignctl", 8), ("telesign-simulator", 1)):
            with self.subTest(program=name):
                options = names.help_options(output_of(program(name), "--help").stdout)
                self.assertIn("version", options)
                shown = section_of(page(f"{name}.{section}"), "DESCRIPTION")
                self.assertEqual(options, names.page_options(shown))

    def test_the_page_has_every_field_of_the_audit_line(self):
        source = (names.PROJECT / "src" / "telesignd" / "login" / "audit.cpp").read_text(encoding="utf-8")
        fields = re.findall(r"line\.add\(\"(\w+)\"", source)
        self.assertGreater(len(fields), 10)
        shown = re.findall(r"^\.It Sy (.*)", section_of(page("telesignd.8"), "The log"), re.MULTILINE)
        self.assertEqual(set(fields), set(" , ".join(shown).split(" , ")))

    def test_the_page_has_every_reason(self):
        reasons, shown = names.code_reasons(), names.page_reasons(page("telesignd.8"))
        self.assertGreater(len(reasons), 50)
        self.assertEqual([], sorted(reasons - shown))
        self.assertEqual([], sorted(shown - names.code_words()))

    def test_the_page_has_every_outcome(self):
        outcomes = names.code_outcomes()
        self.assertIn("conversation_error", outcomes)
        shown = re.findall(r"^\.It Li (.*)", section_of(page("telesignd.8"), "The log"), re.MULTILINE)
        self.assertEqual(outcomes, set(" , ".join(shown).split(" , ")))

    def test_telesignctls_log_has_a_sentence_for_every_reason(self):
        reasons, sentences = names.login_reasons(), names.sentence_reasons()
        self.assertGreater(len(reasons), 45)
        self.assertIn("telesign_unreachable", reasons)
        self.assertEqual([], sorted(reasons - sentences))
        self.assertEqual([], sorted(sentences - names.page_reasons(page("telesignd.8"))))

    def test_the_page_has_telesignctls_commands_and_their_options(self):
        commands = names.code_commands(program("telesignctl"))
        self.assertIn("channel", commands["send"])
        self.assertEqual(commands, names.page_commands(page("telesignctl.8")))

    def test_a_planted_difference_is_found(self):
        text = page("telesignctl.8")
        right = names.page_commands(text)
        for line in (".It Cm sessions", ".It Fl -sim-swap", ".It Fl -all"):
            with self.subTest(line=line):
                self.assertNotEqual(right, names.page_commands(text.replace(line + "\n", "", 1)))

    def test_the_page_has_the_simulators_faults_and_keys(self):
        text = output_of(program("telesign-simulator"), "--help").stdout
        keys, faults, known_of_a_phone, kinds = re.search(
            r"Its keys are (.*?) and what.*?Faults:\n(.*?)Known of.*?:\n(.*?)Kinds of callbacks:\n(.*)", text,
            re.DOTALL).groups()
        names_in = {
            "Keys": set(re.findall(r"[a-z-]{4,}", re.sub(r"\(.*?\)", "", keys, flags=re.DOTALL))),
            "Faults": set(re.findall(r"^  ([a-z0-9-]+)", faults, re.MULTILINE)),
            "Known of a phone": set(re.findall(r"^  ([a-z-]+)", known_of_a_phone, re.MULTILINE)),
            "Kinds of callbacks": set(re.findall(r"^  ([a-z0-9-]+)", kinds, re.MULTILINE)),
        }
        for title, wanted in names_in.items():
            with self.subTest(section=title):
                below = section_of(page("telesign-simulator.1"), title)
                shown = "\n".join(re.findall(r"^\.It .*", below, re.MULTILINE))
                self.assertEqual(wanted, set(names.literals_of(shown)))


class Examples(unittest.TestCase):
    """telesignctl check finds nothing wrong with the files that the pages show."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        self.telesign = self.root / "etc" / "telesign"
        self.telesign.mkdir(parents=True)
        (self.root / "etc" / "pam.d").mkdir()

    def write(self, name, text):
        path = self.telesign / name
        path.write_text(text, encoding="utf-8")
        path.chmod(0o640)
        return path

    def verdicts(self, settings, phones):
        phones_file = self.write("phones.ini", phones)
        key = "api_key_file = /etc/telesign/api_key"
        self.assertIn(key, settings)
        settings = settings.replace(key, f"api_key_file = {self.write('api_key', 'YWJj')}")
        self.write("telesign.conf", f"{settings}\n[phones]\nfile = {phones_file}\n")
        answer = output_of(program("telesignctl"), "--json", "check", "--offline", "--root", self.root)
        return {(check["check"], check["status"]) for check in json.loads(answer.stdout)["checks"]
                if check["check"] in ("configuration", "phones")}

    def test_the_pages_examples_are_good(self):
        settings = "\n".join(names.examples_of(page("telesign.conf.5")))
        phones = names.examples_of(page("telesign-phones.5"))[0]
        good = {("configuration", "ok"), ("phones", "ok")}
        self.assertEqual(good, self.verdicts(settings, phones))
        self.assertIn(("configuration", "error"), self.verdicts(settings + "planted = 1\n", phones))
        self.assertNotEqual(good, self.verdicts(settings, phones + "planted = 1\n"))


class Pages(unittest.TestCase):
    def test_every_page_has_its_sections(self):
        for name in names.PAGES:
            with self.subTest(page=name):
                titles = re.findall(r"^\.Sh (.*)", page(name), re.MULTILINE)
                self.assertEqual([], [title for title in SECTIONS if title not in titles])
                self.assertTrue(name.endswith(".5") or "EXIT STATUS" in titles or "PAM RETURN VALUES" in titles)
                self.assertNotRegex(page(name), r"@[A-Z_]+@")

    def test_readme_stays_a_guide(self):
        """What it would explain beyond that, the pages do."""
        text = (names.PROJECT / "README.md").read_text(encoding="utf-8")
        self.assertLessEqual(len(text), 19000)
        self.assertEqual("Try it", re.search(r"(?m)^## (.+)", text)[1])
        mentioned = set(re.findall(r"\b([a-z][a-z_.-]+)\(([158])\)", text))
        self.assertEqual([], sorted(mentioned - {tuple(each.rsplit(".", 1)) for each in names.PAGES}))

    def test_there_is_no_other_page(self):
        self.assertEqual(sorted(names.PAGES), sorted(each.name for each in (names.BUILD / "man").iterdir()))


if __name__ == "__main__":
    unittest.main()
