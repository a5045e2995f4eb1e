# SPDX-License-Identifier: BSD-3-Clause
"""What the system tests share: the machine, the services and the people who log in.

Every test runs in its own sandbox (tests/system/sandbox), so files, users and ports are its own.
"""

from helpers.case import main, PamServiceTest, SystemTest
from helpers.client import as_user, ask_pass_login, Login, PamTester
from helpers.machine import pam_sample, pam_stack, User

__all__ = ["Login", "PamServiceTest", "PamTester", "SystemTest", "User", "as_user", "ask_pass_login", "main", "pam_sample",
           "pam_stack"]
