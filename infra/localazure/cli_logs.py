"""`modelstacks local logs`: the requests that the local Azure answered, whose they were, and why it refused them."""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from localazure.cli_state import StateOption, state_dir_of
from modelstacks.cli.closed_output import is_read
from modelstacks.cli.options import OutputOption
from modelstacks.cli.output import Output, stderr

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import TextIO

PAUSE_S = 0.2
"""How long `-f` waits before it looks again."""
INDENT = " " * 14


def logs(
    follow: Annotated[
        bool, typer.Option("--follow", "-f", help="Go on with what is asked from now on, until Ctrl-C.")
    ] = False,
    last: Annotated[
        int | None, typer.Option("--last", "-n", min=0, help="Only so many of those before; default: all.")
    ] = None,
    state: StateOption = None,
    output: OutputOption = Output.TABLE,
) -> None:
    """Show which requests it answered: whose, how, in what time, and why not. JSON: an object a line.

    Also those before it was stopped: the state folder keeps the last few thousand.
    """
    from localazure import process

    folder = state_dir_of(state)
    if process.find(folder) is None:
        stderr().print("It is not running; this is what it logged.", style="dim")
    log = _Log(folder.requests)
    before = list(log.new())
    try:
        _print(before if last is None else before[len(before) - min(last, len(before)) :], output)
        while follow and is_read(sys.stdout):
            time.sleep(PAUSE_S)
            _print(log.new(), output)
    except KeyboardInterrupt:
        return
    finally:
        log.close()


class _Log:
    """The lines of the log, old and new; the server begins a new file now and then."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._open: TextIO | None = None
        self._switch_to(file.with_name(f"{file.name}.1"))

    def new(self) -> Iterator[str]:
        """Yield each whole line that was not yielded before."""
        yield from self._rest()
        while self._is_replaced():
            yield from self._rest()  # what came between the two: now nothing more does
            self._switch_to(self._file)
            yield from self._rest()

    def close(self) -> None:
        """Close the file."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def _switch_to(self, file: Path) -> None:
        self.close()
        if file.exists():
            self._open = file.open(encoding="utf-8")

    def _rest(self) -> Iterator[str]:
        while self._open is not None:
            place = self._open.tell()
            line = self._open.readline()
            if not line.endswith("\n"):
                self._open.seek(place)
                return
            yield line

    def _is_replaced(self) -> bool:
        try:
            there = self._file.stat()
        except FileNotFoundError:
            return False
        if self._open is None:
            return True
        return os.fstat(self._open.fileno()).st_ino != there.st_ino


def _print(lines: Any, output: Output) -> None:
    for line in lines:
        try:
            text = line if output is Output.JSON else in_words(json.loads(line))
        except ValueError:  # cut off where a machine lost its power
            continue
        sys.stdout.write(text)
    sys.stdout.flush()


def in_words(request: dict[str, Any]) -> str:
    """Return a request as `modelstacks -v` logs it, with who asked; below it why it was refused."""
    at = datetime.fromisoformat(request["time"])
    status = str(request["status"]) if request["status"] else "no answer"
    parts = (
        f"{at:%H:%M:%S}.{at.microsecond // 1000:03}Z",
        request["principal"],
        request["method"],
        request["path"],
        status,
        request["error"],
        f"{request['seconds'] * 1000:.0f} ms",
        request["request_id"],
    )
    missing = f"missing: {request['action']} at {request['scope']}" if request["action"] else None
    below = "".join(f"{INDENT}{text}\n" for text in (request["message"], missing) if text)
    return f"{' '.join(filter(None, parts))}\n{below}"
