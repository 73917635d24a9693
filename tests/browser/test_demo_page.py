"""The demo page, used as a learner uses it: with the mouse, the keyboard, and mistakes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select, WebDriverWait

from bundle_copy import linked_copy, replace_text
from dstruct_host.serve import serving

PATIENCE = 60  # seconds; no test needs them, a hanging page ends


@dataclass(frozen=True)
class Demo:
    """The demo page in the browser; `url` is the bundle's address."""

    driver: Chrome
    url: str

    def open(self, example: str = "two-sum", state: str = "ready") -> None:
        """Load the page with an example, and wait until it is in a state."""
        self.driver.get("about:blank")  # another fragment alone would load nothing
        self.driver.get(f"{self.url}#{example}")
        self.wait("return document.body.dataset.example === values[0]", example)
        self.wait_for(state)

    def js(self, script: str, *values: Any) -> Any:
        """Run a script whose arguments are in `values`."""
        return self.driver.execute_script(f"const values = [...arguments]; {script}", *values)

    def wait(self, script: str, *values: Any) -> None:
        """Wait until a script returns true."""
        WebDriverWait(self.driver, PATIENCE, 0.02).until(lambda _: self.js(script, *values), script)

    def wait_for(self, *states: str) -> None:
        """Wait until the page's status is one of `states`."""
        self.wait("return values.includes(document.getElementById('status').dataset.state)", *states)

    def get(self, css: str) -> WebElement:
        """Find one element."""
        return self.driver.find_element(By.CSS_SELECTOR, css)

    def all(self, css: str) -> list[WebElement]:
        """Find all elements."""
        return self.driver.find_elements(By.CSS_SELECTOR, css)

    def text(self, css: str) -> str:
        """Give the text of one element, exactly; "" where it is hidden."""
        return str(
            self.js("const e = document.querySelector(values[0]); return e.checkVisibility() ? e.textContent : ''", css)
        )

    def type_program(self, text: str) -> None:
        """Replace the program."""
        self.get(".cm-content").click()
        self.get(".cm-content").send_keys(Keys.CONTROL + "a")
        self.driver.execute_cdp_cmd("Input.insertText", {"text": text})  # as pasted: nothing is indented or closed

    def run(self) -> None:
        """Press Run and wait for the end."""
        self.get("#run").click()
        self.wait_for("done", "error")

    def set_argument(self, number: int, text: str) -> None:
        """Type another value into an argument's field."""
        field = self.all("#arguments textarea")[number]
        field.clear()
        field.send_keys(text)

    @property
    def position(self) -> int:
        """The step shown."""
        return int(self.get("#step").get_attribute("data-position") or -1)

    def go_to(self, position: int) -> None:
        """Wait until a step is shown."""
        self.wait("return document.getElementById('step').dataset.position === String(values[0])", position)

    @property
    def last(self) -> int:
        """The number of steps."""
        return int(self.get("#slider").get_attribute("max") or -1)


@pytest.fixture
def demo(driver: Chrome, site: str) -> Iterator[Demo]:
    """The demo page, not loaded yet; its console holds no complaint in the end."""
    driver.get_log("browser")
    yield Demo(driver, site)
    complaints = [entry["message"] for entry in driver.get_log("browser")]
    driver.get("about:blank")  # ends the page's workers
    assert complaints == []


def test_progress_is_shown_until_python_is_loaded(demo: Demo) -> None:
    """A bar grows while Python is loaded, and is gone when it is; Run can be pressed meanwhile."""
    demo.open(state="loading")
    assert demo.get("#progress").is_displayed()
    demo.get("#run").click()
    demo.wait_for("done")
    assert not demo.get("#progress").is_displayed()
    assert demo.text("#return-value") == "[3, 5]"


def test_steps_go_forwards_and_backwards_by_every_control(demo: Demo) -> None:
    """Buttons, slider, keys and the list of steps all lead to a step, and the same step always looks the same."""
    demo.open("bubble-sort")
    demo.run()
    demo.get("#first").click()
    demo.go_to(0)
    looks = {}
    for position in range(1, 9):
        demo.get("#next").click()
        demo.go_to(position)
        looks[position] = demo.text("#structures")
    for position in range(7, 0, -1):
        demo.get("#previous").click()
        demo.go_to(position)
        assert demo.text("#structures") == looks[position]
    demo.get("#last").click()
    demo.go_to(demo.last)
    demo.get("#slider").send_keys(Keys.ARROW_LEFT)
    demo.go_to(demo.last - 1)
    frames = demo.get("#frames")
    for key, position in ((Keys.HOME, 1), (Keys.ARROW_DOWN, 2), (Keys.ARROW_DOWN, 3), (Keys.ARROW_UP, 2)):
        frames.send_keys(key)
        demo.go_to(position)
        assert demo.text("#structures") == looks[position]
    assert demo.get(f"#{frames.get_attribute('aria-activedescendant')}").get_attribute("aria-selected") == "true"
    demo.all(".frame")[4].click()
    demo.go_to(5)
    assert demo.text("#structures") == looks[5]


