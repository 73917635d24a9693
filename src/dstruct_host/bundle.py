"""Make the bundle: one directory for any static file server, which holds all a page needs and serves as `indexURL`."""

from __future__ import annotations

import hashlib
import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dstruct_host import stamps
from dstruct_host.headers import ISOLATION_HEADERS, POLICY_HEADERS, headers_file
from dstruct_host.lockfile import pruned_lock
from dstruct_host.paths import BUILD, DEMO, DIST, DIST_029, EXAMPLES, NODE_MODULES, ROOT, WORKER
from dstruct_host.snapshot import fast_start
from dstruct_host.wheel import built_wheel

EDITOR_ENTRY = DEMO / "editor.entry.js"
EDITOR_PACKAGES = ("codemirror", "@codemirror/lang-python")
LICENCES = ROOT / "licences"

# What of demo/ is not for the browser: the source of editor.js, and what only the type checker reads.
DEMO_SOURCES = (".entry.js", ".d.ts", "tsconfig.json")

# What a file of the bundle is made of: a file to copy, or its bytes.
Content = Path | bytes


@dataclass(frozen=True)
class Flavour:
    """One Pyodide to bundle: its npm package, the core files that `loadPyodide` fetches, and where the bundle goes."""

    name: str
    package: str
    core: tuple[str, ...]
    directory: Path


PYODIDE_314 = Flavour(
    "314",
    "pyodide",
    ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip"),
    DIST,
)
PYODIDE_029 = Flavour(
    "0.29",
    "pyodide-0.29",
    ("pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip"),
    DIST_029,
)
FLAVOURS = {flavour.name: flavour for flavour in (PYODIDE_314, PYODIDE_029)}


def build(flavour: Flavour = PYODIDE_314) -> Path:
    """Bring the flavour's bundle up to date and return its directory; files that are the same are left untouched."""
    fast = fast_start(flavour.package, built_wheel())
    wheel = fast.wheel
    package = NODE_MODULES / flavour.package
    files: dict[str, Content] = {name: package / name for name in flavour.core}
    files["pyodide-lock.json"] = pruned_lock(package / "pyodide-lock.json", [wheel])
    files[wheel.name] = wheel
    files["snapshot.bin"] = fast.snapshot
    files |= _tree(WORKER, (".js", ".d.ts"))
    files |= {name: path for name, path in _tree(DEMO).items() if not name.endswith(DEMO_SOURCES)}
    files |= {f"examples/{name}": path for name, path in _tree(EXAMPLES).items()}
    if EDITOR_ENTRY.is_file():
        files["editor.js"] = _editor()
    files |= {name: ROOT / name for name in ("LICENSE", "THIRD_PARTY.md")}
    files |= {f"licences/{name}": path for name, path in (_tree(LICENCES) | _editor_licences()).items()}
    files["_headers"] = headers_file(POLICY_HEADERS | ISOLATION_HEADERS)
    files["bundle.json"] = _manifest(package, wheel, files)
    write(files, flavour.directory)
    return flavour.directory


def _tree(root: Path, suffixes: tuple[str, ...] = ("",)) -> dict[str, Content]:
    """The files below `root` with one of `suffixes`, by their relative path; hidden ones and packages left out."""
    found: dict[str, Content] = {}
    for path in stamps.files_under(root):
        relative = path.relative_to(root)
        hidden = any(part.startswith(".") or part == "node_modules" for part in relative.parts)
        if not hidden and path.name.endswith(suffixes):
            found[relative.as_posix()] = path
    return found


def _editor() -> Path:
    """The demo's editor with the packages it imports, made one module by esbuild; again only if any of it changed."""
    output = BUILD / "editor.js"
    inputs = [*stamps.files_under(DEMO), ROOT / "package-lock.json"]
    if not (output.is_file() and stamps.fresh("editor", inputs)):
        stamps.forget("editor")
        esbuild = NODE_MODULES / ".bin" / "esbuild"
        options = ["--bundle", "--format=esm", "--minify", "--target=es2022", "--legal-comments=none"]
        subprocess.run(
            [str(esbuild), str(EDITOR_ENTRY), *options, "--log-level=warning", f"--outfile={output}"],
            cwd=ROOT,
            check=True,
        )
        stamps.done("editor", inputs)
    return output


def _editor_licences() -> dict[str, Content]:
    """The licence text of every npm package that goes into the editor, named after the package."""
    locked: dict[str, Any] = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    found: dict[str, Content] = {}
    todo = list(EDITOR_PACKAGES)
    while todo:
        package = todo.pop()
        name = f"{package.lstrip('@').replace('/', '-')}.txt"
        if name not in found:
            found[name] = NODE_MODULES / package / "LICENSE"
            todo += locked[f"node_modules/{package}"].get("dependencies", {})
    return found


def _manifest(package: Path, wheel: Path, files: dict[str, Content]) -> bytes:
    """bundle.json: the versions of what is inside, and the size and sha256 of every other file."""
    info: dict[str, Any] = json.loads((package / "pyodide-lock.json").read_text(encoding="utf-8"))["info"]
    version = wheel.name.split("-")[1]
    manifest = {
        "name": "dstruct-runner",
        "versions": {
            "dstruct-runner": version,
            "pyodide": json.loads((package / "package.json").read_text(encoding="utf-8"))["version"],
            "python": info["python"],
            "abi": info["abi_version"],
        },
        "files": {
            name: {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in sorted((name, _data(content)) for name, content in files.items())
        },
    }
    return (json.dumps(manifest, indent=2) + "\n").encode()


def _data(content: Content) -> bytes:
    return content.read_bytes() if isinstance(content, Path) else content


def write(files: dict[str, Content], directory: Path) -> None:
    """Make `directory` hold exactly `files`; each is replaced in one step, so that a page never gets half a file."""
    for path in stamps.files_under(directory):
        if path.relative_to(directory).as_posix() not in files:
            path.unlink()
    for folder in sorted((path for path in directory.rglob("*") if path.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()
    for name, content in files.items():
        target = directory / name
        data = _data(content)
        if target.is_file() and target.read_bytes() == data:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(target.name + ".partial")
        partial.write_bytes(data)
        partial.replace(target)
