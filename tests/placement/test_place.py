from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelstacks.placement import ModelFacts, Placement, PlacementFacts, family_key, place
from modelstacks.placement.ways import possible_in
from modelstacks.spec import Deployment
from placement_builders import A100, A100_FAMILY, H100, REGIONS, cores, facts, placed
from spec_builders import CATALOG, deployment, spec_of

RESERVE_PERCENT = 20


def way_of(chat: Deployment, about: PlacementFacts) -> tuple[object, ...] | None:
    decision = placed(chat, about=about).decisions.get(chat.name)
    if decision is None:
        return None
    return decision.mode, decision.region, decision.instance_type, decision.quota


@pytest.mark.parametrize(
    ("chat", "cores", "way"),
    [
        (deployment(), {}, ("serverless", "swedencentral", None, None)),
        (
            deployment(regions=("uksouth", "eastus2")),
            {("uksouth", A100_FAMILY): 24},
            ("serverless", "eastus2", None, None),
        ),
        (
            deployment(mode="managed", regions=("uksouth", "eastus2")),
            {("eastus2", A100_FAMILY): 24},
            ("managed", "eastus2", A100, "dedicated"),
        ),
        (deployment(mode="managed"), {}, ("managed", "swedencentral", A100, "shared")),
        (deployment(mode="managed", quota="dedicated"), {}, None),
        (
            deployment(mode="managed", quota="shared"),
            {("swedencentral", A100_FAMILY): 99},
            ("managed", "swedencentral", A100, "shared"),
        ),
        (
            deployment(mode="managed", instance_type=H100, quota="dedicated"),
            {("swedencentral", A100_FAMILY): 99},
            None,
        ),
        (
            deployment(mode="managed", instances=2, quota="dedicated"),
            {("swedencentral", A100_FAMILY): 47},
            None,
        ),
        (
            deployment(mode="managed", instances=2, quota="dedicated"),
            {("swedencentral", A100_FAMILY): 48},
            ("managed", "swedencentral", A100, "dedicated"),
        ),
        (
            deployment(mode="managed", quota="dedicated"),
            {("swedencentral", A100_FAMILY): 99, ("swedencentral", "totaldedicatedcores"): 23},
            None,
        ),
        (
            deployment(mode="managed", order=("serverless",)),
            {},
            ("managed", "swedencentral", A100, "shared"),
        ),
        (deployment(model="Llama-4-Scout-17B-16E-Instruct"), {}, None),
        (
            deployment(model="Llama-4-Scout-17B-16E-Instruct", mode="serverless"),
            {},
            ("serverless", "swedencentral", None, None),
        ),
        (deployment(model="Llama-3.2-3B-Instruct"), {}, None),
    ],
)
def test_a_deployment_goes_the_best_way_there_is(
    chat: Deployment, cores: dict[tuple[str, str], int], way: tuple[object, ...] | None
) -> None:
    assert way_of(chat, facts(cores)) == way


@pytest.mark.parametrize(("mode", "instances"), [("managed", 3), ("serverless", 1)])
def test_instances_are_locked_where_the_mode_has_some(mode: str, instances: int) -> None:
    decision = placed(deployment(mode=mode, instances=3), about=facts()).decisions["chat"]
    assert decision.instances == instances


def test_what_other_stacks_take_is_not_free() -> None:
    chat = deployment(mode="managed", quota="dedicated")
    about = facts({("swedencentral", A100_FAMILY): 30})
    taken = {("cores", "swedencentral", A100_FAMILY): 7}
    assert list(place(spec_of([chat]), CATALOG, about).decisions) == ["chat"]
    assert list(place(spec_of([chat]), CATALOG, about, taken=taken).unplaced) == ["chat"]


def test_a_mode_sees_what_may_go_there() -> None:
    modes = {"a": "managed", "b": "serverless", "c": "auto"}
    spec = spec_of(deployment(name, mode=mode) for name, mode in modes.items())
    seen = {mode: [each.name for each in possible_in(mode, spec)] for mode in ("managed", "serverless")}
    assert seen == {"managed": ["a", "c"], "serverless": ["b", "c"]}


