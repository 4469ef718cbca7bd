"""A stack of a fleet as the checks see it: pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modelstacks.preflight.check_context import CheckContext
    from modelstacks.spec import Spec


@dataclass(frozen=True)
class Member:
    """A stack of the fleet as the checks see it; *environ* says who asks about it, and where.

    It begins when those of a lower *stage* are done.
    """

    name: str
    spec: Spec
    context: CheckContext
    environ: Mapping[str, str] = field(repr=False)
    stage: int
