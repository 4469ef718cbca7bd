"""What partners sell is bought during the PUT: by whom, and who is refused."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from estate import Arm, Estate, error_of
from foundry_builders import LLAMA, NEWEST, SCOUT, deploy, deployment, foundry_account, refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from azure_fixtures import LocalAzureServer

PHI = {"format": "Microsoft", "name": "Phi-4"}
CONTRIBUTOR = "25fbc0a9-bd7c-42a3-aa1a-3b75d497ee68"
"""Cognitive Services Contributor."""
ASKED = (
    "Error occurred when subscribing to Marketplace: Marketplace Subscription purchase eligibility check failed, "
    "error message ["
)


@contextmanager
def assigned(estate: Estate, principal: str, role: str) -> Iterator[Arm]:
    """Give *principal* a built-in role (its GUID) at the estate's group."""
    who = next(each for each in estate.azure.scenario.principals if each.name == principal)
    definition = f"{estate.subscription}/providers/Microsoft.Authorization/roleDefinitions/{role}"
    body = {"properties": {"roleDefinitionId": definition, "principalId": who.object_id}}
    path = estate.id("Microsoft.Authorization/roleAssignments/0000c0de-0000-4000-8000-0000000000aa")
    estate.arm.send("PUT", path, body)
    arm = Arm(estate.azure, principal)
    yield arm
    arm.close()
    estate.arm.send("DELETE", path)


def terms_of(estate: Estate) -> list[Any]:
    path = f"{estate.subscription}/providers/Microsoft.MarketplaceOrdering/agreements"
    return list(estate.arm.send("GET", path)["value"])


def test_a_partners_model_is_bought_silently(
    local_azure_with: Callable[[str], LocalAzureServer],
) -> None:
    with Estate(local_azure_with("sandbox")) as estate:
        account, before = foundry_account(estate), terms_of(estate)
        deploy(estate, account, "direct", deployment(LLAMA))
        after_direct = terms_of(estate)
        deploy(estate, account, "scout", deployment(SCOUT))

        (bought,) = [each for each in terms_of(estate) if each not in before]
        deploy(estate, account, "again", deployment(SCOUT))

        assert after_direct == before
        assert bought["properties"]["accepted"] is True
        assert len(terms_of(estate)) == len(before) + 1


def test_who_lacks_the_rights_to_buy_is_refused_for_partners_models_only(estate: Estate) -> None:
    account = foundry_account(estate)
    path = f"{account}/deployments/scout"

    with assigned(estate, "none", CONTRIBUTOR) as arm:
        refusal = arm.refused("PUT", estate.id(path), deployment(SCOUT), version=NEWEST)
        direct = arm.send("PUT", estate.id(f"{account}/deployments/llama"), deployment(LLAMA), version=NEWEST)
        deploy(estate, account, "scout", deployment(SCOUT))
        scaled = arm.send("PUT", estate.id(path), deployment(SCOUT, capacity=2), version=NEWEST)

    assert refusal.status_code == 400
    assert error_of(refusal)["code"] == "UserError"
    assert error_of(refusal)["message"].startswith(ASKED)
    assert "Microsoft.MarketplaceOrdering/agreements/offers/plans/read" in str(refusal)
    assert error_of(refusal)["message"].endswith("please refresh your credentials.].")
    assert direct["properties"]["provisioningState"] == "Succeeded"
    assert scaled["sku"]["capacity"] == 2  # it was bought already


@pytest.mark.parametrize(
    ("scenario", "words"),
    [
        ("free-trial", "there is no valid payment method associated with this subscription"),
        ("marketplace-refused:enrollment", "doesn't allow purchase of marketplace products"),
    ],
)
def test_a_subscription_that_cannot_buy_gets_what_azure_or_microsoft_sells(
    local_azure_with: Callable[[str], LocalAzureServer], scenario: str, words: str
) -> None:
    with Estate(local_azure_with(scenario)) as estate:
        account = foundry_account(estate)

        refusal = refused(estate, account, deployment(SCOUT))
        deploy(estate, account, "llama", deployment(LLAMA))
        deploy(estate, account, "phi", deployment(PHI))

    assert error_of(refusal)["message"].startswith(ASKED)
    assert words in str(refusal)
