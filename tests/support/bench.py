"""What `scripts/bench` prints: how long the commands that people wait for take, with their requests counted."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import bench_checks
import bench_commands
import bench_stacks
from azure_fixtures import start_local_azure
from bench_measuring import heading
from localazure import process

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench_measuring import Measured

PARTS = (bench_commands.measured, bench_checks.measured, bench_stacks.measured)
"""Each takes a local Azure of its own and an empty folder, and yields its rows."""


def main() -> int:
    """Measure everything, print a table; 1 where the best run of something took too long."""
    print(heading())  # noqa: T201
    late = False
    for measured in everything():
        print(measured, flush=True)  # noqa: T201
        late |= measured.late
    return int(late)


def everything() -> Iterator[Measured]:
    """Yield each measurement."""
    for part in PARTS:
        with TemporaryDirectory() as folder:
            azure = start_local_azure(Path(folder) / "state")
            try:
                yield from part(azure, Path(folder))
            finally:
                process.stop(azure.state)


if __name__ == "__main__":
    sys.exit(main())
