"""One question to Azure from a command that is not async itself."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from modelstacks.azure.arm import Arm

T = TypeVar("T")


def run_with_arm(question: Callable[[Arm], Awaitable[T]]) -> T:
    """Return the answer to *question*, put as whoever and to whichever cloud the environment names."""
    from modelstacks.azure import session

    return session.run_with_arm(question, os.environ)
