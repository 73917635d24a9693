"""The command line of the host side. Each command is a few lines; the work is in the module of its name."""

from __future__ import annotations

import os
import sys
import webbrowser
from typing import Any, TextIO

import click

from dstruct_host import bundle, checks, serve, setup, wheel


@click.group()
def main() -> None:
    """Build, serve, test and measure dstruct-runner."""


@main.command()
@click.option("--pyodide", "flavour", type=click.Choice(list(bundle.FLAVOURS)), default="314", show_default=True)
@click.option("--types", is_flag=True, help="Only write the generated files of worker/.")
def build(flavour: str, types: bool) -> None:
    """Bring the bundle up to date."""
    wheel.install_wheel()
    if types:
        from dstruct_host import generated  # here because it imports the wheel that was just installed

        generated.write()
        return
    directory = bundle.build(bundle.FLAVOURS[flavour])
    click.echo(f"The bundle is in {directory}")


@main.command()
@click.option("--check", is_flag=True, help="Run every example headless in Chromium instead, and compare.")
@click.option("--port", default=0, help="0 takes a free one.")
@click.option("--isolated", is_flag=True, help="Send the headers of cross-origin isolation.")
def demo(check: bool, port: int, isolated: bool) -> None:
    """Build the bundle and serve it until Ctrl+C."""
    directory = bundle.build()
    if check:
        from dstruct_host import demo_check  # here because Selenium takes a while to import

        setup.ensure_chromium()
        sys.exit(demo_check.main())
    serve.serve(directory, _show, isolated=isolated, port=port)


@main.command()
@click.option("--write", is_flag=True, help="Bring the table in the README up to date.")
def selftest(write: bool) -> None:
    """Open the bundle's selftest.html in Chromium, Firefox and WebKitGTK, and print what comes of it."""
    from dstruct_host import selftest  # here because Selenium takes a while to import

    setup.ensure_engines()
    bundle.build()
    sys.exit(selftest.main(write=write))


def _show(url: str) -> None:
    click.echo(f"The demo is at {url} (Ctrl+C ends it)")
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or sys.platform in ("darwin", "win32"):
        webbrowser.open(url)


@main.command(context_settings={"ignore_unknown_options": True})
@click.option("--fast", is_flag=True, help="Only what needs neither a browser nor the bundle.")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def test(fast: bool, arguments: tuple[str, ...]) -> None:
    """Run every part, or those named first in ARGUMENTS; what follows from the first option on is handed to pytest."""
    first_option = next((i for i, argument in enumerate(arguments) if argument.startswith("-")), len(arguments))
    try:
        sys.exit(checks.run(arguments[:first_option], arguments[first_option:], fast=fast))
    except ValueError as error:
        raise click.UsageError(str(error)) from error


@main.command()
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="One JSON object of figures instead of a table.")
@click.option("--quick", is_flag=True, help="Few rounds of small programs: shows that it works, not what things cost.")
@click.option("--runs", type=click.IntRange(1), help="chaos: how many, 1,000 unless given.")
@click.option("--seed", type=int, help="chaos: of what is played; by chance unless given.")
@click.option("--engine", type=click.Choice(["chromium", "firefox", "webkit"]), help="chaos: Chromium unless given.")
def bench(name: str, as_json: bool, quick: bool, **settings: Any) -> None:
    """Measure NAME; the exit code is 1 if that finds something that must not be."""
    from dstruct_host.bench import BENCHMARKS  # here because Selenium takes a while to import
    from dstruct_host.bench.report import render

    if name not in BENCHMARKS:
        raise click.UsageError(f"There is no benchmark {name!r}. Benchmarks: {', '.join(BENCHMARKS)}.")
    benchmark = BENCHMARKS[name]
    given = {setting: value for setting, value in settings.items() if value is not None}
    for setting in given:
        if setting not in benchmark.settings:
            raise click.UsageError(f"The benchmark {name!r} has no --{setting}.")
    benchmark.ensure()
    report = benchmark.measure(quick, **given)
    if as_json:
        click.echo(report.as_json())
    else:
        click.echo(f"{name}: {benchmark.summary}\n\n{render(report, benchmark.targets)}")
    for problem in report.problems:
        click.echo(problem, err=True)
    sys.exit(bool(report.problems))


@main.command()
@click.option("--steps", is_flag=True, help="With what a debugger asks for: lines, calls, returns and variables.")
@click.argument("program", type=click.File(encoding="utf-8"), default="-")
def explain(program: TextIO, steps: bool) -> None:
    """Print PROGRAM (a file, or - for the standard input) as it is rewritten to tell of its operations."""
    wheel.install_wheel()
    from dstruct_runner.instrument import explain  # here because it comes from the wheel that was just installed

    click.echo(explain(program.read(), steps=steps))
