"""Serve a directory on this machine: the right content types, a free port, a thread per request, no log."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from dstruct_host.headers import ISOLATION_HEADERS, POLICY_HEADERS

HOST = "127.0.0.1"

# Written out because the standard table is completed from the machine's own files: a browser refuses a module or a
# streamed WebAssembly that is served as anything else.
CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".py": "text/x-python; charset=utf-8",
    ".svg": "image/svg+xml",
    ".ts": "text/plain; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".wasm": "application/wasm",
    ".whl": "application/zip",
    ".zip": "application/zip",
}


class _Handler(SimpleHTTPRequestHandler):
    """Serves files as CONTENT_TYPES says, with further `headers`, and tells `asked` of each path."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *args: Any, headers: Mapping[str, str], asked: Callable[[str], None], **kwargs: Any) -> None:
        self._headers = headers
        self._asked = asked
        super().__init__(*args, **kwargs)

    def guess_type(self, path: str | os.PathLike[str]) -> str:
        """The content type by the name's ending."""
        return CONTENT_TYPES.get(Path(path).suffix, "application/octet-stream")

    def end_headers(self) -> None:
        """Add what every answer carries; `no-cache` means "ask whether it changed", so a rebuild shows at once."""
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        for name, value in self._headers.items():
            self.send_header(name, value)
        super().end_headers()

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Tell `asked` of the path."""
        self._asked(self.path)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a browser that closed its connection early; that is how browsers leave a page."""


def _server(directory: Path, port: int, headers: Mapping[str, str], asked: Callable[[str], None]) -> _Server:
    if not directory.is_dir():
        raise FileNotFoundError(f"There is no directory {directory} to serve: run scripts/build first.")
    return _Server((HOST, port), partial(_Handler, headers=headers, asked=asked, directory=str(directory)))


@contextmanager
def serving(
    directory: Path,
    *,
    isolated: bool = False,
    strict: bool = False,
    port: int = 0,
    asked: Callable[[str], None] = lambda _path: None,
) -> Iterator[str]:
    """Serve `directory` in the background and yield the base URL, `http://127.0.0.1:<port>/`.

    `isolated` sends the headers of cross-origin isolation, `strict` those of the bundle's content security policy;
    `port` 0 takes a free one; `asked` is called with the path of each request, from threads of the server's.
    FileNotFoundError if there is no such directory.
    """
    headers = (ISOLATION_HEADERS if isolated else {}) | (POLICY_HEADERS if strict else {})
    server = _server(Path(directory), port, headers, asked)
    serve_forever = partial(server.serve_forever, poll_interval=0.05)
    thread = threading.Thread(target=serve_forever, name="dstruct-serve", daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def serve(directory: Path, announce: Callable[[str], None], *, isolated: bool = False, port: int = 0) -> None:
    """Serve a bundle until Ctrl+C, on its own policy; `announce` is called once with the base URL when that works."""
    with serving(directory, isolated=isolated, strict=True, port=port) as url:
        announce(url)
        with suppress(KeyboardInterrupt):
            threading.Event().wait()
