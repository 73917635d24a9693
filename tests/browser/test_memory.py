"""The memory limit: a program that wants more gets MemoryError and keeps its run; the next run has a small worker."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from browser_page import Page, serving_bundle
from dstruct_host import bundle
from dstruct_host.engines import NAMES, engine

LIMIT = 96 * 2**20

# Each prints, makes a frame or two, and then wants more memory than there is.
HUNGRY = {
    "at once": "print('begun')\nx = [1]\nx.append(2)\ny = [0] * 10**9",
    "a list in a loop": "print('begun')\nx = [1]\nwhile True: x += x",
    "text that doubles": "print('begun')\nx = [1]\ntext = 'ab'\nwhile True: text += text",
    "recursion": "print('begun')\nx = [1]\nx.append(2)\ndef f(n):\n    mine = [n] * 10**6\n    return f(n + 1)\nf(0)",
    "large texts in the log": "print('begun')\nx = []\nwhile True: x.append('x' * 1_000_000 + str(len(x)))",
}

RUN_ALL = """
const [limit, programs] = values;
const runner = new PythonRunner("/", { memoryLimit: limit });
const outcomes = {};
for (const [name, code] of Object.entries(programs)) {
  const { output, error, frames } = await runner.run(code, { timeout: 60_000 });
  const next = await runner.run("print(sum([1, 2]))");
  outcomes[name] = [output, error?.name, frames.length > 0, next.output];
}
runner.dispose();
return outcomes;
"""


@pytest.fixture(scope="module", params=NAMES)
def page(request: pytest.FixtureRequest) -> Iterator[Page]:
    """A blank page in a browser of its own."""
    with engine(request.param) as driver, serving_bundle(bundle.build()) as url:
        driver.set_script_timeout(120)
        page = Page(driver, url)
        page.open()
        yield page


def test_a_hungry_program_keeps_its_run(page: Page) -> None:
    """It ends with MemoryError, with its output and frames, and the next run works."""
    outcomes = page.js(RUN_ALL, LIMIT, HUNGRY)
    assert outcomes == {name: ["begun\n", "MemoryError", True, "3\n"] for name in HUNGRY}


def test_the_limit_is_a_limit(page: Page) -> None:
    """What fits under a larger limit does not fit under this one, and a worker that has grown says that it is spent."""
    seen = page.js(
        """
        const outcomes = [];
        for (const memoryLimit of values) {
          const worker = new RawWorker();
          await worker.ask({ type: "INIT", memoryLimit });
          const code = "x = bytearray(100 * 2**20)\\nprint(len(x))";
          const { result, spent } = await worker.ask({ type: "RUN", requestId: "r", code });
          outcomes.push([result.output, result.error?.name ?? null, spent ?? false]);
          worker.worker.terminate();
        }
        return outcomes;
        """,
        LIMIT,
        200 * 2**20,
        800 * 2**20,
    )
    size = f"{100 * 2**20}\n"
    assert seen == [["", "MemoryError", False], [size, None, True], [size, None, False]]
