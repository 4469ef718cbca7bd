"""The command line as a user meets it: what it printed where, and what it ended with."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest

from modelstacks.cli.app import run
from modelstacks.logs import set_up

if TYPE_CHECKING:
    from collections.abc import Mapping


class Terminal(StringIO):
    """Somebody who types."""

    def isatty(self) -> bool:
        """Yes."""
        return True


@dataclass(frozen=True)
class Ended:
    """A command that ended."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        """What it printed, as JSON."""
        return json.loads(self.out)


@dataclass(frozen=True)
class CommandLine:
    """Runs `modelstacks …` in this process, through its outermost edge."""

    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    def within(self, environ: Mapping[str, str]) -> CommandLine:
        """Set these variables for the commands to come."""
        for name, value in environ.items():
            self.monkeypatch.setenv(name, value)
        return self

    def typing(self, answer: str) -> CommandLine:
        """Have somebody type that for the commands to come."""
        self.monkeypatch.setattr("sys.stdin", Terminal(answer))
        return self

    def __call__(self, *arguments: object) -> Ended:
        """Run one command to its end."""
        self.monkeypatch.setattr(sys, "argv", ["modelstacks", *(str(argument) for argument in arguments)])
        try:
            with pytest.raises(SystemExit) as exit_:
                run()
        finally:
            set_up(None)  # the process goes on, the command's log does not
        printed = self.capsys.readouterr()
        return Ended(int(exit_.value.code or 0), printed.out, printed.err)
