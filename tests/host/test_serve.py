"""The static server, asked over a real connection."""

from __future__ import annotations

import http.client
import threading
from urllib.parse import urlsplit

import pytest

from dstruct_host.serve import serving


def ask(url, path, method="GET"):
    """Send `path` exactly as written (a browser or urllib would tidy it) and return the response, read."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    connection.request(method, path)
    response = connection.getresponse()
    response.data = response.read()
    connection.close()
    return response


@pytest.fixture
def site(tmp_path):
    """A directory with one file of every kind, and a secret beside it."""
    directory = tmp_path / "site"
    directory.mkdir()
    for name in ("index.html", "a.mjs", "a.js", "a.wasm", "a.json", "a.whl", "a.zip", "a.css", "a.py", "a.unknown"):
        (directory / name).write_text(name)
    (tmp_path / "secret.txt").write_text("secret")
    return directory


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("a.mjs", "text/javascript; charset=utf-8"),
        ("a.js", "text/javascript; charset=utf-8"),
        ("a.wasm", "application/wasm"),
        ("a.json", "application/json"),
        ("a.whl", "application/zip"),
        ("a.zip", "application/zip"),
        ("a.css", "text/css; charset=utf-8"),
        ("a.unknown", "application/octet-stream"),
        ("", "text/html; charset=utf-8"),
    ],
)
def test_content_types(site, name, content_type):
    """Each kind of file is served whole, as what a browser demands of it."""
    with serving(site) as url:
        response = ask(url, "/" + name)
    assert (response.status, response.headers["Content-Type"]) == (200, content_type)
    assert response.data.decode() == (name or "index.html")


def test_isolation(site):
    """The headers of cross-origin isolation are sent when asked for, and only then."""
    with serving(site) as url:
        assert ask(url, "/a.js").headers["Cross-Origin-Embedder-Policy"] is None
    with serving(site, isolated=True) as url:
        headers = ask(url, "/a.js").headers
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Embedder-Policy"] == "require-corp"


def test_policy(site):
    """The content security policy is sent with every file when asked for, and only then; it allows no `eval`."""
    with serving(site) as url:
        assert ask(url, "/a.js").headers["Content-Security-Policy"] is None
    with serving(site, strict=True) as url:
        policies = {ask(url, path).headers["Content-Security-Policy"] for path in ("/", "/a.js", "/none")}
    (policy,) = policies
    directives = {name: sources for name, *sources in (part.split() for part in policy.split("; "))}
    assert directives["default-src"] == ["'none'"]
    assert directives["script-src"] == ["'self'", "'wasm-unsafe-eval'"]
    assert {
        name for name, sources in directives.items() if any(source.startswith("'unsafe") for source in sources)
    } == {"style-src"}


@pytest.mark.parametrize("path", ["/../secret.txt", "/%2e%2e/secret.txt", "/more/../../secret.txt", "//../secret.txt"])
def test_nothing_outside(site, path):
    """No path leads out of the directory."""
    with serving(site) as url:
        response = ask(url, path)
    assert response.status == 404
    assert response.data != b"secret"


def test_free_again(site):
    """The port is free after the server is gone, and no thread stays."""
    before = threading.active_count()
    with serving(site) as url:
        port = urlsplit(url).port
    with serving(site, port=port) as url:
        assert ask(url, "/a.js").status == 200
    assert threading.active_count() == before


def test_missing_directory(tmp_path):
    """Serving a directory that is not there names the remedy."""
    with pytest.raises(FileNotFoundError, match="scripts/build"), serving(tmp_path / "none"):
        pass
