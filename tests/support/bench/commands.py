"""Commands run as whoever types them waits for them: from start to end, in a process of their own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MODELSTACKS = str(Path(sys.executable).with_name("modelstacks"))
TO_END_S = 60
"""How long a command that is interrupted may tidy up."""


def seconds_of(
    *line: str, cwd: Path, environ: Mapping[str, str] | None = None, ends_with: int | None = 0
) -> float:
    """Run a command and return how long it took. Raises RuntimeError unless it ends with *ends_with* (None: anyhow)."""
    began = time.perf_counter()
    with subprocess.Popen(
        line,
        cwd=cwd,
        env=os.environ | dict(environ or {}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as running:
        said = _to_the_end(running)
    took = time.perf_counter() - began
    if ends_with not in (None, running.returncode):
        raise RuntimeError(f"{' '.join(line)} ended with {running.returncode}:\n{said[-2000:]}")
    return took


def _to_the_end(running: subprocess.Popen[str]) -> str:
    """Return what it prints; where we are interrupted it is told to end, and what it started ends with it."""
    try:
        return running.communicate()[0]
    except BaseException:
        running.terminate()
        try:
            running.communicate(timeout=TO_END_S)
        except subprocess.TimeoutExpired:
            running.kill()
        raise


def modelstacks(cwd: Path, environ: Mapping[str, str] | None = None) -> Callable[..., float]:
    """Return what runs `modelstacks WORDS …` in *cwd* and returns its seconds."""
    return partial(seconds_of, MODELSTACKS, cwd=cwd, environ=environ)


def python(cwd: Path, environ: Mapping[str, str] | None = None) -> Callable[..., float]:
    """Return what runs this Python with words, in *cwd*, and returns its seconds."""
    return partial(seconds_of, sys.executable, cwd=cwd, environ=environ)
