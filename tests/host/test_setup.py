"""The set-up's messages where a machine lacks something."""

from __future__ import annotations

import ast

import pytest

from dstruct_host import browser, firefox, setup, webkit
from dstruct_host.paths import SRC


@pytest.fixture
def bare(monkeypatch, tmp_path):
    """A machine with nothing on PATH, and nobody's root."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(setup.os, "geteuid", lambda: 1000)


def test_chromium_missing(bare):
    """Without Chromium the set-up says what to install."""
    with pytest.raises(setup.SetupError, match=r"apt-get install .*chromium chromium-driver"):
        setup.ensure_chromium()


def test_driver_missing(bare):
    """Without Chromium the driver says what is missing and how to get it, before it tries to start anything."""
    with (
        pytest.raises(browser.BrowserMissing, match=r"Chromium and chromedriver not found.*apt-get install"),
        browser.chromium(),
    ):
        pass


def test_other_engines_missing(bare):
    """Firefox and WebKitGTK say the same of themselves."""
    with pytest.raises(firefox.FirefoxMissing, match="apt-get install firefox-esr"), firefox.firefox():
        pass
    with pytest.raises(webkit.WebKitMissing, match="apt-get install webkit2gtk-driver xvfb"), webkit.webkit():
        pass


def test_npm_missing(bare):
    """Without npm the set-up says so."""
    with pytest.raises(setup.SetupError, match="npm is needed"):
        setup.npm_command({"PATH": ""})


def test_failing_step_shows_its_output():
    """A step that fails is reported with its name, its exit code and the end of what it printed."""
    with pytest.raises(setup.SetupError, match=r"(?s)greeting failed \(exit 3\).*hello"):
        setup.run(["sh", "-c", "echo hello; exit 3"], "greeting")


def test_standard_library_only():
    """What runs before anything is installed needs no package, and parses on a Python too old for the rest."""
    for name in ("setup", "stamps", "paths"):
        source = (SRC / "dstruct_host" / f"{name}.py").read_text()
        for node in ast.walk(ast.parse(source, feature_version=(3, 8))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
                for name in names:
                    top = name.split(".")[0]
                    assert top in setup.sys.stdlib_module_names or name in ("dstruct_host", "dstruct_host.paths")


def test_chromium_installed_as_root(monkeypatch, tmp_path):
    """On Debian as root, apt-get installs what is missing of Chromium and its driver."""
    log = tmp_path / "log"
    apt = tmp_path / "apt-get"
    apt.write_text(f'#!/bin/sh\necho "$@" >> "{log}"\n')
    driver = tmp_path / "chromedriver"
    driver.write_text("#!/bin/sh\n")
    for path in (apt, driver):
        path.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(setup.os, "geteuid", lambda: 0)
    setup.ensure_chromium()
    assert log.read_text().splitlines() == ["update", "install -y --no-install-recommends chromium"]
