"""An output that nobody reads (any more): the command goes on to its own end and exit code.

In `modelstacks check | head -1` the pipe is closed after the first line. What would end the command there, in the midst
of an `up` as well, only ends its printing.
"""

from __future__ import annotations

import io
import os
import select
import sys
from pathlib import Path
from typing import Any, BinaryIO, TextIO, cast


class _Unread(io.FileIO):
    """A file descriptor that takes everything once its reader has gone; a full disk is said once."""

    is_left = False
    """Whether its reader has gone."""

    def write(self, data: Any, /) -> int:
        try:
            return super().write(data)
        except OSError as err:
            self.is_left = True
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.fileno())
            os.close(nowhere)
            if not isinstance(err, BrokenPipeError):
                raise
            return super().write(data)


def outlive_readers() -> None:
    """Let this process print on where the reader of its output is gone, or where it was started without one (`>&-`)."""
    sys.stdout, sys.stderr = _outliving(sys.stdout), _outliving(sys.stderr)


def is_read(stream: TextIO) -> bool:
    """Say whether somebody may still read *stream*: what goes on for ever has to ask that now and then."""
    raw = _raw(stream)
    if not isinstance(raw, _Unread):
        return True
    poll = select.poll()
    poll.register(raw.fileno(), 0)
    return not raw.is_left and not any(event & select.POLLERR for _, event in poll.poll(0))


def _raw(stream: TextIO) -> Any:
    binary = getattr(stream, "buffer", None)
    return getattr(binary, "raw", binary)  # the same where PYTHONUNBUFFERED is set


def _outliving(stream: TextIO | None) -> TextIO:
    if stream is None:
        return Path(os.devnull).open("w", encoding="utf-8")
    binary, raw = getattr(stream, "buffer", None), _raw(stream)
    if type(raw) is not io.FileIO:
        return stream
    written = cast("io.TextIOWrapper", stream)
    written.flush()
    unread = _Unread(raw.fileno(), "w", closefd=False)
    return io.TextIOWrapper(
        cast("BinaryIO", unread if binary is raw else io.BufferedWriter(unread)),
        encoding=written.encoding,
        errors=written.errors,
        line_buffering=written.line_buffering,
        write_through=written.write_through,
    )
