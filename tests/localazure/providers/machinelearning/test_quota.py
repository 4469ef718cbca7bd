"""How cores are counted against a region's limits, and what an offer type opens to its subscription."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from localazure.arm.ids import ResourceId
from localazure.arm.resource_type import Resource
from localazure.providers.machinelearning import names, quota, subscription_offers
from localazure.scenarios.parts import Quotas
from open_azure import SUBSCRIPTION

if TYPE_CHECKING:
    from open_azure import OpenAzure

A100, T4 = "standardNCADSA100v4Family", "standard NCASv3_T4 Family"
OTHERS = "/subscriptions/00000000-0000-4000-8000-000000000002"


def with_scenario(azure: OpenAzure, **changes: Any) -> OpenAzure:
    azure.scenario = azure.scenario.model_copy(update=changes)
    return azure


def endpoint(
    azure: OpenAzure, name: str, bag: dict[str, str] | None = None, where: str = SUBSCRIPTION
) -> ResourceId:
    """Keep an online endpoint as its provider does."""
    id_ = ResourceId(f"{where}/resourceGroups/shop", names.ONLINE_ENDPOINTS, ("ws", name))
    body = {"location": "swedencentral", "properties": {"properties": bag or {}}}
    azure.store.put(Resource(id_, body))
    return id_


def deployment(
    azure: OpenAzure,
    behind: ResourceId,
    name: str,
    size: str = "Standard_NC24ads_A100_v4",
    capacity: int = 1,
    **more: Any,
) -> ResourceId:
    """Keep a deployment as its provider does."""
    id_ = behind.child("deployments", name)
    body = {
        "location": more.get("location", "swedencentral"),
        "sku": {"capacity": capacity},
        "properties": {"instanceType": size, "provisioningState": more.get("state", "Succeeded")},
    }
    azure.store.put(Resource(id_, body))
    return id_


def test_cores_are_counted_by_family_and_region_without_failed_and_shared_ones(azure: OpenAzure) -> None:
    own = endpoint(azure, "own")
    blue = deployment(azure, own, "blue", capacity=2)
    deployment(azure, own, "green")
    deployment(azure, own, "small", "Standard_NC4as_T4_v3")
    deployment(azure, own, "away", location="eastus2")
    deployment(azure, own, "failed", state="Failed")
    deployment(azure, endpoint(azure, "shared", {quota.SHARED: "True"}), "blue")
    deployment(azure, endpoint(azure, "plain", {quota.SHARED: "false"}), "blue")
    deployment(azure, endpoint(azure, "theirs", where=OTHERS), "blue")
    subscription = own.subscription_id or ""

    assert quota.used(azure, subscription, "swedencentral") == {A100: 96, T4: 8}
    assert quota.used(azure, subscription, "swedencentral", besides=blue) == {A100: 48, T4: 8}
    assert quota.used(azure, subscription, "eastus2") == {A100: 24}
    assert quota.deployments_in(azure, subscription, "swedencentral") == 6
    assert quota.deployments_in(azure, subscription, "westus") == 0


@pytest.mark.parametrize(
    ("needed", "of_family", "total", "exceeded"),
    [
        (24, 72, None, None),
        (25, 72, None, (48, 72)),
        (24, 72, 80, None),
        (25, 73, 80, (56, 80)),
        (25, 72, 80, (48, 72)),
        (0, 48, 0, (56, 0)),
    ],
)
def test_a_familys_limit_comes_first_then_that_of_all(
    needed: int, of_family: int, total: int | None, exceeded: tuple[int, int] | None
) -> None:
    assert quota.over((A100, needed), {A100: 48, T4: 8}, (of_family, total)) == exceeded


def test_a_family_that_nobody_uses_begins_at_none() -> None:
    assert quota.over((T4, 8), {A100: 48}, (8, 56)) is None
    assert quota.over((T4, 9), {A100: 48}, (8, 60)) == (0, 8)


@pytest.mark.parametrize(("total", "limit"), [(None, 105), (0, 0), (60, 60)])
def test_all_families_are_allowed_as_much_as_each_unless_the_scenario_says(
    azure: OpenAzure, total: int | None, limit: int
) -> None:
    quotas = Quotas(default=5, regions={"eastus2": {A100: 100}}, families={A100: 7}, total=total)
    with_scenario(azure, quotas=quotas)

    assert quota.total_limit(azure, "eastus2", [A100, T4]) == limit


@pytest.mark.parametrize(("given", "limit"), [({}, 100), ({"endpoints_per_subscription": 3}, 3)])
def test_a_scenarios_limit_stands_for_the_documented_one(
    azure: OpenAzure, given: dict[str, int], limit: int
) -> None:
    assert quota.limit(with_scenario(azure, limits=given), "endpoints_per_subscription") == limit


@pytest.mark.parametrize(
    ("quota_id", "spending_limit", "pays", "buys", "shares"),
    [
        ("EnterpriseAgreement_2014-09-01", "Off", True, True, True),
        ("EnterpriseAgreement_2014-09-01", "On", True, False, True),
        ("PayAsYouGo_2014-09-01", "Off", True, True, False),
        ("CSP_2015-05-01", "Off", True, True, False),
        ("FreeTrial_2014-09-01", "Off", False, False, False),
        ("Sponsored_2016-01-01", "Off", False, False, False),
        ("NobodyKnows_2030-01-01", "Off", True, True, True),
        ("NobodyKnows_2030-01-01", "On", True, False, True),
    ],
)
def test_what_an_offer_type_opens(
    azure: OpenAzure, quota_id: str, spending_limit: str, pays: bool, buys: bool, shares: bool
) -> None:
    first = azure.scenario.subscriptions[0]
    typed = first.model_copy(update={"quota_id": quota_id, "spending_limit": spending_limit})
    other = first.model_copy(update={"id": OTHERS.rpartition("/")[2]})
    with_scenario(azure, subscriptions=(other, typed))

    for id_ in (first.id, first.id.upper()):
        assert subscription_offers.is_paid(azure, id_) is pays
        assert subscription_offers.may_buy(azure, id_) is buys
        assert subscription_offers.may_share(azure, id_) is shares


def test_a_subscription_that_nobody_knows_may_do_all(azure: OpenAzure) -> None:
    asked = (subscription_offers.is_paid, subscription_offers.may_buy, subscription_offers.may_share)
    assert [may(azure, id_) for may in asked for id_ in ("nobodys", None)] == [True] * 6