def test_a_step_marks_what_it_touched_and_its_source(demo: Demo) -> None:
    """At a write the item and the expression are marked, and the drawing shows the new value."""
    demo.open()
    demo.get("#arguments li:nth-child(2) button").click()
    demo.set_argument(0, "[1, 2, 3]")
    demo.type_program("def f(xs):\n    '\N{GRINNING FACE}'; xs[1] = 7\n")
    demo.run()
    assert "xs" in demo.text("#structures")
    assert demo.all(".marked-step") == []
    demo.get("#last").click()
    demo.go_to(demo.last)
    assert "xs[1]" in demo.text(".marked-step")
    assert demo.text(".marked-line").startswith("    '\N{GRINNING FACE}'; xs[1] = 7")
    assert demo.text("li.is-changed .value") == "7"
    assert demo.text("li.is-changed .index") == "1"


def test_editing_after_a_run_takes_the_marks_away(demo: Demo) -> None:
    """An older program's steps mark nothing in the new one, and the page says so; undoing the edit brings them back."""
    demo.open("invert-tree")
    demo.run()
    demo.get("#last").click()
    demo.wait("return document.querySelectorAll('.marked-step').length > 0")
    demo.get(".cm-content").send_keys(" ")
    assert demo.all(".marked-step") == []
    assert "changed after this run" in demo.text("#player-note")
    demo.get(".cm-content").send_keys(Keys.BACKSPACE)
    assert demo.all(".marked-step") != []
    assert demo.text("#player-note") == ""


def test_an_error_is_shown_with_its_line_marked(demo: Demo) -> None:
    """An exception shows name, message and traceback, its line is marked, and the steps before it play."""
    demo.open("off-by-one")
    demo.run()
    assert (demo.text("#error-name"), demo.text("#error-message")) == ("IndexError", "list index out of range")
    assert "prices[i + 1]" in demo.text("#error-stack")
    assert demo.text(".marked-error").strip() == "prices[i + 1] += prices[i]"
    assert demo.last > 0
    demo.get("#error-line").click()
    assert demo.js("return document.activeElement.classList.contains('cm-content')")


def test_a_syntax_error_is_shown_with_its_line_marked(demo: Demo) -> None:
    """A program that does not parse ends with SyntaxError, at its line."""
    demo.open("primes")
    demo.type_program("x = 1\nfor in x:\n    pass\n")
    demo.run()
    assert demo.text("#error-name") == "SyntaxError"
    assert demo.text(".marked-error") == "for in x:"
    demo.wait("return document.getElementById('entry').textContent.includes('invalid syntax')")


def test_a_wrong_argument_is_shown_by_its_name(demo: Demo) -> None:
    """Text that is no JSON, and a value that does not suit its type, are errors on the page; the next run works."""
    demo.open()
    demo.set_argument(0, "[1, 2")
    demo.run()
    assert demo.text("#error-name") == "TypeError"
    assert '"nums"' in demo.text("#error-message")
    demo.set_argument(0, '{"a": 1}')
    demo.run()
    assert demo.text("#error-name") == "TypeError"
    assert "array" in demo.text("#error-message")
    demo.set_argument(0, "[4, 6]")
    demo.run()
    assert demo.text("#error-name") == ""
    assert demo.text("#return-value") == "[0, 1]"


def test_another_value_has_other_nodes(demo: Demo) -> None:
    """Once a tree's text is changed, the ids of the nodes it had are not sent for it."""
    demo.open("invert-tree")
    demo.set_argument(0, "[1, null, 2, 3]")
    demo.run()
    assert demo.text("#return-value") == "[1, 2, null, null, 3]"
    assert demo.text("#player-note") == ""


def test_arguments_are_added_and_removed(demo: Demo) -> None:
    """A new argument is named after the next parameter; what is removed is not passed."""
    demo.open()
    demo.wait("return document.getElementById('entry').textContent === 'The run calls two_sum(nums, target).'")
    demo.all("#arguments button")[1].click()
    assert len(demo.all("#arguments li")) == 1
    demo.run()
    assert demo.text("#error-name") == "TypeError"
    demo.wait("return document.getElementById('entry').textContent.startsWith('As it stands')")
    demo.get("#add-argument").click()
    added = demo.all("#arguments li")[1]
    assert added.find_element(By.CSS_SELECTOR, "input").get_attribute("value") == "target"
    Select(added.find_element(By.CSS_SELECTOR, "select")).select_by_value("number")
    added.find_element(By.CSS_SELECTOR, "textarea").send_keys("9")
    demo.run()
    assert demo.text("#return-value") == "[0, 1]"


