"""What an audit asks of a deployment's mode; one that brings no `audit.py` has nothing of its own to say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from modelstacks.mode_parts import part_or

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.audits.subject import Use
    from modelstacks.catalog import Catalog
    from modelstacks.catalog.model import Lifecycle
    from modelstacks.preflight.facts import Ask, Facts


@dataclass(frozen=True)
class Pool:
    """A quota of a *region*: *limit* and *used* in the units that *name* ends with; *fix*: how one gets more."""

    name: str
    region: str
    limit: int
    used: int
    fix: str

    @property
    def free(self) -> int:
        """What is left."""
        return max(0, self.limit - self.used)


class ModeAudit:
    """What Azure tells of a model's end, its version and its quota in one mode: by itself, nothing."""

    def lifecycle_asks(self, use: Use) -> Iterator[Ask[Any]]:
        """Yield the questions whose answers tell when the model ends there."""
        del use
        yield from ()

    def lifecycle(self, use: Use, facts: Facts) -> Lifecycle | None:
        """Return what Azure says of the model's end there; None: nothing, so that the catalogue's row counts."""
        del use, facts
        return None

    def version_ask(self, use: Use) -> Ask[bool] | None:
        """Return the question whether the locked version is there yet; None: the mode locks none that can go."""
        del use
        return None

    def quota_asks(self, use: Use) -> Iterator[Ask[Any]]:
        """Yield the questions about the quota that it takes."""
        del use
        yield from ()

    def pools(self, use: Use, facts: Facts, catalog: Catalog) -> Iterator[Pool]:
        """Yield the quotas that it takes from."""
        del use, facts, catalog
        yield from ()


def audit_of(mode: str) -> ModeAudit:
    """Return what an audit asks of *mode*."""
    found: ModeAudit = part_or(mode, "audit", ModeAudit())
    return found
