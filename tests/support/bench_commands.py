"""How long whole commands take, from start to end, as whoever types them waits: at 120 and at 1,000 deployments."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial
from typing import TYPE_CHECKING

import many
from bench_measuring import Measured, timed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from azure_fixtures import LocalAzureServer

DEPLOYED, IN_A_FILE = 120, 1_000
MODELS_S, BOMB_S, CHECK_S, LOCK_S, SMOKE_S, LARGE_S = 0.5, 1.0, 1.0, 1.0, 5.0, 5.0


def measured(azure: LocalAzureServer, folder: Path) -> Iterator[Measured]:
    """Yield each command's row."""
    run = command(azure.env(), folder)
    yield Measured("modelstacks models", timed(lambda: run("models")), MODELS_S)
    (folder / "bomb.yaml").write_text(bomb())
    refused = timed(lambda: run("check", "bomb.yaml", ends_with=2))
    yield Measured("modelstacks check of a YAML alias bomb", refused, BOMB_S)
    with many.build(azure) as estate:
        many.write_spec(estate, folder, IN_A_FILE, sized=False)
        both = timed(lambda: (run("check", ends_with=None), run("lock")))
        yield Measured(f"modelstacks check, and lock, {IN_A_FILE} deployments, together", both, LARGE_S)
        (folder / "deployments.lock.yaml").unlink()
        many.write_spec(estate, folder, DEPLOYED)
        many.deploy(estate, DEPLOYED)
        size = f"{DEPLOYED} deployments, {len(many.REGIONS)} regions, all deployed"
        for word, most in (("lock", LOCK_S), ("check", CHECK_S), ("smoke", SMOKE_S)):
            yield Measured(f"modelstacks {word}, {size}", timed(partial(run, word)), most)


def command(environ: Mapping[str, str], folder: Path) -> Callable[..., None]:
    """Return what runs a command in *folder*, which must end as expected (None: in any way)."""

    def run(*words: str, ends_with: int | None = 0) -> None:
        line = [sys.executable, "-m", "modelstacks.cli", *words]
        ended = subprocess.run(
            line, cwd=folder, env=os.environ | environ, capture_output=True, text=True, check=False
        )
        if ends_with not in (None, ended.returncode):
            raise RuntimeError(
                f"{words} ended with {ended.returncode}:\n{ended.stdout[-500:]}{ended.stderr[-500:]}"
            )

    return run


def bomb() -> str:
    """Return twenty lines that stand for 10^20 values."""
    levels = (f"v{level}: &v{level} [{', '.join([f'*v{level - 1}'] * 10)}]" for level in range(1, 20))
    return "\n".join(["v0: &v0 [lol]", *levels, ""])