def test_stop_ends_a_run_and_the_next_one_works(demo: Demo) -> None:
    """An endless loop is stopped, said so, and Run works again."""
    demo.open("primes")
    demo.type_program("while True:\n    pass\n")
    demo.get("#run").click()
    demo.wait_for("running")
    assert not demo.get("#run").is_enabled()
    demo.get("#stop").click()
    demo.wait_for("error")
    assert demo.text("#error-name") == "KeyboardInterrupt"
    assert not demo.get("#stop").is_enabled()
    demo.type_program("print('on')\n")
    demo.run()
    assert demo.text("#output") == "on\n"


def test_the_keyboard_runs_the_program_and_leaves_the_editor(demo: Demo) -> None:
    """Ctrl+Enter in the editor runs; Esc and then Tab lead out of it."""
    demo.open("primes")
    editor = demo.get(".cm-content")
    editor.click()
    editor.send_keys(Keys.CONTROL + Keys.ENTER)
    demo.wait_for("done")
    assert demo.text("#output").endswith("10 in all\n")
    editor.send_keys(Keys.TAB)
    assert demo.js("return document.activeElement.classList.contains('cm-content')")
    editor.send_keys(Keys.ESCAPE)
    editor.send_keys(Keys.TAB)
    assert not demo.js("return document.activeElement.classList.contains('cm-content')")


def test_a_hundred_thousand_steps_are_shown(demo: Demo) -> None:
    """As many steps as a run may record can be gone through, while few rows and boxes are in the document."""
    demo.open("primes")
    demo.type_program("xs = []\nfor i in range(200_000):\n    xs.append(i)\n")
    demo.run()
    assert demo.last == 100_000
    assert "A limit was reached" in demo.text("#truncated")
    for button, position in (("last", 100_000), ("first", 0), ("last", 100_000)):
        demo.get(f"#{button}").click()
        demo.go_to(position)
    assert len(demo.all(".frame")) < 100
    assert len(demo.all(".box")) <= 100
    assert demo.text(".boxes > .is-new > .value") == demo.all(".boxes > .box > .value")[-1].text


def test_learners_text_is_never_markup(demo: Demo) -> None:
    """What is printed, returned, raised, named or stored is shown as the text it is."""
    evil = "<img src=x onerror=alert(1)>"
    demo.open("primes")
    text = repr(evil)
    demo.type_program(f"xs = [{text}]\nd = {{{text}: {text}}}\nd[0] = xs\nprint({text})\nraise ValueError({text})\n")
    demo.run()
    demo.get("#last").click()
    demo.go_to(demo.last)
    assert demo.text("#output") == evil + "\n"
    assert demo.text("#error-message") == evil
    assert evil in demo.text("#structures")
    assert demo.all("img") == []


@pytest.fixture
def copy(dist: Path, tmp_path: Path) -> Path:
    """A bundle in which the test may replace files."""
    return linked_copy(dist, tmp_path)


def test_the_page_works_under_a_content_security_policy(driver: Chrome, copy: Path) -> None:
    """No inline script and no eval: the page runs under `script-src 'self' 'wasm-unsafe-eval'`."""
    policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'"
    page = (copy / "index.html").read_text(encoding="utf-8")
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}" />'
    replace_text(copy / "index.html", page.replace("<head>", f"<head>{meta}"))
    driver.get_log("browser")
    with serving(copy) as url:
        demo = Demo(driver, url)
        demo.open("bubble-sort")
        demo.run()
        assert demo.text("#return-value") == "[1, 2, 4, 5, 8]"
        demo.get("#last").click()
        demo.go_to(demo.last)
        driver.get("about:blank")
    assert [entry["message"] for entry in driver.get_log("browser")] == []


def test_a_runtime_that_does_not_load_is_told(driver: Chrome, copy: Path) -> None:
    """Where Pyodide is missing the page says that Python could not be loaded, before a run and after one."""
    (copy / "pyodide.mjs").unlink()
    with serving(copy) as url:
        demo = Demo(driver, url)
        demo.open(state="failed")
        assert "Python could not be loaded" in demo.text("#status")
        assert not demo.get("#progress").is_displayed()
        demo.run()
        assert demo.text("#error-name") == "InitError"
        driver.get("about:blank")
    driver.get_log("browser")  # the missing file is complained of, as it should be


def test_missing_examples_are_told(driver: Chrome, copy: Path) -> None:
    """Where the examples are missing the page says so, and runs what is typed."""
    shutil.rmtree(copy / "examples")
    with serving(copy) as url:
        demo = Demo(driver, url)
        driver.get(url)
        demo.wait_for("ready")
        demo.wait("return document.getElementById('description').textContent.includes('could not be loaded')")
        demo.type_program("print(1)\n")
        demo.run()
        assert demo.text("#output") == "1\n"
        driver.get("about:blank")
    driver.get_log("browser")
