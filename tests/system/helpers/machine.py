# SPDX-License-Identifier: BSD-3-Clause
"""The machine that a test changes: our programs installed and configured, users, PAM stacks."""

import base64
import os
import pathlib
import pwd
import re
import shutil
import subprocess

CONFIGURATION = pathlib.Path("/etc/telesign/telesign.conf")
PHONES = pathlib.Path("/etc/telesign/phones.ini")
PAM_FOLDER = pathlib.Path("/etc/pam.d")
SUDOERS = pathlib.Path("/etc/sudoers.d/telesign-test")
SAMPLES = pathlib.Path("/usr/share/doc/telesignd/examples")
SANITIZER_REPORTS = pathlib.Path("/run/sanitizer")
DAEMON_USER = "_telesign"
CUSTOMER_ID = "440813A2-1F2E-4C55-B1B0-5C1B7C55A7D0"
API_KEY = base64.b64encode(b"a key that only the simulator takes, and that is as long as theirs").decode()


def run(*command, **options):
    """Runs a command that has to succeed; what it said is shown when it does not."""
    result = subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
                            **options)
    if result.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, command))}: exit status {result.returncode}\n{result.stdout}")
    return result.stdout


def run_anyway(*command):
    """Runs a command that may fail, since what it is to remove may not be there."""
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


def is_sandbox():
    """Whether this is a copy of a machine, where nobody misses what a test takes away."""
    return os.path.exists("/run/telesign-sandbox")


def assert_throw_away():
    """Stops a test that changes the machine, if the machine is not there for that."""
    if not is_sandbox() and "AUTOPKGTEST_TMP" not in os.environ:
        raise RuntimeError("these tests change the machine: run them through tests/system/sandbox")


def for_everybody(library):
    """A library of the build where everybody may read it, as not all may in a checkout below /root."""
    if not library.startswith(os.environ["BUILD_DIR"]):
        return library
    return shutil.copy(library, "/usr/local/lib")


def forget_other_settings():
    """Takes away what other software, an administrator or an earlier telesignd has set where the tests set something."""
    for path in ("/etc/ssh/sshd_config.d", "/etc/sudoers.d", "/etc/telesign", "/var/lib/telesign",
                 "/var/lib/telesign-simulator", "/root/keys"):
        shutil.rmtree(path, ignore_errors=True)
    for path in ("/etc/ssh/sshd_config.d", "/etc/sudoers.d"):
        pathlib.Path(path).mkdir(mode=0o755)
    shutil.copy("/usr/share/openssh/sshd_config", "/etc/ssh/sshd_config")
    for path in PAM_FOLDER.iterdir():
        text = path.read_text(encoding="utf-8", errors="surrogateescape")
        kept = re.sub(r"(?m)^(# BEGIN telesignctl enable|# END telesignctl enable|[^#\n]*\bpam_telesign\.so\b).*\n", "", text)
        if kept != text:
            path.write_text(kept, encoding="utf-8", errors="surrogateescape")


def install_build():
    """Installs the build under test, with the user and the folders that it brings, as on a machine without any other."""
    assert_throw_away()
    if is_sandbox():
        forget_other_settings()
    run("cmake", "--install", os.environ["BUILD_DIR"], "--prefix", "/usr")
    SANITIZER_REPORTS.mkdir()
    SANITIZER_REPORTS.chmod(0o1777)
    if "PLAIN_MODULE" in os.environ:
        shutil.copy(os.environ["PLAIN_MODULE"], next(pathlib.Path("/usr/lib").rglob("security/pam_telesign.so")))
    if "TSAN_OPTIONS" in os.environ:
        others, suppressions = os.environ["TSAN_OPTIONS"].split("suppressions=")
        os.environ["TSAN_OPTIONS"] = f"{others}suppressions={shutil.copy(suppressions, '/usr/local/lib')}"
    if "PRELOAD" in os.environ:  # by this file, since setuid programs take nothing from LD_PRELOAD
        preloaded = " ".join(map(for_everybody, os.environ["PRELOAD"].split()))
        pathlib.Path("/etc/ld.so.preload").write_text(preloaded + "\n", encoding="ascii")
    run("systemd-sysusers", "telesignd.conf")
    run("systemd-tmpfiles", "--create", "telesignd.conf")


def write_secret(path, text):
    """Writes a file as the packages own it: root:_telesign 0640."""
    fresh = path.with_suffix(".new")
    fresh.write_text(text, encoding="utf-8")
    os.chown(fresh, 0, pwd.getpwnam(DAEMON_USER).pw_gid)
    fresh.chmod(0o640)
    fresh.rename(path)