def test_the_service_wins_over_the_region_table() -> None:
    about = facts(offers={("Phi-4", "swedencentral"): False, ("Phi-4", "uksouth"): True})
    assert way_of(deployment(regions=("swedencentral", "uksouth")), about) == (
        "serverless",
        "uksouth",
        None,
        None,
    )


def test_the_registry_wins_over_the_rows() -> None:
    live = ModelFacts(latest_version="12", recommended_skus=(H100,), shared_quota_allowed=True)
    chat = deployment(model="Llama-3.2-3B-Instruct")
    decision = placed(chat, about=facts(models={chat.model.name: live})).decisions["chat"]
    assert (decision.instance_type, decision.quota, decision.version) == (H100, "shared", "12")


def test_a_version_asked_for_is_kept() -> None:
    chat = deployment(mode="managed", version="3")
    assert placed(chat, about=facts()).decisions["chat"].version == "3"


@pytest.mark.parametrize(
    ("model", "shared_quota", "reason"),
    [
        ("Phi-4", False, "shared quota is for Enterprise Agreement subscriptions only"),
        ("Phi-4", None, "it could not be verified whether this subscription may use shared quota"),
        (
            "Meta-Llama-3-8B-Instruct",
            True,
            "no source says whether Meta-Llama-3-8B-Instruct may run on shared quota",
        ),
    ],
)
def test_shared_quota_is_not_taken_unless_known_to_be_allowed(
    model: str, shared_quota: bool | None, reason: str
) -> None:
    chat = deployment(model=model, mode="managed")
    rejected = placed(chat, about=facts(shared_quota=shared_quota)).unplaced["chat"]
    assert reason in [rejection.reason for rejection in rejected]


def test_cores_that_could_not_be_read_are_the_last_resort_and_said() -> None:
    decision = placed(deployment(mode="managed"), about=facts(shared_quota=False, free_cores={})).decisions[
        "chat"
    ]
    assert decision.quota == "dedicated"
    assert decision.reasons == (
        "the cores of standardNCADSA100v4Family in swedencentral could not be verified",
    )


def test_every_rejected_way_says_why() -> None:
    chat = deployment(
        model="Llama-3.3-70B-Instruct", regions=("uksouth",), instance_type=A100, quota="dedicated"
    )
    assert [rejection.reason for rejection in placed(chat, about=facts()).unplaced["chat"]] == [
        "Llama-3.3-70B-Instruct is not offered serverless in uksouth (region table of 2025-11-24)",
        "uksouth has 0 free standardNCADSA100v4Family cores, 24 needed",
    ]


def test_a_project_takes_one_serverless_deployment_of_a_model() -> None:
    deployments = [
        deployment(name, regions=("swedencentral", "eastus2"), mode="serverless") for name in ("one", "two")
    ]
    both = placed(*deployments, about=facts()).decisions
    assert [both[name].region for name in ("one", "two")] == ["swedencentral", "eastus2"]
    assert [rejection.reason for rejection in both["two"].rejected] == [
        "the workspace in swedencentral takes only one serverless deployment of each model"
    ]


def test_deployments_behind_one_endpoint_go_to_one_place() -> None:
    where: dict[str, Any] = {
        "mode": "managed",
        "endpoint_name": "safety",
        "regions": ("swedencentral", "eastus2"),
    }
    deployments = [deployment("blue", **where), deployment("green", instances=2, **where)]
    cores = {("swedencentral", A100_FAMILY): 71, ("eastus2", A100_FAMILY): 72}
    decisions = placed(*deployments, about=facts(cores)).decisions
    assert [(decision.region, decision.quota) for decision in decisions.values()] == [
        ("eastus2", "dedicated")
    ] * 2


def test_what_is_kept_stays_and_its_cores_are_taken() -> None:
    deployments = [
        deployment(name, mode="managed", quota="dedicated", instance_type=A100) for name in ("new", "old")
    ]
    about = facts({("swedencentral", A100_FAMILY): 24})
    kept = placed(deployments[1], about=about).decisions
    after = placed(*deployments, about=about, kept=kept)
    assert after.decisions == kept
    assert list(after.unplaced) == ["new"]


