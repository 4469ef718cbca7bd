"""How answers are printed: for people on a terminal, plain elsewhere, JSON for programs."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from rich.console import Console
from rich.markup import escape

from modelstacks.cli.wrapping import wrapped
from modelstacks.errors import UsageError
from modelstacks.logs import hears_requests

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


class Output(StrEnum):
    """`--output`."""

    TABLE = "table"
    JSON = "json"


class ReportOutput(StrEnum):
    """`--output` of what has a JUnit form, too."""

    TABLE = "table"
    JSON = "json"
    JUNIT = "junit"


class Reported(Protocol):
    """What can be printed for programs and for CI."""

    def as_json(self) -> Any:
        """Return its stable form."""

    def as_junit(self) -> str:
        """Return JUnit XML."""


WIDEST = 500


def stdout() -> Console:
    """Return the console for results: no line is broken where nobody's terminal asks for it."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = WIDEST
    return console


class MessageConsole(Console):
    """One whose lines end between words on a terminal, and are whole elsewhere."""

    def print(self, *objects: Any, **options: Any) -> None:
        """Print as rich does, strings on lines as wide as the terminal."""
        if self.is_terminal:
            objects = tuple(
                "\n".join(wrapped(each, self.width)) if isinstance(each, str) else each for each in objects
            )
        super().print(*objects, **options)


def stderr() -> Console:
    """Return the console for progress and messages."""
    return MessageConsole(stderr=True, soft_wrap=True, highlight=False)


@contextmanager
def waiting(what: str) -> Iterator[None]:
    """Show *what* is waited for in there: moving on a terminal, else as a line unless the log shows each request."""
    console = stderr()
    if not (console.is_terminal or hears_requests()):
        console.print(what, markup=False)
    with console.status(escape(what)):
        yield


@contextmanager
def asking(what: str = "Asking Azure …") -> Iterator[Console]:
    """Show it on a terminal only: a few reads, which a log needs no line for. What is said meanwhile goes to the console."""
    console = stderr()
    with console.status(escape(what)):
        yield console


def print_json(value: Any) -> None:
    """Print *value* as JSON on stdout."""
    sys.stdout.write(as_json(value))


def print_reported(report: Reported, output: ReportOutput, table: Callable[[], None]) -> None:
    """Print the report for programs or for CI, or have its *table* shown."""
    if output is ReportOutput.JSON:
        print_json(report.as_json())
    elif output is ReportOutput.JUNIT:
        sys.stdout.write(report.as_junit())
    else:
        table()


def as_json(value: Any) -> str:
    """Return *value* as JSON that ends its last line: indented, as it is."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def write_file(file: Path, text: str, *, option: str) -> None:
    """Write what was asked for with *option*. Raises UsageError where the file can't be written."""
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as err:
        raise UsageError(
            f"{file} can't be written: {err.strerror}.\nName another file for {option}."
        ) from err
