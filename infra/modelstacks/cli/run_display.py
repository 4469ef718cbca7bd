"""What a user sees while the engine runs: a line for what changes, each message once, and a moving line on a terminal."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from rich.console import Console
from rich.spinner import Spinner
from rich.text import Text

from modelstacks.cli.moving import Moving
from modelstacks.cli.output import Output, stderr
from modelstacks.cli.wrapping import wrapped
from modelstacks.engine.narration import Line, NarratedView, Narration, Tone

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

STYLES: dict[Tone, str] = {
    "added": "green",
    "changed": "yellow",
    "removed": "red",
    "failed": "bold red",
    "warning": "yellow",
    "message": "",
    "inside": "dim",
}
HANGING = "    "
"""How far the rest of a line is indented that is wider than the terminal."""


class RunDisplay(NarratedView):
    """A context manager: shows one command's runs on stdout, or on stderr where the result goes out as JSON.

    *verbose*: everything that Pulumi says, in its own words; *diff*: what changes inside; *only_messages*: no resources.
    """

    def __init__(
        self, output: Output, *, verbose: bool = False, diff: bool = False, only_messages: bool = False
    ) -> None:
        super().__init__(Narration(diff))
        to_stderr = output is Output.JSON
        self.console = Console(stderr=to_stderr, highlight=False)
        self.color = color_of(output)
        self.verbose, self.diff = verbose, verbose and diff
        self._tones = {"failed", "warning"} if only_messages else set(STYLES)
        self._printed: list[str] = []
        self._spinner = Spinner("dots")
        self._under_way = Moving(self.console, self._moving, self._tell)

    @property
    def problems(self) -> list[str]:
        """The errors that were heard, with what they are about; what Pulumi printed where it told none."""
        return self._narration.problems or self._printed

    def __enter__(self) -> Self:
        if not self.verbose:
            if not self._under_way.on_terminal:
                stderr().print("Asking Azure what is there …")
            self._under_way.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, err: BaseException | None, trace: TracebackType | None
    ) -> None:
        from modelstacks.engine.errors import StackError

        self._under_way.stop()
        self.show(self._narration.rest())
        if type(err) is StackError and not (self.verbose or self._narration.problems):
            for line in self._printed:
                self._print(line)

    def say(self, line: str) -> None:
        """Show a line of ours."""
        self._print(line)

    def printed(self, line: str) -> None:
        """Show what Pulumi printed where that is wanted; else keep it for a failure that no event explains."""
        self._printed.append(line.rstrip())
        if self.verbose:
            self._print(line.rstrip(), ansi=True)

    def warned(self, line: str) -> None:
        """Show the CLI's own warnings, of which no event tells; the rest as what it printed."""
        if line.startswith("warning: ") and not self.verbose:
            self._print(line.rstrip(), STYLES["warning"])
        else:
            self.printed(line)

    def show(self, lines: list[Line]) -> None:
        """Show them, unless Pulumi's own are."""
        for line in lines:
            if line.tone in self._tones and not self.verbose:
                self._print(line.text, STYLES[line.tone])

    def _print(self, text: str, style: str = "", *, ansi: bool = False) -> None:
        if self.console.is_terminal and not ansi:
            text = "\n".join(wrapped(text, self.console.width, HANGING))
        self.console.print(Text.from_ansi(text) if ansi else Text(text, style), soft_wrap=True)

    def _tell(self) -> None:
        """Say what is under way where nothing moves: Azure takes 20 minutes for a managed deployment."""
        stderr().print(self.now(), markup=False)

    def _moving(self) -> Spinner:
        self._spinner.update(text=Text(self.now(), overflow="ellipsis", no_wrap=True))
        return self._spinner


def color_of(output: Output) -> str:
    """Return whether Pulumi colours its lines, as rich decides it for ours (https://no-color.org)."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM", "").lower() in {"dumb", "unknown"}
    return "always" if output is Output.TABLE and sys.stdout.isatty() and not plain else "never"
