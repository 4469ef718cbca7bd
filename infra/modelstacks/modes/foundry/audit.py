"""What Azure tells of a model's end and its quota in Foundry accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.audits.by_mode import ModeAudit, Pool
from modelstacks.catalog.model import Lifecycle
from modelstacks.modes.foundry.asks.models import AskRegionModels
from modelstacks.modes.foundry.asks.quota import AskModelQuota
from modelstacks.modes.foundry.offered import GLOBAL, OfferedModel, chosen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.audits.subject import Use
    from modelstacks.catalog import Catalog
    from modelstacks.preflight.facts import Facts

MORE = "Ask for more (https://aka.ms/oai/quotaincrease), or take another sku or region."
RETIRED = frozenset({"Deprecated"})
"""Azure's word for a version that new deployments are refused of, and that stops answering on its date."""


class FoundryAudit(ModeAudit):
    """The region's list of models says when each version ends, and what takes its place."""

    def lifecycle_asks(self, use: Use) -> Iterator[AskRegionModels]:
        """The region's list."""
        yield AskRegionModels(use.region)

    def lifecycle(self, use: Use, facts: Facts) -> Lifecycle | None:
        """What it says of the version that was locked, else of the default one; a list without a date leaves it to the row."""
        listed = _listed(use, facts)
        if listed is None or not (listed.ends or listed.lifecycle in RETIRED):
            return None
        return Lifecycle(
            state="active" if listed.ends else "retired",
            retirement_date=listed.ends,
            replacements=(listed.replacement,) if listed.replacement else (),
            basis="official",
        )

    def quota_asks(self, use: Use) -> Iterator[AskRegionModels | AskModelQuota]:
        """The list names each SKU's quota; how much is used stands with the region, or with what all share."""
        yield AskRegionModels(use.region)
        yield AskModelQuota(use.region)
        yield AskModelQuota(GLOBAL)

    def pools(self, use: Use, facts: Facts, catalog: Catalog) -> Iterator[Pool]:
        """Those of the model's SKUs, of which the region or all regions have a count."""
        del catalog
        listed = _listed(use, facts)
        names = dict.fromkeys(sku.usage_name for sku in listed.skus.values()) if listed else {}
        for region in (use.region, GLOBAL):
            quotas = facts.get(AskModelQuota(region)) or {}
            for name in names:
                quota = quotas.get(name or "")
                if quota and quota.used:
                    yield Pool(str(name), region, quota.limit, quota.used, MORE)


def _listed(use: Use, facts: Facts) -> OfferedModel | None:
    """A model of nobody's row is known by the name that ARM calls it."""
    offer = use.model.foundry if use.model else None
    models = facts.get(AskRegionModels(use.region)) or ()
    return chosen(offer.name if offer else use.model_id, use.version, models)


PART = FoundryAudit()
