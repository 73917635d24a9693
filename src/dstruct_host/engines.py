"""The three engines that the product is tested and measured in, by name."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Protocol

from dstruct_host.browser import chromium
from dstruct_host.firefox import firefox
from dstruct_host.webkit import webkit

NAMES = ("chromium", "firefox", "webkit")


class Driver(Protocol):
    """What all three have in common: Selenium's interface, as far as this repository uses it."""

    def get(self, url: str) -> None:
        """Load a page and wait until it is loaded."""

    def set_script_timeout(self, time_to_wait: float) -> None:
        """Give up a script that takes more seconds."""

    def execute_async_script(self, script: str, *args: Any) -> Any:
        """Run a script in the page and give what it hands to its last argument, a function."""


_ENGINES: dict[str, Callable[[], AbstractContextManager[Driver]]] = {
    "chromium": chromium,
    "firefox": firefox,
    "webkit": webkit,
}


def engine(name: str) -> AbstractContextManager[Driver]:
    """Give a fresh browser of that engine, one of NAMES."""
    return _ENGINES[name]()
