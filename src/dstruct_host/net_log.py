"""Read what pages and their workers requested from Chromium's network log (`--log-net-log`).

WebDriver's performance log knows only the page's own requests: what a worker imports or fetches is not in it.
The network log has every request of the browser; the browser's own (updates, its clock) have no origin as initiator.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def requested_urls(log: Path) -> list[str]:
    """Give the URLs that pages and workers asked for, redirects included, once each; the browser must have quit."""
    content: dict[str, Any] = json.loads(log.read_text(encoding="utf-8"))
    start = content["constants"]["logEventTypes"]["URL_REQUEST_START_JOB"]
    found = [event.get("params", {}) for event in content["events"] if event["type"] == start]
    return sorted({params["url"] for params in found if "://" in params.get("initiator", "")})
