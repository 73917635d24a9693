"""The files of `worker/` that are generated, so that what they say is written once."""

from __future__ import annotations

import sys

from dstruct_host import typescript, versions

GENERATORS = (typescript, versions)


def write() -> None:
    """Bring all of them up to date."""
    for generator in GENERATORS:
        generator.main([])


def differences() -> int:
    """How many differ from what would be written; each is named on stderr."""
    return sum(generator.main(["--check"]) for generator in GENERATORS)


if __name__ == "__main__":
    sys.exit(differences())
