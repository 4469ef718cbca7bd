"""The log of a run, kept for whoever has to find out later what went wrong: `modelstacks doctor --bundle` takes it along.

A file for each of the last runs that asked or did something, in the user's state folder, readable by the user alone:
each request as `-v` shows it, each phase and step with its seconds, what was said, and how it ended. What looks like a
secret, or is one of the environment's, is not written.
"""

from __future__ import annotations

import os
import platform
import shlex
import sys
import traceback
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from modelstacks.redaction import Redaction
from modelstacks.telemetry.spans import Watcher

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from modelstacks.logs import LoggedRequest, Service
    from modelstacks.telemetry.spans import Span

KEPT = 10
"""How many runs are kept."""
OUR_BUG = 3
SUFFIX = ".log"


def folder() -> Path:
    """Return where the logs lie: the user's state folder."""
    import platformdirs

    return Path(platformdirs.user_state_dir("modelstacks")) / "runs"


def kept(where: Path | None = None) -> list[Path]:
    """Return the logs there are, the newest first."""
    try:
        return sorted((where or folder()).glob(f"*{SUFFIX}"), reverse=True)
    except OSError:
        return []


class RunLog(Watcher):
    """Writes the log of one command; the file is made when there is something to say.

    A folder that can't be written to costs the log, never the run.
    """

    def __init__(self, command: str, argv: Sequence[str], environ: Mapping[str, str]) -> None:
        self._command, self._argv = command, tuple(argv)
        self._redaction = Redaction.of(environ)
        self._began = datetime.now(UTC)
        self._file: int | None = None
        self._given_up = False

    def ended(self, span: Span) -> None:
        """Note how long it took and what it failed with; the command's own end closes the log."""
        if span.kind == "command":
            self._close(span)
        elif span.kind != "question" or span.error is not None:
            self._write(_line(span))

    def asked(self, of: Service, request: LoggedRequest, _parent: Span | None) -> None:
        """Note a request as `-v` shows it."""
        self._write(request.in_a_line(of))

    def noted(self, text: str, _parent: Span | None) -> None:
        """Note what was said."""
        self._write(text)

    def _close(self, span: Span) -> None:
        if span.error is None and self._file is None:
            return  # nothing was asked or done
        self._write(f"ended with exit code {span.attributes.get('exit_code', 0)}; {_line(span)}")
        if span.attributes.get("exit_code") == OUR_BUG and (err := sys.exception()):
            self._write("".join(traceback.format_exception(err)).rstrip())
        if self._file is not None:
            os.close(self._file)
            self._file, self._given_up = None, True

    def _write(self, text: str) -> None:
        if self._file is None and not self._given_up:
            self._open()
        if self._file is not None:
            self._put(f"{datetime.now(UTC):%H:%M:%S.%f} {text}")

    def _put(self, line: str) -> None:
        assert self._file is not None  # whoever calls has looked
        with suppress(OSError):  # a full disk costs the line
            os.write(self._file, f"{self._redaction.cleaned(line)}\n".encode(errors="replace"))

    def _open(self) -> None:
        where = folder()
        name = f"{self._began:%Y%m%dT%H%M%S.%f}-{os.getpid()}-{self._command.replace(' ', '-')}{SUFFIX}"
        try:
            where.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._file = os.open(where / name, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_EXCL, 0o600)
        except OSError:
            self._given_up = True
            return
        self._put(f"{self._began:%Y-%m-%dT%H:%M:%SZ} modelstacks {shlex.join(self._argv)}")
        with suppress(OSError):
            self._put(f"in {Path.cwd()}, Python {platform.python_version()} on {sys.platform}")
        for old in kept(where)[KEPT:]:
            with suppress(OSError):  # another run took it away
                old.unlink()


def _line(span: Span) -> str:
    what = f"{span.name}: {span.seconds or 0:.2f} s"
    found = (
        ", ".join(f"{name} {value}" for name, value in span.attributes.items())
        if span.kind == "phase"
        else ""
    )
    failed = f"failed ({span.error_type}): {span.error}" if span.error is not None else ""
    return "; ".join(filter(None, (what, found, failed)))
