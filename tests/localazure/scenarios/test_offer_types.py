"""What the subscription's offer type allows: Marketplace, serverless, shared quota."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from estate import (
    A100,
    LLAMA,
    PHI,
    PHI_VERSION,
    Estate,
    deployment_body,
    error_of,
    inner_codes,
    serverless_body,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from azure_fixtures import LocalAzureServer

pytestmark = pytest.mark.slow

NOT_ELIGIBLE = "MarketplaceSubscriptionpurchaseEligibilityCheckFailed"
SHARED = {"SharedComputeCapacityEnabled": "true"}
SUBSCRIPTION = {"properties": {"modelId": LLAMA}}


@dataclass(frozen=True)
class Offer:
    """An offer type, and what it may do."""

    quota_id: str
    spending_limit: str
    buys: bool
    pays: bool
    shares: bool


OFFERS = {
    "free-trial": Offer("FreeTrial_2014-09-01", "On", buys=False, pays=False, shares=False),
    "csp": Offer("CSP_2015-05-01", "Off", buys=False, pays=True, shares=False),
    "tight-quota": Offer("EnterpriseAgreement_2014-09-01", "Off", buys=True, pays=True, shares=True),
}


@pytest.mark.parametrize("azure", OFFERS, indirect=True)
class TestEach:
    """Grouped by scenario: one server each."""

    @pytest.fixture
    def offer(self, azure: LocalAzureServer) -> Offer:
        """What is expected of the scenario."""
        return OFFERS[azure.scenario.name]

    def test_the_subscription_tells_its_type(self, estate: Estate, offer: Offer) -> None:
        assert estate.arm.send("GET", estate.subscription)["subscriptionPolicies"] == {
            "locationPlacementId": "Public_2014-09-01",
            "quotaId": offer.quota_id,
            "spendingLimit": offer.spending_limit,
        }

    def test_only_an_enterprise_agreement_may_share(self, estate: Estate, project: str, offer: Offer) -> None:
        body = {"properties": {"authMode": "Key", "properties": SHARED}}
        path = f"{project}/onlineEndpoints/{estate.name('shared')}"

        if offer.shares:
            assert estate.put(path, body)["properties"]["properties"].items() >= SHARED.items()
        else:
            assert "needs an Enterprise Agreement" in str(estate.put_refused(path, body))

    def test_who_may_buy(self, estate: Estate, project: str, offer: Offer) -> None:
        path = f"{project}/marketplaceSubscriptions/llama"

        if offer.buys:
            assert estate.put(path, SUBSCRIPTION)["name"] == "llama"
        else:
            assert inner_codes(estate.put_refused(path, SUBSCRIPTION)) == ["BadRequest", NOT_ELIGIBLE]

    def test_who_pays_may_deploy_serverless(self, estate: Estate, project: str, offer: Offer) -> None:
        path = f"{project}/serverlessEndpoints/{estate.name('phi')}"

        if offer.pays:
            assert estate.put(path, serverless_body(PHI))["properties"]["endpointState"] == "Online"
        else:
            assert "need a paid subscription" in str(estate.put_refused(path, serverless_body(PHI)))


@pytest.fixture
def tight(azure: LocalAzureServer) -> Iterator[Estate]:
    """An estate without dedicated GPU cores."""
    with Estate(azure) as made:
        yield made


@pytest.mark.parametrize("azure", ["tight-quota"], indirect=True)
class TestTightQuota:
    """No dedicated GPU cores, but shared ones."""

    def test_no_gpu_cores_are_left(self, tight: Estate) -> None:
        ml = f"{tight.subscription}/providers/Microsoft.MachineLearningServices/locations/swedencentral"
        limits = {
            usage["name"]["value"]: usage["limit"]
            for usage in tight.arm.send("GET", f"{ml}/usages")["value"]
            if "dedicatedCores" in usage["type"]
        }
        refusal = tight.put_refused(f"{tight.online(tight.project())}/deployments/blue", deployment_body())

        assert (limits["standardNCADSA100v4Family"], limits["standardDSv2Family"]) == (0, 100)
        assert f"Not enough quota available for {A100} in SubscriptionId" in str(refusal)
        assert "Current usage/limit: 0/0. Additional needed: 24" in str(refusal)

    @pytest.mark.parametrize(("model", "goes"), [(PHI_VERSION, True), (f"{LLAMA}/versions/4", False)])
    def test_only_models_that_allow_it_share(self, tight: Estate, model: str, goes: bool) -> None:
        endpoint = tight.online(tight.project(), properties=SHARED)
        path = f"{endpoint}/deployments/blue"

        if goes:
            assert tight.put(path, deployment_body(model))["properties"]["provisioningState"] == "Succeeded"
        else:
            refusal = tight.put_refused(path, deployment_body(model))
            assert error_of(refusal)["details"][0]["code"] == "InferencingClientCreateDeploymentFailed"
            assert "cannot be deployed on shared quota" in str(refusal)
