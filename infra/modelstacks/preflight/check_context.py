"""What the checks go by besides the spec, the catalogue and Azure's answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from modelstacks.lock_decisions import Lock
    from modelstacks.placement.options import Capacity


@dataclass(frozen=True)
class CheckContext:
    """The day, the *tags* by which the stack's own resources are known, and what its *lock* decided.

    *taken*: what other stacks of its fleet are given.
    """

    today: date
    tags: Mapping[str, str] = field(default_factory=dict)
    lock: Lock | None = None
    taken: Mapping[Capacity, int] = field(default_factory=dict)
