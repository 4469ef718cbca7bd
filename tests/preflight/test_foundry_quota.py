from typing import Any

import pytest

from foundry_answers import REGION, account, foundry, in_accounts, offered, plenty, sku
from modelstacks.modes.foundry.asks.accounts import AccountState, AskAccount, Deployed
from modelstacks.modes.foundry.asks.models import AskCapacity, AskRegionModels
from modelstacks.modes.foundry.asks.quota import AskModelQuota
from modelstacks.modes.foundry.offered import GLOBAL
from modelstacks.preflight.facts import Unverified
from modelstacks.preflight.report import Reported
from modelstacks.preflight.usage import Usage
from modelstacks.spec import Deployment, WorkspaceRef
from preflight_builders import found_by, report_on
from spec_builders import deployment

UNPAIRED = {
    "foundry-capacity-unknown": "the local Azure lists a capacity for every model, as Azure's recorded answers do",
}

LARGE, OTHER, EAST = "Mistral-Large-3", "DeepSeek-V3.2", "eastus2"
QUOTA = f"quota-of-{LARGE}"
HERE, THERE, SHARED = AskModelQuota(REGION), AskModelQuota(EAST), AskModelQuota(GLOBAL)
BOTH = in_accounts(account(REGION), account(EAST))


def found(check: str, *deployments: Deployment, answers: Any = None, **fields: Any) -> list[Reported]:
    return found_by(check, *deployments, answers=answers, **(BOTH | fields))


@pytest.mark.parametrize(("free", "findings"), [(20, 0), (19, 1)])
def test_deployments_are_counted_together(free: int, findings: int) -> None:
    answers = {HERE: plenty(**{QUOTA: Usage(100, 100 - free)})}
    assert len(found("foundry-quota", foundry("one"), foundry("two"), answers=answers)) == findings


def test_one_cause_is_one_finding_for_all_it_hits() -> None:
    answers = {HERE: plenty(**{QUOTA: Usage(9, 0)})}
    [finding] = found("foundry-quota", foundry("one"), foundry("two"), answers=answers)
    assert finding.message == (
        f"Too little quota in Foundry accounts: 9 of {QUOTA} are free in swedencentral, 10 needed."
    )
    assert finding.about == ("one", "two")


def test_what_all_regions_share_is_counted_over_them() -> None:
    each = [foundry("one", regions=(REGION,)), foundry("two", regions=(EAST,))]
    answers = {SHARED: {QUOTA: Usage(19, 0)}}
    [finding] = found("foundry-quota", *each, answers=answers)
    assert "the quota that is free goes to other deployments of this file" in finding.message
    assert found("foundry-quota", *each, answers={SHARED: {QUOTA: Usage(20, 0)}}) == []


def test_models_may_share_a_quota() -> None:
    models = tuple(offered(name, skus={"GlobalStandard": sku("MaaS")}) for name in (LARGE, OTHER))
    answers = {AskRegionModels(REGION): models, HERE: {"quota-of-MaaS": Usage(19, 0)}}
    [finding] = found("foundry-quota", foundry("one"), foundry("two", OTHER), answers=answers)
    assert len(finding.about) == 1


def test_what_this_stack_uses_already_is_not_in_its_way() -> None:
    answers = {HERE: plenty(**{QUOTA: Usage(10, 10, own=10)})}
    assert found("foundry-quota", foundry(), answers=answers) == []


def test_a_quota_that_can_not_be_read_is_unverified_and_needed() -> None:
    report = report_on([foundry()], {HERE: Unverified("403")}, **BOTH)
    [finding] = [finding for finding in report.findings if finding.severity == "unverified"]
    assert finding.message == "The models' quota in swedencentral could not be read: 403"
    assert report.stops_strict


def test_what_all_regions_share_and_could_not_be_read_is_unverified_alone() -> None:
    findings = found("foundry-quota", foundry(), answers={SHARED: Unverified("403")})
    assert [finding.severity for finding in findings] == ["unverified"]


def test_what_goes_elsewhere_or_is_not_offered_needs_no_quota() -> None:
    workspaces = {"workspaces": {REGION: WorkspaceRef(REGION, "ws", create=False, kind="project")}}
    llama = deployment("chat", "Llama-3.3-70B-Instruct")
    assert found("foundry-quota", llama, answers={HERE: Unverified("403")}, **workspaces) == []
    assert found("foundry-quota", foundry(), answers={AskRegionModels(REGION): ()}) == []


