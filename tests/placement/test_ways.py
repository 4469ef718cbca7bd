"""How a deployment could go: on which VM size, and by whose word a region offers it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from modelstacks.placement import ModelFacts, as_modes_see, family_key
from modelstacks.placement.options import Rejection
from modelstacks.spec import WorkspaceRef
from placement_builders import A100, A100_FAMILY, H100, facts, placed
from spec_builders import CATALOG, deployment, spec_of

if TYPE_CHECKING:
    from modelstacks.spec import Deployment

V100 = "Standard_NC6s_v3"


@pytest.mark.parametrize(
    ("today", "size"),
    [(date(2025, 9, 29), V100), (date(2025, 9, 30), A100), (date(2025, 10, 1), A100)],
    ids=str,
)
def test_a_size_is_recommended_until_its_series_retires(today: date, size: str) -> None:
    assert CATALOG.sku(V100).series_retired == date(2025, 9, 30)
    live = ModelFacts(recommended_skus=(A100, V100))
    chat = deployment(mode="managed", quota="shared")
    about = facts(models={chat.model.name: live}, today=today)
    assert placed(chat, about=about).decisions["chat"].instance_type == size


@pytest.mark.parametrize("names", [("chat",), ("blue", "green"), tuple("abcdefghi")])
def test_a_larger_size_is_taken_where_the_smaller_ones_are_used_up(names: tuple[str, ...]) -> None:
    """By those that share an endpoint, too, as long as there are not too many of them to try all together."""
    live = ModelFacts(recommended_skus=(A100, H100))
    behind = [deployment(name, mode="managed", endpoint_name="one", quota="dedicated") for name in names]
    family = family_key(CATALOG.sku(H100).family)
    about = facts({("swedencentral", family): 40 * len(names)}, models={"Phi-4": live})
    found = placed(*behind, about=about)
    sizes = {decision.instance_type for decision in found.decisions.values()}
    assert (sizes, len(found.unplaced)) == (({H100}, 0) if len(names) <= 8 else (set(), 9))


def test_what_is_kept_on_a_size_that_no_row_knows_takes_no_known_cores() -> None:
    old, new = (
        deployment(name, mode="managed", quota="dedicated", instance_type=A100) for name in ("old", "new")
    )
    about = facts({("swedencentral", A100_FAMILY): 24})
    kept = replace(placed(old, about=about).decisions["old"], instance_type="Standard_X1")
    assert list(placed(old, new, about=about, kept={"old": kept}).decisions) == ["old", "new"]


@pytest.mark.parametrize(
    ("chat", "offers", "reason"),
    [
        (deployment(), {}, "offered serverless in swedencentral"),
        (
            deployment(model="Llama-4-Scout-17B-16E-Instruct", mode="serverless"),
            {},
            "no source says whether swedencentral offers it",
        ),
        (
            deployment(model="Llama-4-Scout-17B-16E-Instruct"),
            {},
            "no source says whether Llama-4-Scout-17B-16E-Instruct is offered serverless in swedencentral",
        ),
        (
            deployment(mode="serverless"),
            {("Phi-4", "swedencentral"): False},
            "Phi-4 is not offered serverless in swedencentral (the service says)",
        ),
    ],
)
def test_a_serverless_way_says_who_knows_of_it(
    chat: Deployment, offers: dict[tuple[str, str], bool], reason: str
) -> None:
    placement = placed(chat, about=facts(offers=offers))
    found = placement.unplaced.get("chat") or [placement.decisions["chat"]]
    said = [each.reason if isinstance(each, Rejection) else each.reasons[0] for each in found]
    assert reason in said


def test_a_mode_sees_those_regions_alone_where_it_has_a_place() -> None:
    ref = WorkspaceRef("swedencentral", "ws", create=False, kind="project")
    chat = deployment(mode="serverless", regions=("eastus2", "swedencentral"))
    seen = as_modes_see(chat, spec_of([chat], workspaces={"swedencentral": ref}))
    assert [(mode, each.regions) for mode, each in seen] == [("serverless", ("swedencentral",))]
