# SPDX-License-Identifier: BSD-3-Clause
"""The names of keys, options and commands: as the code has them, as the manual pages and the samples show them."""

import os
import pathlib
import re
import subprocess

PROJECT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ["BUILD_DIR"])
PAGES = ("pam_telesign.8", "telesign-phones.5", "telesign-simulator.1", "telesign.conf.5", "telesignctl.8",
         "telesignd.8")


def page(name):
    return (BUILD / "man" / name).read_text(encoding="utf-8")


def sample(name):
    """The whole file, which is installed among the examples."""
    return (PROJECT / "conf" / "examples" / name).read_text(encoding="utf-8")


def shipped(name):
    """The short file, which is installed in /etc/telesign."""
    return (PROJECT / "conf" / name).read_text(encoding="utf-8")


def output_of(*command):
    environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"}
    return subprocess.run([str(each) for each in command], env=environment, capture_output=True, text=True, check=False)


def program(name):
    return BUILD / "src" / name / name


def section_of(text, title):
    """What stands below one heading (.Sh or .Ss) of a page."""
    begin = re.search(rf"^\.S[hs] {re.escape(title)}.*\n", text, re.MULTILINE)
    if not begin:
        return ""
    end = re.search(r"^\.Sh" if begin[0].startswith(".Sh") else r"^\.S[hs]", text[begin.end():], re.MULTILINE)
    return text[begin.end():][:end.start() if end else None]


def literals_of(text):
    """The words behind every .Cm: what a user types as it is."""
    for line in text.splitlines():
        for run in re.findall(r"\bCm ((?:[a-z0-9*,._-][^ ]* ?)+)", line):
            yield from (word for word in run.replace("No", "").split() if word not in (",", "."))


def examples_of(text):
    """The configuration files that stand below EXAMPLES."""
    blocks = re.findall(r"^\.Bd -literal.*?\n(.*?)^\.Ed", section_of(text, "EXAMPLES"), re.MULTILINE | re.DOTALL)
    return [block for block in blocks if block.startswith("[")]


def daemon_sources(without=None):
    """All that makes reasons, but for the files in a folder of this name."""
    files = [*(PROJECT / "src" / "telesignd").rglob("*.cpp"), PROJECT / "src" / "policy" / "risk.cpp"]
    return "".join(file.read_text(encoding="utf-8") for file in files if file.parent.name != without)


def code_words():
    return set(re.findall(r"\"([a-z_]+)\"", daemon_sources()))


REASON = re.compile(r"(?:result::\w+,|reason =|\brule\{|\bunreachable\(|\bunmapped =|\bunmapped :)\s*\"([a-z_]+)\"")


def code_reasons(sources=None):
    """What the log gives as `reason=`: what verdicts are made with, and the rules of [risk]."""
    return set(REASON.findall(daemon_sources() if sources is None else sources))


def login_reasons():
    """Those of logins, without the ones of telesignctl's commands alone."""
    return code_reasons(daemon_sources("control"))


def sentence_reasons():
    """Those for which telesignctl log has a sentence."""
    text = (PROJECT / "src" / "telesignctl" / "login_sentence.cpp").read_text(encoding="utf-8")
    tables = re.findall(r"reason_words \w+\[\] = \{\n(.*?)\n\};", text, re.DOTALL)
    return set(re.findall(r"^    \{\"([a-z_]+)\",\s*\"[^\"]", "\n".join(tables), re.MULTILINE))


def code_outcomes():
    """What the log gives as `outcome=`."""
    text = (PROJECT / "src" / "protocol" / "message.h").read_text(encoding="utf-8")
    return set(re.findall(r"return \"(\w+)\"", text.partition("describe(result outcome)")[2].partition("\n}\n")[0]))


def page_reasons(text):
    shown = re.findall(r"^\.It Li (.*)", section_of(text, "Reasons"), re.MULTILINE)
    return set(" , ".join(shown).split(" , "))


