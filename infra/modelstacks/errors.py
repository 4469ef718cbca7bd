"""The exception tree: one class for each thing a caller can react to.

ModelstacksError                exit code 1: Azure said no, or a finding
├── SpecError                   2: mistakes in a YAML file, each with file:line:column
├── UsageError                  2: the command, its arguments or the environment are wrong
├── EngineMissingError          1: no Pulumi engine found and none could be got
├── CatalogError                3: a catalogue row is wrong (a user's own rows: 2, a SpecError)
├── AzureError                  1: Azure refused; carries status, code and request id
└── SmokeError                  1: an endpoint did not answer as the catalogue says

Every message says what happened, why, and what to do, in the user's own values.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


SIGNALLED = 128
"""What a shell adds to the number of the signal that ended a command."""


class ModelstacksError(Exception):
    """Root of everything this package raises on purpose; *exit_code* is what the CLI ends with."""

    exit_code = 1


class UsageError(ModelstacksError):
    """The command line, a config value or the environment can't be used as it is."""

    exit_code = 2


class EngineMissingError(ModelstacksError):
    """The Pulumi engine was not found and no way of getting it worked."""


class CatalogError(ModelstacksError):
    """A packaged catalogue row is wrong: our bug, named by file, row and field."""

    exit_code = 3


class SmokeError(ModelstacksError):
    """At least one endpoint did not answer as the catalogue says."""


class AzureError(ModelstacksError):
    """Azure refused a request.

    *status* is the HTTP status (0: there was no answer to judge), *code* Azure's own error code, *request_id* what support
    asks for, *answer* the body that said so: "" where the refusal has none, None where nothing was answered.
    """

    def __init__(
        self,
        message: str,
        *,
        code: str,
        status: int = 0,
        request_id: str | None = None,
        answer: str | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.request_id = request_id
        self.answer = answer

    def __str__(self) -> str:
        request = f" (request id {self.request_id})" if self.request_id else ""
        return f"{self.code}: {super().__str__()}{request}"


@dataclass(frozen=True, order=True)
class Mistake:
    """One thing wrong at one place of a file; *line* and *column* count from 1."""

    file: Path
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


MOST_SHOWN = 20
"""Mistakes that a message lists: what one can mend in one go."""


class SpecError(ModelstacksError):
    """A YAML file holds mistakes; all of them are in *mistakes*, in file order. The message shows the first ones."""

    exit_code = 2

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = tuple(sorted(mistakes))
        shown = [str(mistake) for mistake in self.mistakes[:MOST_SHOWN]]
        more = len(self.mistakes) - len(shown)
        if more:
            shown.append(f"… and {more:,} more like these or others: mend these first.")
        super().__init__("\n".join(shown))
