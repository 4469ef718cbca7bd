"""What deployments share: cores by region and family and of all families, Azure's shared quota by model and subscription,
a project's one serverless endpoint of a model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from modelstacks.placement import ALL_FAMILIES, ModelFacts, family_key
from placement_builders import A100, A100_FAMILY, H100, facts, placed
from spec_builders import CATALOG, deployment

if TYPE_CHECKING:
    from modelstacks.placement import Placement
    from modelstacks.spec import Deployment

SWEDEN, EAST = "swedencentral", "eastus2"
H100_FAMILY = family_key(CATALOG.sku(H100).family)
UNFLAGGED, FLAGGED = "Meta-Llama-3-8B-Instruct", "Phi-4"
NEITHER_SAYS = f"no source says whether {UNFLAGGED} may run on shared quota"


def managed(name: str, **fields: Any) -> Deployment:
    return deployment(
        name, **({"mode": "managed", "instance_type": A100, "regions": (SWEDEN, EAST)} | fields)
    )


def where(placement: Placement) -> dict[str, tuple[str, str | None]]:
    return {name: (each.region, each.quota) for name, each in placement.decisions.items()}


def reasons(placement: Placement, name: str) -> list[str]:
    found = placement.decisions[name].rejected if name in placement.decisions else placement.unplaced[name]
    return [each.reason for each in found]


@pytest.mark.parametrize(
    ("family_free", "all_free", "dedicated"),
    [
        ({(SWEDEN, A100_FAMILY): 48, (EAST, A100_FAMILY): 24}, {}, [SWEDEN, SWEDEN, EAST]),
        (
            {(SWEDEN, A100_FAMILY): 48, (EAST, A100_FAMILY): 24},
            {SWEDEN: 47},
            [SWEDEN, EAST],
        ),
        (
            {(SWEDEN, A100_FAMILY): 48, (EAST, A100_FAMILY): 24},
            {SWEDEN: 48, EAST: 23},
            [SWEDEN, SWEDEN],
        ),
        ({(SWEDEN, A100_FAMILY): 24, (SWEDEN, H100_FAMILY): 400}, {}, [SWEDEN]),
    ],
    ids=["each region its own", "all families are too few", "all families just enough", "another family's"],
)
def test_cores_are_counted_by_region_by_family_and_of_all_families(
    family_free: dict[tuple[str, str], int], all_free: dict[str, int], dedicated: list[str]
) -> None:
    total = {(region, ALL_FAMILIES): free for region, free in all_free.items()}
    names = ("one", "three", "two")
    found = where(placed(*(managed(name) for name in names), about=facts(family_free | total)))
    assert [region for region, quota in found.values() if quota == "dedicated"] == dedicated
    assert sum(quota == "shared" for _, quota in found.values()) == len(names) - len(dedicated)


def test_two_families_share_the_cores_of_all_families_of_a_region() -> None:
    free = {(SWEDEN, A100_FAMILY): 24, (SWEDEN, H100_FAMILY): 40}
    both = (managed("small", regions=(SWEDEN,)), managed("big", regions=(SWEDEN,), instance_type=H100))
    enough = placed(*both, about=facts(free | {(SWEDEN, ALL_FAMILIES): 64}))
    assert where(enough) == dict.fromkeys(("small", "big"), (SWEDEN, "dedicated"))
    short = placed(*both, about=facts(free | {(SWEDEN, ALL_FAMILIES): 63}))
    assert sorted(quota or "" for _, quota in where(short).values()) == ["dedicated", "shared"]


def test_what_is_scarcest_is_named_with_what_is_free_of_it() -> None:
    free = {
        (SWEDEN, A100_FAMILY): 23,
        (SWEDEN, ALL_FAMILIES): 500,
        (EAST, A100_FAMILY): 24,
        (EAST, ALL_FAMILIES): 7,
    }
    placement = placed(managed("chat", quota="dedicated"), about=facts(free))
    assert reasons(placement, "chat") == [
        "swedencentral has 23 free standardNCADSA100v4Family cores, 24 needed",
        "eastus2 has 7 free dedicated cores of all families together, 24 needed",
    ]


def test_what_others_of_the_file_took_is_told_from_what_was_never_free() -> None:
    free = {(SWEDEN, A100_FAMILY): 24}
    placement = placed(*(managed(name, quota="dedicated") for name in ("one", "two")), about=facts(free))
    assert where(placement) == {"one": (SWEDEN, "dedicated")}
    assert reasons(placement, "two") == [
        f"managed on {A100}, dedicated quota in swedencentral: what is free there goes to other deployments of this file",
        "eastus2 has 0 free standardNCADSA100v4Family cores, 24 needed",
    ]


def test_on_shared_quota_no_cores_are_taken_from_others_not_even_by_what_is_kept() -> None:
    about = facts({(SWEDEN, A100_FAMILY): 24})
    guest, owner = managed("guest", quota="shared"), managed("owner")
    expected = {"guest": (SWEDEN, "shared"), "owner": (SWEDEN, "dedicated")}
    assert where(placed(guest, owner, about=about)) == expected
    kept = placed(guest, about=about).decisions
    assert where(placed(guest, owner, about=about, kept=kept)) == expected


def test_what_is_kept_takes_cores_of_its_own_region_and_family_alone() -> None:
    free = {(SWEDEN, A100_FAMILY): 24, (EAST, A100_FAMILY): 24, (SWEDEN, H100_FAMILY): 40}
    about = facts(free | {(SWEDEN, ALL_FAMILIES): 64, (EAST, ALL_FAMILIES): 24})
    kept = placed(managed("old", regions=(SWEDEN,)), about=about).decisions
    newcomers = (managed("next"), managed("other", regions=(SWEDEN,), instance_type=H100))
    found = where(placed(managed("old"), *newcomers, about=about, kept=kept))
    assert found == {
        "old": (SWEDEN, "dedicated"),
        "next": (EAST, "dedicated"),
        "other": (SWEDEN, "dedicated"),
    }


def test_cores_of_ones_own_in_a_later_region_come_before_shared_ones_in_an_earlier() -> None:
    placement = placed(managed("chat"), about=facts({(EAST, A100_FAMILY): 24}))
    assert where(placement) == {"chat": (EAST, "dedicated")}
    nowhere = placed(managed("chat"), about=facts())
    assert where(nowhere) == {"chat": (SWEDEN, "shared")}


@pytest.mark.parametrize(
    ("registry", "subscription", "asked_for", "against"),
    [
        (True, True, False, None),
        (True, False, False, "shared quota is for Enterprise Agreement subscriptions only"),
        (True, False, True, "shared quota is for Enterprise Agreement subscriptions only"),
        (True, None, False, "it could not be verified whether this subscription may use shared quota"),
        (True, None, True, None),
        (None, True, False, NEITHER_SAYS),
        (None, True, True, None),
        (False, True, False, f"{UNFLAGGED} may not run on shared quota"),
        (False, True, True, f"{UNFLAGGED} may not run on shared quota"),
        (False, False, True, f"{UNFLAGGED} may not run on shared quota"),
    ],
)
def test_who_may_use_shared_quota(
    registry: bool | None, subscription: bool | None, asked_for: bool, against: str | None
) -> None:
    """In both regions, with another model beside it, of which the registry says the opposite."""
    models = {
        UNFLAGGED: ModelFacts(shared_quota_allowed=registry),
        FLAGGED: ModelFacts(shared_quota_allowed=registry is False),
    }
    quota = "shared" if asked_for else "auto"
    both = (managed("asked", model=UNFLAGGED, quota=quota), managed("beside", model=FLAGGED, quota=quota))
    placement = placed(*both, about=facts(models=models, shared_quota=subscription))
    said = [each.reason for each in placement.unplaced.get("asked", ()) if each.cause == "shared-quota"]
    assert said == ([against] * 2 if against else [])
    assert where(placement).get("asked") == (None if against else (SWEDEN, "shared"))
    allowed_beside = registry is False and (subscription or (subscription is None and asked_for))
    assert where(placement).get("beside") == ((SWEDEN, "shared") if allowed_beside else None)


def test_the_registrys_answer_about_one_model_is_nothing_about_another() -> None:
    models = {UNFLAGGED: ModelFacts(shared_quota_allowed=True)}
    both = (managed("asked", model=UNFLAGGED), managed("beside", model="Llama-3.2-3B-Instruct"))
    placement = placed(*both, about=facts(models=models))
    assert where(placement) == {"asked": (SWEDEN, "shared")}
    assert list(placement.unplaced) == ["beside"]


@pytest.mark.parametrize(("quota", "causes"), [("dedicated", {"cores"}), ("shared", {"shared-quota"})])
def test_only_the_quota_asked_for_is_looked_at(quota: str, causes: set[str]) -> None:
    unplaced = placed(managed("chat", quota=quota), about=facts(shared_quota=False)).unplaced["chat"]
    assert {each.cause for each in unplaced} == causes
    assert [each.region for each in unplaced] == [SWEDEN, EAST]


@pytest.mark.parametrize(
    ("fields", "rejections"),
    [
        (
            {"model": "AI21-Jamba-1.5-Mini", "instance_type": None},
            [("managed", None, "sku", "no VM size is known for AI21-Jamba-1.5-Mini: set instance_type")],
        ),
        (
            {"quota": "dedicated"},
            [
                (
                    "managed",
                    SWEDEN,
                    "cores",
                    "swedencentral has 0 free standardNCADSA100v4Family cores, 24 needed",
                ),
                ("managed", EAST, "cores", "eastus2 has 0 free standardNCADSA100v4Family cores, 24 needed"),
            ],
        ),
        (
            {"quota": "shared"},
            [
                (
                    "managed",
                    region,
                    "shared-quota",
                    "shared quota is for Enterprise Agreement subscriptions only",
                )
                for region in (SWEDEN, EAST)
            ],
        ),
    ],
)
def test_a_rejection_says_mode_region_and_rule(
    fields: dict[str, Any], rejections: list[tuple[str, str | None, str, str]]
) -> None:
    chat = managed("chat", **fields)
    found = placed(chat, about=facts(shared_quota=False)).unplaced["chat"]
    assert [(each.mode, each.region, each.cause, each.reason) for each in found] == rejections


@pytest.mark.parametrize(
    ("asked", "registry", "version"), [("3", "12", "3"), (None, "12", "12"), (None, None, "row")]
)
def test_the_version_is_the_one_asked_for_then_the_registrys_then_the_rows(
    asked: str | None, registry: str | None, version: str
) -> None:
    chat = managed("chat", version=asked)
    models = {
        chat.model.name: ModelFacts(latest_version=registry),
        "Phi-3-mini-4k-instruct": ModelFacts("99"),
    }
    found = placed(chat, about=facts(models=models)).decisions["chat"].version
    assert found == (chat.model.version if version == "row" else version)


def test_a_model_has_one_serverless_endpoint_in_a_project_and_a_kept_one_is_it() -> None:
    deployments = [
        deployment(name, mode="serverless", regions=("swedencentral", "eastus2"))
        for name in ("a", "b", "old")
    ]
    kept = placed(deployments[2], about=facts()).decisions
    after = placed(*deployments, about=facts(), kept=kept)
    assert {name: each.region for name, each in after.decisions.items()} == {
        "old": "swedencentral",
        "a": "eastus2",
    }
    assert list(after.unplaced) == ["b"]
