import pytest

from foundry_answers import REGION, account, foundry, in_accounts, offered, sku
from modelstacks.modes.foundry.asks.models import AskRegionModels
from modelstacks.spec import Deployment
from preflight_builders import found_by
from spec_builders import deployment

UNPAIRED = {
    "cost": "a bill is no refusal",
}

A100 = "Standard_NC24ads_A100_v4"


@pytest.mark.parametrize(
    ("requested", "words"),
    [
        (deployment(), "Billed by tokens, by Azure; nothing while unused."),
        (
            deployment(model="Llama-3.3-70B-Instruct"),
            "Billed by tokens, by Meta through the Marketplace; nothing while unused.",
        ),
        (
            deployment(mode="managed", instances=2, instance_type=A100),
            f"Billed by the hour while it exists, used or not: 2 x {A100} (dedicated quota).",
        ),
        (
            deployment(model="Cohere-command-a", mode="managed", instance_type=A100),
            (
                f"Billed by the hour while it exists, used or not: 1 x {A100} (dedicated quota), "
                "and the publisher's Marketplace surcharge."
            ),
        ),
    ],
)
def test_every_deployment_says_how_it_is_billed(requested: Deployment, words: str) -> None:
    assert [finding.message for finding in found_by("cost", requested)] == [words]


@pytest.mark.parametrize(
    ("model", "way", "words"),
    [
        (
            "Mistral-Large-3",
            "GlobalStandard",
            "Billed by tokens, by Azure; nothing while unused (GlobalStandard, capacity 10).",
        ),
        (
            "Cohere-embed-v3-english",
            "GlobalStandard",
            "Billed by tokens, by Cohere; nothing while unused (GlobalStandard, capacity 10).",
        ),
        *(
            (
                "Mistral-Large-3",
                way,
                f"Billed by the hour while it exists, used or not: 10 units of {way}, by Azure.",
            )
            for way in ("ProvisionedManaged", "DataZoneProvisionedManaged", "GlobalProvisionedManaged")
        ),
    ],
)
def test_in_an_account_provisioned_units_are_billed_by_the_hour(model: str, way: str, words: str) -> None:
    answers = {AskRegionModels(REGION): (offered(model, skus={way: sku(model)}),)}
    asked = foundry(model=model, sku=way, capacity=10)
    [finding] = found_by("cost", asked, answers=answers, **in_accounts(account()))
    assert finding.message == words


def test_deployments_billed_alike_are_one_finding() -> None:
    [finding] = found_by("cost", deployment("one"), deployment("two", "Phi-4-mini-instruct"))
    assert finding.about == ("one", "two")
