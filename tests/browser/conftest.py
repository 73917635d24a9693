"""The bundles, each behind a server, and the browser that all tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome

from browser_page import Page, serving_bundle
from dstruct_host import bundle
from dstruct_host.browser import chromium

SCRIPT_TIMEOUT = 120  # seconds; no test needs them, a hanging one ends


@pytest.fixture(scope="session")
def driver() -> Iterator[Chrome]:
    with chromium() as driver:
        driver.set_script_timeout(SCRIPT_TIMEOUT)
        yield driver


@pytest.fixture(scope="session")
def dist() -> Path:
    """The bundle of Pyodide 314."""
    return bundle.build()


@pytest.fixture(scope="session")
def site(dist: Path) -> Iterator[str]:
    """The address of the bundle, which ends with a slash."""
    with serving_bundle(dist) as url:
        yield url


@pytest.fixture
def page(driver: Chrome, site: str) -> Page:
    """A blank page with a runner on which nothing is loaded yet."""
    page = Page(driver, site)
    page.open()
    page.start()
    return page


@pytest.fixture
def ready(driver: Chrome, site: str) -> Page:
    """A page whose runner is ready: the one of the test before, if that left it so, since loading takes its time."""
    page = Page(driver, site)
    if not driver.current_url.startswith(site) or page.js("return window.runner?.state;") != "ready":
        page.open()
        page.start()
        page.js("await runner.init();")
    return page


@pytest.fixture(scope="module")
def shared(driver: Chrome, site: str) -> Page:
    """A blank page that all tests of a module share; no test of that module may use `page`."""
    page = Page(driver, site)
    page.open()
    return page