def configure(simulator, users, **sections):
    """Writes telesign.conf and phones.ini; `otp={"echo": "no"}` sets a key of a section."""
    settings = {
        "telesign": {"customer_id": CUSTOMER_ID, "api_key": API_KEY, "endpoint": simulator.endpoint,
                     "ca_file": simulator.certificate},
        # Each test has codes of its own, and its requests can be counted.
        "otp": {"channels": "sms, voice", "reuse_pending": "0s", "completion": "no"},
        # ... as many and as soon as it likes.
        "limits": {"sends_per_user": "", "sends_per_phone": "", "sends_per_source": "", "sends_total": "",
                   "resend_cooldown": "0s", "failures": ""},
    }
    for section, keys in sections.items():
        settings.setdefault(section, {}).update(keys)
    lines = []
    for section, keys in settings.items():
        lines += [f"[{section}]", *(f"{key} = {value}" for key, value in keys.items()), ""]
    write_secret(CONFIGURATION, "\n".join(lines))
    phones = [f"{user.name} = {user.phone}" for user in users if user.phone]
    write_secret(PHONES, "\n".join(["[phones]", *phones, ""]))


def set_key(text, section, key, value):
    """The configuration with one key set: in place of its line, commented out or not, or as the section's first."""
    head, heading, below = text.partition(f"\n[{section}]\n")
    if not heading:
        return f"{text}\n[{section}]\n{key} = {value}\n"
    body, border, rest = below.partition("\n[")
    line = f"{key} = {value}"
    body, times = re.subn(rf"(?m)^;?{key} =.*$", lambda _: line, body)
    return head + heading + ("" if times else line + "\n") + body + border + rest


def fill_in(simulator, users=(), **sections):
    """What an administrator writes into the configuration that the packages brought: only what differs from site to site,
    and keys of `sections`, as limits={"failures": ""}."""
    text = CONFIGURATION.read_text(encoding="utf-8")
    site = {"customer_id": CUSTOMER_ID, "api_key": API_KEY, "endpoint": simulator.endpoint,
            "ca_file": simulator.certificate}
    for section, keys in {"telesign": site, **sections}.items():
        for key, value in keys.items():
            text = set_key(text, section, key, value)
    CONFIGURATION.write_text(text, encoding="utf-8")
    with PHONES.open("a", encoding="utf-8") as phones:
        phones.writelines(f"\n[user {user.name}]\nphone = {user.phone}\n" for user in users if user.phone)


def pam_stack(service, *auth_lines):
    """Gives a PAM service of the system another auth stack; its account and session lines stay as they are."""
    path = PAM_FOLDER / service
    old = path.read_text(encoding="utf-8").splitlines() if path.exists() else ["account required pam_permit.so"]
    kept = [line for line in old
            if not line.lstrip("-").startswith("auth") and line.strip() != "@include common-auth"]
    path.write_text("\n".join([*auth_lines, *kept, ""]), encoding="utf-8")


def pam_sample(service, name):
    """Gives a PAM service the auth stack of a sample that we install."""
    lines = (SAMPLES / "pam.d" / name).read_text(encoding="utf-8").splitlines()
    pam_stack(service, *(line for line in lines if line.startswith("auth") or line == "@include common-auth"))


def write_sudoers(*rules):
    """Gives sudo these rules beside the machine's own."""
    SUDOERS.write_text("\n".join([*rules, ""]), encoding="ascii")
    SUDOERS.chmod(0o440)


def list_account(name):
    """An account that the system knows, and no more."""
    with pathlib.Path("/etc/passwd").open("a", encoding="utf-8") as accounts:
        accounts.write(f"{name}:x:65533:65533::/nonexistent:/usr/sbin/nologin\n")


def make_group(name):
    """A group without members, whoever was in one of this name."""
    run_anyway("groupdel", "--force", name)
    run("groupadd", name)


class User:
    """A person: an account with a password and an SSH key, and a phone."""

    def __init__(self, name, phone, password="correct horse", system_account=True):
        self.name = name
        self.phone = phone
        self.password = password
        self.key = None
        if system_account:
            self._create()

    @property
    def digits(self):
        """The phone number as TeleSign gets it."""
        return "".join(filter(str.isdigit, self.phone))

    @property
    def home(self):
        return pathlib.Path(pwd.getpwnam(self.name).pw_dir)

    def _create(self):
        # A developer of this name has an account already; in the sandbox nobody misses it.
        if is_sandbox():
            run_anyway("userdel", "--force", "--remove", self.name)
            run_anyway("groupdel", "--force", self.name)
            shutil.rmtree(f"/home/{self.name}", ignore_errors=True)
        run("useradd", "--create-home", "--shell", "/bin/bash", self.name)
        hashed = run("openssl", "passwd", "-5", "-stdin", input=self.password + "\n").strip()
        run("usermod", "--password", hashed, self.name)
        self.key = pathlib.Path("/root/keys", self.name)
        self.key.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(self.key))
        folder = self.home / ".ssh"
        folder.mkdir(mode=0o700)
        shutil.copy(f"{self.key}.pub", folder / "authorized_keys")
        run("chown", "-R", f"{self.name}:", str(folder))
