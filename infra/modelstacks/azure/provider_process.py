"""The edge of a dynamic provider: Pulumi runs it in a process of its own, and hands it nothing but properties.

Whose Azure it writes to, only that process's environment tells: here alone it is read for a provider.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, TypeVar

from modelstacks.logs import set_up_from

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from modelstacks.azure.arm import Arm

T = TypeVar("T")


def run_with_arm(work: Callable[[Arm], Awaitable[T]]) -> T:
    """Return what *work* returns, done as whoever and in whichever cloud the environment names. Raises as `open_arm`."""
    from modelstacks.azure import session

    set_up_from(os.environ)
    return session.run_with_arm(work, os.environ)