# Keys

def code_keys(file, lines):
    """{(section, key): what is said of a value that cannot be} of one file, from what known_names prints."""
    rows = [line.split("\t") for line in lines.splitlines()]
    return {(section, key): complaint for name, section, key, complaint in rows if name == file}


def page_keys(text):
    """{(section, key): default} of telesign.conf(5); None where there is no default."""
    found, section = {}, None
    for line in text.splitlines():
        if heading := re.match(r"\.Ss \[([a-z]+)\]", line):
            section = heading[1]
        elif line.startswith(".S"):
            section = None
        elif section and (item := re.match(r"\.It Cm (\S+) No =(?: (Cm|Ar) (.*))?$", line)):
            found[section, item[1]] = None if item[2] == "Ar" else item[3] or ""
    return found


def item_of(text, section, key):
    """What the page says of one key."""
    below = section_of(text, f"[{section}]")
    begin = below.index(f".It Cm {key} No =")
    end = re.search(r"^\.(It|El)", below[begin + 1:], re.MULTILINE)
    return below[begin:begin + 1 + end.start()]


def sample_keys(text):
    """{(section, key): value} of telesign.conf or phones.ini, what is commented out included."""
    found, section = {}, None
    for line in text.splitlines():
        line = re.sub(r"^;(?! )", "", line)
        if heading := re.match(r"\[(.+)\]$", line):
            section = heading[1]
        elif item := re.match(r"([^\s;#=][^=]*?) *=(.*)$", line):
            price = section == "cost" and re.fullmatch(r"(\*|[A-Z]{2})\.(smart|voice|sms)", item[1])
            found[section, "REGION.CHANNEL" if price else item[1]] = item[2].strip()
    return found


def paragraph_of(text, section, key):
    """The comments above one key of telesign.conf."""
    current = None
    for paragraph in text.split("\n\n"):
        if heading := re.search(r"^\[(.+)\]$", paragraph, re.MULTILINE):
            current = heading[1]
        if current == section and re.search(rf"^;?{key} =", paragraph, re.MULTILINE):
            return paragraph
    return ""


def choices_in(complaint):
    """The words of `unknown value "?": write deny, recovery or skip`."""
    found = re.fullmatch(r"unknown [a-z]+ \"\?\": write ([^;]+?)(, with commas between)?", complaint)
    return re.split(", | or ", found[1]) if found else []


# Options and commands

def help_options(text):
    options = re.search(r"^Options:\n((?:  .*\n)+)", text, re.MULTILINE)
    return set(re.findall(r"^  (?:-\w,)?--([a-z-]+)", options[1], re.MULTILINE)) if options else set()


def help_commands(text):
    commands = re.search(r"^Subcommands:\n((?:  .*\n)+)", text, re.MULTILINE)
    return re.findall(r"^  ([a-z-]+)", commands[1], re.MULTILINE) if commands else []


def code_commands(telesignctl, path=()):
    """{"recovery new": options without --help} of telesignctl and of each command's own commands."""
    text = output_of(telesignctl, *path, "--help").stdout
    options, below = help_options(text) - {"help"}, help_commands(text)
    found = {" ".join(path): options} if path and (options or not below) else {}
    for name in below:
        found |= code_commands(telesignctl, (*path, name))
    return found


def page_options(text):
    return {name for line in text.splitlines() if line.startswith(".It Fl")
            for name in re.findall(r"\bFl -([a-z-]+)", line)}


def page_commands(text):
    found, depth, command = {}, 0, None
    for line in section_of(text, "COMMANDS").splitlines():
        depth += line.startswith(".Bl") - line.startswith(".El")
        if depth == 1 and (item := re.match(r"\.It Cm ([a-z-]+(?: [a-z-]+)*)", line)):
            command = found.setdefault(item[1], set())
        elif depth == 2 and command is not None:
            command |= page_options(line)
    return found
