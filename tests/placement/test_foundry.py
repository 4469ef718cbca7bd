"""Where deployments in Foundry accounts go: by what a region lists, and by quota, a region's own or shared by all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from foundry_answers import account, foundry, in_accounts, offered, sku
from modelstacks.modes.foundry.offered import GLOBAL, FoundryFacts, OfferedModel
from modelstacks.placement import PlacementFacts, place
from modelstacks.placement.options import Rejection
from modelstacks.spec import WorkspaceRef
from spec_builders import CATALOG, deployment, spec_of

if TYPE_CHECKING:
    from modelstacks.placement import Placement
    from modelstacks.spec import Deployment

SWEDEN, VIRGINIA = "swedencentral", "eastus2"
LARGE, SCOUT = "Mistral-Large-3", "Llama-4-Scout-17B-16E-Instruct"
QUOTA = f"quota-of-{LARGE}"


def placed(*deployments: Deployment, kept: Any = None, **facts: Any) -> Placement:
    listed: dict[str, tuple[OfferedModel, ...]] = dict.fromkeys((SWEDEN, VIRGINIA), (offered(LARGE),))
    known = FoundryFacts(facts.get("models", listed), facts.get("free", {}))
    spec = spec_of(deployments, **in_accounts(account(SWEDEN), account(VIRGINIA)))
    return place(spec, CATALOG, PlacementFacts(date(2026, 11, 20), own={"foundry": known}), kept)


def regions(placement: Placement) -> dict[str, str]:
    return {name: decision.region for name, decision in placement.decisions.items()}


def test_where_the_first_region_has_no_quota_left_the_next_one_is_taken() -> None:
    both = [foundry(name, regions=(SWEDEN, VIRGINIA)) for name in ("one", "two")]
    found = placed(*both, free={(SWEDEN, QUOTA): 10, (VIRGINIA, QUOTA): 10})
    assert sorted(regions(found).values()) == [VIRGINIA, SWEDEN]


@pytest.mark.parametrize(("left", "unplaced"), [(20, 0), (19, 1)])
def test_two_regions_share_what_is_global(left: int, unplaced: int) -> None:
    """Each region lists it, too: that is the same quota once more."""
    each = [foundry(name, regions=(region,)) for name, region in (("one", SWEDEN), ("two", VIRGINIA))]
    free = {(SWEDEN, QUOTA): 0, (VIRGINIA, QUOTA): 0, (GLOBAL, QUOTA): left}
    assert len(placed(*each, free=free).unplaced) == unplaced


def test_what_stays_where_it_is_takes_its_share_of_what_is_global_first() -> None:
    one, two = (foundry(name, regions=(region,)) for name, region in (("one", SWEDEN), ("two", VIRGINIA)))
    free = {(GLOBAL, QUOTA): 19}
    kept = placed(one, free=free).decisions
    [rejected] = placed(one, two, free=free, kept=kept).unplaced["two"]
    assert rejected.reason == f"9 of {QUOTA} are free in all regions together, 10 needed"


def test_a_quota_that_nobody_lists_is_no_obstacle() -> None:
    assert regions(placed(foundry(capacity=99999))) == {"chat": SWEDEN}


@pytest.mark.parametrize(
    ("bounds", "capacity"),
    [
        ({"default": 50}, 50),
        ({"default": None, "minimum": 15}, 15),
        ({"default": None, "allowed": (40, 20)}, 20),
        ({"default": None}, 1),
    ],
)
def test_the_capacity_is_what_the_list_says(bounds: dict[str, Any], capacity: int) -> None:
    model = offered(LARGE, skus={"GlobalStandard": sku(LARGE, **bounds)})
    [decision] = placed(foundry(), models={SWEDEN: (model,)}).decisions.values()
    assert decision.details["capacity"] == capacity


def test_a_version_that_the_region_does_not_list_is_not_deployed_there() -> None:
    models = {SWEDEN: (offered(SCOUT),), VIRGINIA: (offered(SCOUT, "2"),)}
    found = placed(foundry(model=SCOUT, version="2", regions=(SWEDEN, VIRGINIA)), models=models)
    assert regions(found) == {"chat": VIRGINIA}
    assert found.decisions["chat"].version == "2"


def test_where_azures_list_could_not_be_read_it_goes_by_the_row_and_says_so() -> None:
    decision = placed(foundry(model=SCOUT), models={}).decisions["chat"]
    assert (decision.region, decision.version) == (SWEDEN, "1")
    assert decision.details == {"format": "Meta", "name": SCOUT, "sku": "GlobalStandard", "capacity": 1}
    assert decision.reasons == (
        f"{SCOUT} is offered in swedencentral with GlobalStandard (by the catalogue's rows, Azure's list could not be read)",
    )
    assert placed(foundry(model=SCOUT, version="7"), models={}).decisions["chat"].version == "7"


def test_where_the_row_names_regions_and_azures_list_could_not_be_read_only_they_are_taken() -> None:
    asked = foundry(model=SCOUT, regions=(SWEDEN, VIRGINIA))
    row = asked.model.foundry
    assert row
    way = row.skus["GlobalStandard"].model_copy(update={"regions": (VIRGINIA,)})
    offer = row.model_copy(update={"skus": {"GlobalStandard": way}})
    found = placed(replace(asked, model=asked.model.model_copy(update={"foundry": offer})), models={})
    assert regions(found) == {"chat": VIRGINIA}
    ways = "GlobalStandard, DataZoneStandard or Standard"
    assert rejected(found) == [
        ("foundry", SWEDEN, "region", f"swedencentral does not offer {SCOUT} with {ways}")
    ]


def test_what_azure_lists_goes_to_azure_as_it_is_written_there() -> None:
    listed = replace(offered(LARGE), name=LARGE.lower(), format="mistral ai")
    decision = placed(foundry(), models={SWEDEN: (listed,)}).decisions["chat"]
    assert decision.details == {
        "format": "mistral ai",
        "name": LARGE.lower(),
        "sku": "GlobalStandard",
        "capacity": 10,
        "usage": QUOTA,
    }
    assert decision.reasons == (f"{LARGE} is offered in swedencentral with GlobalStandard (Azure lists it)",)


def rejected(placement: Placement, name: str = "chat") -> list[tuple[str, str | None, str, str]]:
    found = placement.decisions[name].rejected if name in placement.decisions else placement.unplaced[name]
    return [(each.mode, each.region, each.cause, each.reason) for each in found]


def test_each_region_says_what_it_does_not_offer() -> None:
    """One doesn't list the model, the other not in that version, or not in that way."""
    models = {SWEDEN: (), VIRGINIA: (offered(LARGE, "1", skus={"Standard": sku(LARGE)}),)}
    everywhere: dict[str, Any] = {"regions": (SWEDEN, VIRGINIA)}
    asked: list[tuple[dict[str, Any], str, str]] = [
        ({"version": "2"}, f"{LARGE} version 2", f"{LARGE} version 2"),
        ({"sku": "GlobalStandard"}, LARGE, f"{LARGE} with GlobalStandard"),
    ]
    for fields, swedish, virginian in asked:
        assert rejected(placed(foundry(**everywhere, **fields), models=models)) == [
            ("foundry", SWEDEN, "region", f"swedencentral does not offer {swedish}"),
            ("foundry", VIRGINIA, "region", f"eastus2 does not offer {virginian}"),
        ]
    found = placed(foundry(**everywhere), models=models)
    assert regions(found) == {"chat": VIRGINIA}
    assert found.decisions["chat"].details["sku"] == "Standard"
    assert rejected(found) == [("foundry", SWEDEN, "region", f"swedencentral does not offer {LARGE}")]


