"""What make.mjs has Python do inside Pyodide: compile the harness and compress the snapshot."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import py_compile
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

_LEVEL = 9


def compressed(data: Any) -> bytes:
    """Give a JavaScript Uint8Array as a gzip file, whose own checksum tells the browser later whether it is whole."""
    return gzip.compress(data.to_bytes(), _LEVEL, mtime=0)


def with_bytecode(data: Any) -> bytes:
    """Give a wheel, a JavaScript Uint8Array, with the bytecode of every module in it added.

    It spares the browser the compiling of the harness. An interpreter of another version does not look at it, by its
    name, and compiles the source, which is there as before.
    """
    files: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(data.to_bytes())) as wheel:
        for name in wheel.namelist():
            files[name] = wheel.read(name)
            if name.endswith(".py"):
                files[_cached(name)] = _bytecode(name, files[name])
    record = next(name for name in files if name.endswith(".dist-info/RECORD"))
    files[record] = _record(files, record)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as wheel:
        for name, content in files.items():
            wheel.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED, _LEVEL)
    return buffer.getvalue()


def _cached(name: str) -> str:
    path = Path(name)
    return str(path.parent / "__pycache__" / f"{path.stem}.{sys.implementation.cache_tag}.pyc")


def _bytecode(name: str, source: bytes) -> bytes:
    """Compile a module; its time of change says nothing, since unpacking sets another one."""
    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory, "module.py")
        file.write_bytes(source)
        mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
        done = py_compile.compile(str(file), dfile=name, doraise=True, invalidation_mode=mode)
        assert done is not None
        return Path(done).read_bytes()


def _record(files: dict[str, bytes], record: str) -> bytes:
    """Give the wheel's own list of its files, with their sums and sizes."""
    lines = []
    for name, content in files.items():
        if name != record:
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            lines.append(f"{name},sha256={digest},{len(content)}")
    return "\n".join([*lines, f"{record},,", ""]).encode()
