"""Quota of which Azure counts more used than there is: what stacks have of it together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from modelstacks.fleet.member import Member
from modelstacks.fleet.shared_quota import too_little
from modelstacks.placement import ALL_FAMILIES, family_key
from modelstacks.preflight.asks.quota import AskUsages
from modelstacks.preflight.check_context import CheckContext
from modelstacks.preflight.runner import conclude
from modelstacks.preflight.usage import Usage
from preflight_builders import OWN_TAGS, TODAY, facts_for, usages
from spec_builders import CATALOG, deployment, spec_of

if TYPE_CHECKING:
    from modelstacks.preflight.runner import Examination

A100, CORES = "Standard_NC24ads_A100_v4", 24
FAMILY = family_key("standardNCADSA100v4Family")


def stack(
    name: str, instances: int, counted: Usage, family: str = FAMILY, size: str = A100
) -> tuple[Member, Examination]:
    """A stack whose one deployment is decided, as it is where everything fits alone, and what Azure counts for it."""
    wanted = deployment(name, mode="managed", instance_type=size, quota="dedicated", instances=instances)
    spec = spec_of([wanted])
    context = CheckContext(TODAY, OWN_TAGS)
    placed = conclude(spec, CATALOG, facts_for(spec, {}), context).placed
    found = facts_for(spec, {AskUsages("swedencentral"): usages() | {family: counted}})
    examination = conclude(spec, CATALOG, found, context)
    return Member(name, spec, context, {}, stage=0), type(examination)(found, placed, examination.report)


@pytest.mark.parametrize(
    ("limit", "used", "own", "free"),
    [
        pytest.param(96, 96, (24, 24), 48, id="all of it"),
        pytest.param(96, 120, (24, 24), 24, id="more, by what one of them uses"),
        pytest.param(96, 126, (24, 24), 18, id="more, by more than either uses"),
        pytest.param(96, 150, (24, 24), 0, id="more, by more than both use"),
        pytest.param(96, 126, (48, 0), 18, id="more, and one uses nothing"),
    ],
)
def test_what_is_used_beyond_the_limit_is_not_free_for_all_together(
    limit: int, used: int, own: tuple[int, int], free: int
) -> None:
    stacks = [stack(name, 2, Usage(limit, used, own=part)) for name, part in zip("ab", own, strict=True)]
    [finding] = too_little(stacks).findings
    assert finding.message == (
        f"Too little for all stacks together: {free} dedicated cores of standardNCADSA100v4Family in swedencentral are "
        "free, 96 are needed: a 48, b 48."
    )


def test_where_two_callers_were_told_different_things_the_less_counts() -> None:
    stacks = [stack("a", 1, Usage(limit=100, used=24, own=24)), stack("b", 2, Usage(limit=60, used=30))]
    [finding] = too_little(stacks).findings
    assert ": 54 dedicated cores" in finding.message
    assert too_little([stacks[0], stack("b", 1, Usage(limit=60, used=30))]).findings == ()


def test_cores_of_all_families_are_summed_over_stacks_too() -> None:
    stacks = [stack(name, 1, Usage(limit=30, used=0), ALL_FAMILIES) for name in "ab"]
    [finding] = too_little(stacks).findings
    assert finding.message == (
        "Too little for all stacks together: 30 dedicated cores of all families in swedencentral are free, 48 are needed: "
        "a 24, b 24."
    )


def test_what_is_too_little_is_named_as_azure_names_it() -> None:
    size = CATALOG.sku("Standard_ND96isr_H100_v5")
    counted = Usage(limit=100, used=0)
    [finding] = too_little(
        [stack(name, 1, counted, family_key(size.family), size.name) for name in "abc"]
    ).findings
    assert finding.message == (
        f"Too little for all stacks together: 100 dedicated cores of {size.family} in swedencentral are free, "
        "288 are needed: a 96, b 96, c 96."
    )
    assert (finding.check, finding.severity, finding.about) == ("fleet-quota", "error", ("a", "b", "c"))
