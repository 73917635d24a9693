"""A WebKitGTK, driven by Selenium: the small browser that comes with its driver, on a screen of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from selenium import webdriver
from selenium.common.exceptions import WebDriverException

REMEDY = "On Debian: apt-get install webkit2gtk-driver xvfb."


class WebKitMissing(RuntimeError):
    """WebKitGTK, its driver or Xvfb is not on this machine, or does not start; the message names the remedy."""


def minibrowser_path() -> str | None:
    """The path of MiniBrowser, None if there is none: it is never on PATH."""
    found = sorted(Path("/usr/lib").glob("*/webkit2gtk-*/MiniBrowser"))
    return str(found[-1]) if found else None


@contextmanager
def webkit() -> Iterator[webdriver.WebKitGTK]:
    """Yield a driver of a fresh WebKitGTK, and quit it afterwards. WebKitMissing if it can't be started."""
    binary, driver_path = minibrowser_path(), shutil.which("WebKitWebDriver")
    if not binary or not driver_path:
        raise WebKitMissing(f"WebKitGTK's MiniBrowser or WebKitWebDriver was not found. {REMEDY}")
    options = webdriver.WebKitGTKOptions()
    options.binary_location = binary
    options.add_argument("--automation")
    with _screen() as display:
        service = webdriver.WebKitGTKService(executable_path=driver_path, env={**os.environ, "DISPLAY": display})
        try:
            with warnings.catch_warnings(action="ignore", category=DeprecationWarning):  # of Selenium's use of itself
                driver = webdriver.WebKitGTK(options=options, service=service)
        except WebDriverException as error:
            raise WebKitMissing(f"WebKitGTK did not start: {error.msg} {REMEDY}") from error
        try:
            yield driver
        finally:
            driver.quit()


@contextmanager
def _screen() -> Iterator[str]:
    """Start an Xvfb on a free display and yield the display's name."""
    xvfb = shutil.which("Xvfb")
    if not xvfb:
        raise WebKitMissing(f"Xvfb is not on PATH. {REMEDY}")
    reading, writing = os.pipe()
    command = [xvfb, "-displayfd", str(writing), "-screen", "0", "1280x1024x24", "-nolisten", "tcp"]
    process = subprocess.Popen(command, pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as pipe:
            number = pipe.readline().strip()
        if not number:
            raise WebKitMissing(f"Xvfb did not start. {REMEDY}")
        yield f":{number}"
    finally:
        process.terminate()
        process.wait()
