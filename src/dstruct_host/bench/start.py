"""How long it takes until a program can run, in three engines, against bare `loadPyodide`.

From INIT to READY:

- *snapshot*: the product's worker, which restores the bundle's memory snapshot;
- *plain*: the same worker told `snapshot: false`, which starts Python and imports the harness;
- *bare*: a worker that does nothing but `loadPyodide`, of the same files;

and when a worker had to be killed:

- *recovery*: from there to the first word that the page hears of the next program, which the standby runs.

Each of the first three makes a new worker in the same page, in turn, round after round; a ratio is taken within each
round, and the median of the rounds is the figure. A first round counts for nothing: after it the files are in the
browser's cache, though each is asked for again, and answered by our server on the same machine. So what is measured is
the start itself. What has to come over a network beforehand is in the bytes: of all files that the snapshot's way asks
for, as they are (`raw`), and as a server sends them that compresses.
"""

from __future__ import annotations

import gzip
import statistics
from pathlib import Path
from urllib.parse import urlsplit

from dstruct_host import engines
from dstruct_host.bench.page import asker, site_with
from dstruct_host.bench.report import Report, Table, Target
from dstruct_host.paths import BUILD
from dstruct_host.serve import serving

DIRECTORY = BUILD / "bench-start"

ROUNDS, QUICK_ROUNDS = 9, 1
WAYS = ("snapshot", "plain", "bare")
RECOVERY = "recovery"

_RESTORED_LIMITS = {"chromium": 0.25, "firefox": 0.4, "webkit": 0.25}

TARGETS = tuple(
    target
    for name in engines.NAMES
    for target in (
        Target(f"{name}.ready_ratio_snapshot", _RESTORED_LIMITS[name], "restored, against bare loadPyodide"),
        Target(f"{name}.ready_ratio_plain", 1.1, "started without the snapshot, against bare loadPyodide"),
        Target(f"{name}.recovery_ratio", 0.05, "from a kill to the next program, against bare loadPyodide"),
    )
)

Round = dict[str, float]  # milliseconds by way

_WEBKIT_GOES_ON = 10_000  # milliseconds with a call into C, after its worker was ended


def measure(quick: bool) -> Report:
    """Measure every engine; RuntimeError if one of the workers does not get ready."""
    site_with("start.html", "bare.js", directory=DIRECTORY)
    figures: dict[str, float] = {}
    rows = []
    for name in engines.NAMES:
        rounds, files = _measure_engine(name, QUICK_ROUNDS if quick else ROUNDS)
        found = start_figures(rounds) | {f"bytes_{key}": value for key, value in sizes(DIRECTORY, files).items()}
        figures |= {f"{name}.{key}": value for key, value in found.items()}
        rows.append((name, [*(found[f"ready_ms_{way}"] for way in WAYS), found["recovery_ms"]]))
    title = "Milliseconds from INIT to READY, and from a kill to the next program"
    return Report(figures, [Table(title, [*WAYS, RECOVERY], rows)])


def start_figures(rounds: list[Round]) -> dict[str, float]:
    """What the rounds of one engine come to: ratios against bare, and milliseconds."""
    ratios = {f"ready_ratio_{way}": statistics.median(one[way] / one["bare"] for one in rounds) for way in WAYS[:-1]}
    ratios["recovery_ratio"] = statistics.median(one[RECOVERY] / one["bare"] for one in rounds)
    milliseconds = {f"ready_ms_{way}": statistics.median(one[way] for one in rounds) for way in WAYS}
    return ratios | milliseconds | {"recovery_ms": statistics.median(one[RECOVERY] for one in rounds)}


def sizes(directory: Path, files: set[str]) -> dict[str, float]:
    """The bytes of some files of a directory, as they are (`raw`) and as they are sent compressed."""
    contents = [(directory / name).read_bytes() for name in files]
    return {
        "raw": sum(map(len, contents)),
        "compressed": sum(min(len(data), len(gzip.compress(data))) for data in contents),
    }


def _measure_engine(name: str, count: int) -> tuple[list[Round], set[str]]:
    """The rounds, and the files that the product asked for to be ready, with the snapshot."""
    paths: list[str] = []
    with serving(DIRECTORY, asked=paths.append) as url, engines.engine(name) as driver:
        ask = asker(driver, f"{url}start.html")
        paths.clear()
        ask("start", "snapshot")
        files = {urlsplit(path).path.lstrip("/") for path in paths}
        rounds = []
        rest = _WEBKIT_GOES_ON if name == "webkit" else 0
        for number in range(-1, count):
            one = {way: float(ask("start", way)) for way in WAYS} | {RECOVERY: float(ask("recover", rest))}
            if number >= 0:
                rounds.append(one)
    return rounds, files