def test_without_pay_as_you_go_all_ways_that_were_tried_are_named() -> None:
    models = {SWEDEN: (offered(LARGE, skus={"ProvisionedManaged": sku(LARGE)}),)}
    ways = "GlobalStandard, DataZoneStandard or Standard"
    assert rejected(placed(foundry(), models=models)) == [
        ("foundry", SWEDEN, "region", f"swedencentral does not offer {LARGE} with {ways}")
    ]


def test_quota_that_was_never_free_is_told_from_what_others_of_the_file_take() -> None:
    free = {(SWEDEN, QUOTA): 10, (VIRGINIA, QUOTA): 9}
    both = [foundry(name, regions=(SWEDEN, VIRGINIA)) for name in ("one", "two")]
    found = placed(*both, free=free)
    assert regions(found) == {"one": SWEDEN}
    assert rejected(found, "two") == [
        (
            "foundry",
            SWEDEN,
            "quota",
            "GlobalStandard in swedencentral: the quota that is free goes to other deployments of this file",
        ),
        ("foundry", VIRGINIA, "quota", f"9 of {QUOTA} are free in eastus2, 10 needed"),
    ]


def test_the_default_version_is_that_of_the_region_where_it_goes() -> None:
    models = {SWEDEN: (offered(LARGE, "1"),), VIRGINIA: (offered(LARGE, "2"),)}
    both = [foundry(name, regions=(SWEDEN, VIRGINIA)) for name in ("one", "two")]
    found = placed(*both, models=models, free={(SWEDEN, QUOTA): 10})
    versions = {decision.region: decision.version for decision in found.decisions.values()}
    assert versions == {SWEDEN: "1", VIRGINIA: "2"}


@pytest.mark.parametrize(
    ("order", "mode"), [((), "serverless"), (("foundry", "serverless"), "foundry"), (("foundry",), "foundry")]
)
def test_auto_goes_to_an_account_where_the_file_says_so(order: tuple[str, ...], mode: str) -> None:
    model = "Llama-3.3-70B-Instruct"
    spec = spec_of(
        [deployment(model=model, order=order)],
        **(
            in_accounts(account(SWEDEN))
            | {"workspaces": {SWEDEN: WorkspaceRef(SWEDEN, "ws", False, "project")}}
        ),
    )
    known = {"foundry": FoundryFacts({SWEDEN: (offered(model),)}, {})}
    facts = PlacementFacts(date(2026, 11, 20), offers={(model, SWEDEN): True}, own=known)
    assert place(spec, CATALOG, facts).decisions["chat"].mode == mode


def test_a_placement_stays_where_it_is_when_the_file_gets_an_account() -> None:
    model = "Llama-3.3-70B-Instruct"
    workspaces = {"workspaces": {SWEDEN: WorkspaceRef(SWEDEN, "ws", False, "project")}}
    facts = PlacementFacts(
        date(2026, 11, 20),
        offers={(model, SWEDEN): True},
        own={"foundry": FoundryFacts({SWEDEN: (offered(model),)}, {})},
    )
    before = place(spec_of([deployment(model=model)], **workspaces), CATALOG, facts).decisions
    spec = spec_of([deployment(model=model)], **(in_accounts(account(SWEDEN)) | workspaces))
    assert place(spec, CATALOG, facts, before).decisions == before


def test_a_model_that_no_source_names_in_accounts_is_rejected_for_that_mode() -> None:
    chat = foundry()
    unnamed = replace(chat, model=chat.model.model_copy(update={"foundry": None}))
    assert placed(unnamed).unplaced["chat"] == (
        Rejection("foundry", None, "region", f"no source says how {LARGE} is called in Foundry accounts"),
    )
