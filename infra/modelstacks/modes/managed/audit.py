"""What Azure tells of a managed deployment's version and cores. No request tells when a model of a registry ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.audits.by_mode import ModeAudit, Pool
from modelstacks.placement import ALL_FAMILIES, family_key
from modelstacks.preflight.asks.quota import AskUsages
from modelstacks.preflight.asks.registry import AskModelVersion

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.audits.subject import Use
    from modelstacks.catalog import Catalog
    from modelstacks.preflight.facts import Facts

MORE = "Ask for more cores (Azure ML studio, Quota: https://ml.azure.com/quota)."


class ManagedAudit(ModeAudit):
    """Versions are the registry's, cores the region's."""

    def version_ask(self, use: Use) -> AskModelVersion | None:
        """The registry's."""
        if use.model is None or use.version is None:
            return None
        return AskModelVersion(use.model.registry, use.model.name, use.version)

    def quota_asks(self, use: Use) -> Iterator[AskUsages]:
        """Cores, unless they are Azure's shared ones."""
        if use.quota != "shared":
            yield AskUsages(use.region)

    def pools(self, use: Use, facts: Facts, catalog: Catalog) -> Iterator[Pool]:
        """The VM size's family, where the lock names one, and the region's cores of all families."""
        usages = None if use.quota == "shared" else facts.get(AskUsages(use.region))
        sku = catalog.find_sku(use.instance_type or "")
        families = {family_key(sku.family): f"{sku.family} cores"} if sku else {}
        for family, name in {**families, ALL_FAMILIES: "dedicated cores of all families"}.items():
            usage = usages.get(family) if usages else None
            if usage:
                yield Pool(name, use.region, usage.limit, usage.used, MORE)


PART = ManagedAudit()
