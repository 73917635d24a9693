"""`python -m dstruct_host`: the command line."""

from dstruct_host.cli import main

main(prog_name="dstruct-runner")