def test_a_newcomer_behind_a_kept_endpoint_goes_where_the_endpoint_is() -> None:
    where: dict[str, Any] = {
        "mode": "managed",
        "endpoint_name": "safety",
        "regions": ("swedencentral", "eastus2"),
    }
    blue, green = deployment("blue", **where), deployment("green", **where)
    kept = placed(blue, about=facts({("eastus2", A100_FAMILY): 24})).decisions
    about = facts({("swedencentral", A100_FAMILY): 240, ("eastus2", A100_FAMILY): 48})
    assert placed(blue, green, about=about, kept=kept).decisions["green"].region == "eastus2"


models = st.sampled_from(
    ["Phi-4", "Llama-3.3-70B-Instruct", "Phi-3-mini-4k-instruct", "Llama-4-Scout-17B-16E-Instruct"]
)


@st.composite
def deployments(draw: st.DrawFn) -> list[Deployment]:
    names = draw(st.lists(st.sampled_from("abcd"), unique=True, max_size=4))
    regions = st.lists(st.sampled_from(REGIONS), unique=True, min_size=1).map(tuple)
    quotas, sizes = st.sampled_from(["auto", "dedicated", "shared"]), st.sampled_from([None, A100, H100])
    return [
        deployment(
            name,
            draw(models),
            mode=draw(st.sampled_from(["auto", "managed"])),
            regions=draw(regions),
            quota=draw(quotas),
            instance_type=draw(sizes),
            instances=draw(st.integers(1, 3)),
        )
        for name in names
    ]


def cores_taken(placement: Placement) -> dict[tuple[str, str], int]:
    taken: dict[tuple[str, str], int] = {}
    for decision in placement.decisions.values():
        if decision.quota == "dedicated":
            sku = CATALOG.sku(decision.instance_type or "")
            at = (decision.region, family_key(sku.family))
            taken[at] = taken.get(at, 0) + sku.cores_needed(
                decision.instances, reserve_percent=RESERVE_PERCENT
            )
    return taken


@given(deployments(), cores)
def test_all_deployments_together_keep_within_the_quota(
    deployments: list[Deployment], free: dict[tuple[str, str], int]
) -> None:
    about = facts(free)
    taken = cores_taken(placed(*deployments, about=about))
    assert all(cores <= about.free_cores[at] for at, cores in taken.items())


@given(deployments(), cores)
def test_no_region_without_a_known_offer_is_picked(
    deployments: list[Deployment], free: dict[tuple[str, str], int]
) -> None:
    decisions = placed(*deployments, about=facts(free)).decisions
    serverless = [
        each for each in deployments if each.name in decisions and decisions[each.name].mode == "serverless"
    ]
    assert all(each.model.is_offered("serverless", decisions[each.name].region) for each in serverless)
    assert all(
        decision.region in each.regions for each in deployments if (decision := decisions.get(each.name))
    )


@given(deployments(), cores)
def test_every_order_of_the_deployments_gives_the_same_decisions(
    deployments: list[Deployment], free: dict[tuple[str, str], int]
) -> None:
    about = facts(free)
    first = placed(*deployments, about=about)
    for order in list(permutations(deployments))[:6]:
        again = placed(*order, about=about)
        assert (again.decisions, again.unplaced) == (first.decisions, first.unplaced)


@given(deployments(), cores, st.sampled_from(REGIONS), st.integers(1, 100))
def test_more_quota_never_leaves_more_without_a_place(
    deployments: list[Deployment], free: dict[tuple[str, str], int], region: str, more: int
) -> None:
    richer = free | {(region, A100_FAMILY): free.get((region, A100_FAMILY), 0) + more}
    before, after = placed(*deployments, about=facts(free)), placed(*deployments, about=facts(richer))
    assert len(after.unplaced) <= len(before.unplaced)
