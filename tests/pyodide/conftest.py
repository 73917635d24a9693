"""Chromium as the host side starts it, for pytest-pyodide."""

from __future__ import annotations

import os

from pytest_pyodide import get_global_config
from pytest_pyodide.runner import SeleniumChromeRunner

from dstruct_host.browser import chromedriver_path, chromium_flags

# Selenium takes this driver instead of asking the network for one.
os.environ.setdefault("SE_CHROMEDRIVER", chromedriver_path() or "")
get_global_config().set_flags("chrome", [*chromium_flags(), "--js-flags=--expose-gc"])

# Seconds. No test is about time; this only ends one that hangs, on a machine however busy.
SeleniumChromeRunner.script_timeout = 600
