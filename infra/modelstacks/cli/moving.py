"""What is under way: lines that move on a terminal, and elsewhere a line now and then, so that a log is never silent for long."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING

from rich.live import Live

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console, RenderableType

STILL_S = 30.0
"""How long it may be quiet without a terminal."""


class Moving:
    """Shows what *moving* returns on the terminal of *console*, or calls *tell* now and then where there is none."""

    def __init__(
        self, console: Console, moving: Callable[[], RenderableType], tell: Callable[[], None]
    ) -> None:
        self._console, self._moving, self._tell = console, moving, tell
        self._live: Live | None = None
        self._over = threading.Event()

    @property
    def on_terminal(self) -> bool:
        """Whether somebody looks on; FORCE_COLOR alone makes no terminal."""
        stream = sys.stderr if self._console.stderr else sys.stdout
        return self._console.is_terminal and stream.isatty()

    def start(self) -> None:
        """Begin."""
        self._over.clear()
        if self.on_terminal:
            self._live = Live(
                get_renderable=self._moving, console=self._console, transient=True, refresh_per_second=4
            )
            self._live.start()
        else:
            threading.Thread(target=self._tell_now_and_then, daemon=True).start()

    def stop(self) -> None:
        """End; what moved is gone from the screen."""
        self._over.set()
        if self._live:
            self._live.stop()
            self._live = None

    def _tell_now_and_then(self) -> None:
        while not self._over.wait(STILL_S):
            self._tell()
