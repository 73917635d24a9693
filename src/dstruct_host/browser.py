"""A headless Chromium, driven by Selenium."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from selenium import webdriver
from selenium.common.exceptions import WebDriverException

from dstruct_host.setup import CHROMEDRIVER_NAMES, CHROMIUM_NAMES

REMEDY = "On Debian: apt-get install chromium chromium-driver. Elsewhere: put Chromium (or Chrome) and its matching chromedriver on PATH."  # noqa: E501


class BrowserMissing(RuntimeError):
    """Chromium or chromedriver is not on this machine, or does not start; the message names the remedy."""


def chromium_path() -> str | None:
    """The path of Chromium or Chrome, None if PATH has neither."""
    return next((found for name in CHROMIUM_NAMES if (found := shutil.which(name))), None)


def chromedriver_path() -> str | None:
    """The path of chromedriver, None if PATH has none."""
    return next((found for name in CHROMEDRIVER_NAMES if (found := shutil.which(name))), None)


def chromium_flags() -> list[str]:
    """The flags that make Chromium start headless here and send nothing on its own account."""
    flags = [
        "--headless=new",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--no-default-browser-check",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        flags.append("--no-sandbox")  # Chromium refuses to start as root with its sandbox
    return flags


@contextmanager
def chromium(*, log_requests: bool = False, net_log: Path | None = None) -> Iterator[webdriver.Chrome]:
    """Yield a driver of a fresh headless Chromium with an empty profile, and quit it afterwards.

    The console is kept (`driver.get_log("browser")`). `log_requests` keeps the performance log as well, in which every
    request of the page stands, but none of a worker's (`driver.get_log("performance")`). `net_log` is a file for the
    browser's own log of all requests, complete when the browser has quit: see net_log.py. BrowserMissing if Chromium
    or its driver can't be started.
    """
    binary, driver_path = chromium_path(), chromedriver_path()
    if not binary or not driver_path:
        missing = " and ".join(name for name, path in (("Chromium", binary), ("chromedriver", driver_path)) if not path)
        raise BrowserMissing(f"{missing} not found on PATH. {REMEDY}")
    options = webdriver.ChromeOptions()
    options.binary_location = binary
    for flag in chromium_flags():
        options.add_argument(flag)
    if net_log is not None:
        options.add_argument(f"--log-net-log={net_log}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", **({"performance": "ALL"} if log_requests else {})})
    try:
        driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(executable_path=driver_path))
    except WebDriverException as error:
        raise BrowserMissing(f"Chromium did not start: {error.msg} {REMEDY}") from error
    try:
        yield driver
    finally:
        driver.quit()
