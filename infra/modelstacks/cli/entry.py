"""Where the `modelstacks` command begins."""

from __future__ import annotations

import gc


def run() -> None:
    """Run the command. What it is made of stays to the end, so the garbage collector never looks through it."""
    gc.disable()
    from modelstacks.cli.app import run as run_command

    gc.freeze()
    gc.enable()
    run_command()
