"""`modelstacks …` in the test's own process, in the shell that the test describes.

A program of its own would import the same again, which costs more than most commands do; that it can be started as one,
and what it does when it is stopped, has tests of its own.
"""

from __future__ import annotations

import io
import os
import sys
import warnings
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

from modelstacks.cli.app import run
from modelstacks.logs import set_up

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


def run_here(environ: Mapping[str, str], cwd: Path, arguments: Sequence[str]) -> tuple[int, str]:
    """Run a command to its end; return its exit code and everything it printed."""
    printed = io.StringIO()
    with _shell(environ, cwd, arguments), redirect_stdout(printed), redirect_stderr(printed):
        try:
            run()
        except SystemExit as end:
            return int(end.code or 0), printed.getvalue()
    raise AssertionError("the command line ends with its exit code")


@contextmanager
def _shell(environ: Mapping[str, str], cwd: Path, arguments: Sequence[str]) -> Iterator[None]:
    before = os.getcwd()  # noqa: PTH109 - it is only gone back to
    with (
        Path(os.devnull).open() as nobody,
        mock.patch.object(sys, "stdin", nobody),
        mock.patch.dict(os.environ, environ, clear=True),
        mock.patch.object(sys, "argv", ["modelstacks", *arguments]),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")  # as an installed program does
        os.chdir(cwd)
        try:
            yield
        finally:
            os.chdir(before)
            set_up(None)  # the process goes on, the command's log does not
