"""The response headers that a page of ours is served with: what it may do, and whether it is cross-origin isolated."""

from __future__ import annotations

from collections.abc import Mapping

# All that the bundle's pages need, and no more: everything from their own server, WebAssembly, and no `eval`.
POLICY_HEADERS = {
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'none'",
            "script-src 'self' 'wasm-unsafe-eval'",
            "worker-src 'self'",
            "connect-src 'self'",
            "style-src 'self' 'unsafe-inline'",  # the demo's editor (CodeMirror) makes style elements and attributes
            "img-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
}

# What makes a page cross-origin isolated (SharedArrayBuffer, precise timers).
ISOLATION_HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def headers_file(headers: Mapping[str, str]) -> bytes:
    """Write headers for every path in the form of the file `_headers`, which several static hosts read."""
    return "".join(["/*\n", *(f"  {name}: {value}\n" for name, value in headers.items())]).encode()
