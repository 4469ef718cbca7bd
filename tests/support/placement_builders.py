"""An Azure with as many cores as a test says, and what is placed in it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from hypothesis import strategies as st

from modelstacks.placement import Decision, Placement, PlacementFacts, family_key, place
from modelstacks.spec import Deployment
from spec_builders import CATALOG, spec_of

TODAY = date(2026, 11, 20)
A100, H100 = "Standard_NC24ads_A100_v4", "Standard_NC40ads_H100_v5"
A100_FAMILY = family_key(CATALOG.sku(A100).family)
REGIONS = ("swedencentral", "eastus2", "uksouth")


def facts(cores: Mapping[tuple[str, str], int] | None = None, **fields: Any) -> PlacementFacts:
    """No cores anywhere but *cores*, shared quota for everyone."""
    families = {family_key(sku.family) for sku in CATALOG.skus}
    none = {(region, family): 0 for region in REGIONS for family in families}
    defaults: dict[str, Any] = {"today": TODAY, "free_cores": none | dict(cores or {}), "shared_quota": True}
    return PlacementFacts(**(defaults | fields))


def placed(
    *deployments: Deployment, about: PlacementFacts, kept: Mapping[str, Decision] | None = None
) -> Placement:
    return place(spec_of(deployments), CATALOG, about, kept)


cores = st.dictionaries(st.tuples(st.sampled_from(REGIONS), st.just(A100_FAMILY)), st.integers(0, 150))
"""Free cores by region, of one VM family."""