@pytest.mark.parametrize(
    ("capacity", "bounds", "rule"),
    [
        (100, {"maximum": 100}, None),
        (101, {"maximum": 100}, "at least 1 and at most 100"),
        (1, {"maximum": None}, None),
        (14, {"minimum": 15, "maximum": None, "step": 5}, "at least 15, in steps of 5"),
        (15, {"minimum": 15, "step": 5}, None),
        (17, {"minimum": 15, "step": 5}, "at least 15 and at most 100, in steps of 5"),
        (20, {"minimum": 15, "step": 5}, None),
        (30, {"allowed": (20, 40)}, "one of 20, 40"),
        (40, {"allowed": (20, 40)}, None),
    ],
)
def test_the_capacity_is_within_the_models_bounds(
    capacity: int, bounds: dict[str, Any], rule: str | None
) -> None:
    models = (offered(LARGE, skus={"GlobalStandard": sku(LARGE, **bounds)}),)
    findings = found(
        "foundry-capacity", foundry(capacity=capacity), answers={AskRegionModels(REGION): models}
    )
    message = (
        f"chat asks for a capacity of {capacity}; {LARGE} with GlobalStandard in swedencentral takes {rule}."
    )
    assert [finding.message for finding in findings] == ([message] if rule else [])


@pytest.mark.parametrize(
    ("asked", "bounds", "warned"),
    [
        (None, {}, True),
        (5, {}, False),
        (None, {"default": 10}, False),
        (None, {"minimum": 15}, False),
        (None, {"allowed": (20,)}, False),
    ],
)
def test_a_capacity_that_nobody_names_is_said(
    asked: int | None, bounds: dict[str, Any], warned: bool
) -> None:
    models = (offered(LARGE, skus={"GlobalStandard": sku(LARGE, **({"default": None} | bounds))}),)
    answers = {AskRegionModels(REGION): models}
    findings = found("foundry-capacity-unknown", foundry(capacity=asked), answers=answers)
    assert bool(findings) is warned


@pytest.mark.parametrize("check", ["foundry-capacity", "foundry-capacity-unknown"])
def test_of_a_list_that_could_not_be_read_no_capacity_is_known(check: str) -> None:
    findings = found(check, foundry(), answers={AskRegionModels(REGION): Unverified("403")})
    assert [finding.severity for finding in findings] == ["unverified"]


LEFT = AskCapacity("Mistral AI", LARGE, None, (REGION, EAST), None)


@pytest.mark.parametrize(
    ("left", "now", "warned"), [(10, 0, False), (9, 0, True), (4, 6, False), (3, 6, True)]
)
def test_quota_is_no_capacity(left: int, now: int, warned: bool) -> None:
    """What the deployment has already is not needed once more."""
    there = AccountState(
        REGION, "AIServices", "ai", ours=True, deployed={"chat": Deployed(now, ours=True)} if now else {}
    )
    answers = {
        LEFT: {(REGION, "GlobalStandard"): left, (EAST, "GlobalStandard"): 500},
        AskAccount(f"ai-{REGION}"): there,
    }
    findings = found("foundry-capacity-left", foundry(), answers=answers)
    assert bool(findings) is warned
    for finding in findings:
        assert f"Azure has {left} of {LARGE} with GlobalStandard left in swedencentral" in finding.message
        assert finding.fix == "Lower `capacity`, or add an account in a region that has it: eastus2."


@pytest.mark.parametrize("ask", [LEFT, AskAccount(f"ai-{REGION}")])
def test_where_what_is_left_or_there_could_not_be_read_nothing_lacks(ask: Any) -> None:
    [finding] = found("foundry-capacity-left", foundry(), answers={ask: Unverified("403")})
    assert finding.message.endswith(" could not be read: 403")
    assert found("foundry-capacity-left", foundry(), answers={LEFT: {}}) == []


def test_what_gets_smaller_gives_nothing_to_what_gets_more() -> None:
    deployed = {"less": Deployed(30, ours=True)}
    answers = {
        LEFT: {(REGION, "GlobalStandard"): 10},
        AskAccount(f"ai-{REGION}"): AccountState(REGION, "AIServices", "ai", ours=True, deployed=deployed),
    }
    assert found("foundry-capacity-left", foundry("less"), foundry("more"), answers=answers) == []
    [finding] = found("foundry-capacity-left", foundry("less"), foundry("more", capacity=11), answers=answers)
    assert "left in swedencentral, 11 more needed" in finding.message


def test_regions_with_just_as_much_in_that_way_are_named() -> None:
    left = {"GlobalStandard": {REGION: 9, "westus": 10, "uksouth": 9}, "Standard": {EAST: 500}}
    answers = {LEFT: {(region, name): free for name, each in left.items() for region, free in each.items()}}
    [finding] = found("foundry-capacity-left", foundry(), answers=answers)
    assert finding.fix == "Lower `capacity`, or add an account in a region that has it: westus."


def test_where_no_region_has_as_much_none_is_named() -> None:
    [finding] = found("foundry-capacity-left", foundry(), answers={LEFT: {(REGION, "GlobalStandard"): 0}})
    assert finding.fix == (
        "Lower `capacity`, or set another `sku`: no region has that much with GlobalStandard."
    )
