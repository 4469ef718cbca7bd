"""Azure itself tells when a pilot's model ends: before Christmas, where the group lies in the North."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from modelstacks.audits.by_mode import ModeAudit
from modelstacks.catalog.model import Lifecycle
from pilot.asks.group import AskGroup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.audits.subject import Use
    from modelstacks.preflight.facts import Facts


class PilotAudit(ModeAudit):
    """By where the group is."""

    def lifecycle_asks(self, use: Use) -> Iterator[AskGroup]:
        """Where it is."""
        yield AskGroup()

    def lifecycle(self, use: Use, facts: Facts) -> Lifecycle | None:
        """Retired at Christmas."""
        if facts.get(AskGroup()) != "swedencentral":
            return None
        return Lifecycle(retirement_date=date(2099, 12, 24), replacements=("Phi-9",))


PART = PilotAudit()
