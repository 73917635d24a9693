"""A headless Firefox, driven over WebDriver BiDi, which it speaks itself: Debian has no geckodriver."""

from __future__ import annotations

import itertools
import json
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from websocket import WebSocket, create_connection

from dstruct_host.setup import FIREFOX_NAMES

_ADDRESS = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
_START = 60  # seconds; for the answer to a command, set_script_timeout

# Settings of a profile that asks nobody for anything and shows no page of its own.
_PREFERENCES = {
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.aboutwelcome.enabled": False,
    "browser.safebrowsing.downloads.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.search.update": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.getAddons.cache.enabled": False,
    "extensions.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "remote.prefs.recommended": True,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "toolkit.telemetry.server": "data:,",
}

# A script as Selenium's execute_async_script takes it: its last argument is the function to call with the answer.
_ASYNC = """(values) => new Promise((done) => {{
    (function () {{ {script} }}).apply(window, [...JSON.parse(values), done]);
}}).then((value) => JSON.stringify(value ?? null))"""


class FirefoxMissing(RuntimeError):
    """Firefox is not on this machine, or does not start; the message names the remedy."""


class Firefox:
    """One window; of Selenium's interface what the tests and benchmarks of this repository use."""

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self._command("session.new", capabilities={})
        self._context = self._command("browsingContext.getTree", maxDepth=0)["contexts"][0]["context"]

    def get(self, url: str) -> None:
        """Load a page and wait until it is loaded."""
        self._command("browsingContext.navigate", context=self._context, url=url, wait="complete")

    def set_script_timeout(self, time_to_wait: float) -> None:
        """Give up a script that takes longer."""
        self._socket.settimeout(time_to_wait)

    def execute_async_script(self, script: str, *args: Any) -> Any:
        """Run a script in the page and give what it hands to its last argument, a function.

        RuntimeError if the script throws; WebSocketTimeoutException if it takes too long.
        """
        result = self._command(
            "script.callFunction",
            functionDeclaration=_ASYNC.format(script=script),
            arguments=[{"type": "string", "value": json.dumps(args)}],
            target={"context": self._context},
            awaitPromise=True,
        )
        if result["type"] != "success":
            raise RuntimeError(result["exceptionDetails"]["text"])
        return json.loads(result["result"]["value"])

    def _command(self, method: str, **parameters: Any) -> Any:
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self._socket.recv())
            if answer.get("id") == number:
                break
        if answer["type"] == "error":
            raise RuntimeError(f"{method}: {answer['message']}")
        return answer["result"]


def firefox_path() -> str | None:
    """The path of Firefox, None if PATH has none."""
    return next((found for name in FIREFOX_NAMES if (found := shutil.which(name))), None)


@contextmanager
def firefox() -> Iterator[Firefox]:
    """Yield a fresh headless Firefox with an empty profile, and end it afterwards. FirefoxMissing if there is none."""
    binary = firefox_path()
    if not binary:
        raise FirefoxMissing("Firefox is not on PATH. On Debian: apt-get install firefox-esr.")
    with TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in _PREFERENCES.items()]
        Path(profile, "user.js").write_text("\n".join(lines), encoding="utf-8")
        log = Path(profile, "stderr")
        command = [
            binary,
            "--headless",
            "--no-remote",
            "--profile",
            profile,
            "--remote-debugging-port=0",
            "about:blank",
        ]
        with log.open("wb") as stderr:
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=stderr)
        try:
            socket = create_connection(f"{_address(process, log)}/session", timeout=_START, suppress_origin=True)
            try:
                yield Firefox(socket)
            finally:
                socket.close()
        finally:
            process.terminate()
            process.wait()


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    """Wait until Firefox says where it listens."""
    end = time.monotonic() + _START
    while time.monotonic() < end and process.poll() is None:
        if found := _ADDRESS.search(log.read_text(encoding="utf-8", errors="replace")):
            return found[1]
        time.sleep(0.05)
    raise FirefoxMissing("Firefox did not start.")
