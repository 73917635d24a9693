"""`python -m dstruct_host`: the command line."""

import sys

from dstruct_host.cli import main
from dstruct_host.setup import SetupError

try:
    main(prog_name="dstruct-runner")
except SetupError as error:
    sys.exit(f"dstruct-runner: {error}")
