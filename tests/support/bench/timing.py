"""The seconds that something takes in this process."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def seconds_of(run: Callable[[], object]) -> float:
    """Run it, and return how long it took."""
    began = time.perf_counter()
    run()
    return time.perf_counter() - began
