"""azure-ai-ml without its notices: it logs to stderr past everybody's settings, warns, and its pollers print dots."""

from __future__ import annotations

import logging
import sys
import threading
import warnings
from contextlib import contextmanager, redirect_stdout
from io import TextIOBase
from typing import TYPE_CHECKING, TextIO, cast

from modelstacks.logs import hears_azures_own

if TYPE_CHECKING:
    from collections.abc import Iterator

LOGGERS = "azure.ai.ml"
POLLER = "LROPoller"
"""How azure-core names the thread that a poller polls in."""


class _WithoutPollers(TextIOBase):
    """A stream that drops what pollers print; everybody else's words go through."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        if threading.current_thread().name.startswith(POLLER):
            return len(text)
        return self._stream.write(text)

    def flush(self) -> None:
        self._stream.flush()


@contextmanager
def quiet() -> Iterator[None]:
    """Keep azure-ai-ml quiet, and nothing else: its loggers (but where they are asked for), its warnings, its pollers' dots."""
    loud = [logger for logger in _loggers() if not logger.disabled and not hears_azures_own()]
    with warnings.catch_warnings(), redirect_stdout(cast("TextIO", _WithoutPollers(sys.stdout))):
        warnings.simplefilter("ignore")
        for logger in loud:
            logger.disabled = True
        try:
            yield
        finally:
            for logger in loud:
                logger.disabled = False


def _loggers() -> Iterator[logging.Logger]:
    for name in list(logging.root.manager.loggerDict):
        if name == LOGGERS or name.startswith(f"{LOGGERS}."):
            yield logging.getLogger(name)
