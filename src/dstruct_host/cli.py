"""The command line of the host side. Each command is a few lines; the work is in the module of its name."""

from __future__ import annotations

import click

from dstruct_host import bundle, serve


@click.group()
def main() -> None:
    """Build, serve, test and measure dstruct-runner."""


@main.command()
@click.option("--pyodide", "flavour", type=click.Choice(list(bundle.FLAVOURS)), default="314", show_default=True)
def build(flavour: str) -> None:
    """Bring the bundle up to date."""
    directory = bundle.build(bundle.FLAVOURS[flavour])
    click.echo(f"The bundle is in {directory}")


@main.command()
@click.option("--port", default=0, help="0 takes a free one.")
@click.option("--isolated", is_flag=True, help="Send the headers of cross-origin isolation.")
def demo(port: int, isolated: bool) -> None:
    """Build the bundle and serve it until Ctrl+C."""
    serve.serve(bundle.build(), lambda url: click.echo(f"The demo is at {url}"), isolated=isolated, port=port)
