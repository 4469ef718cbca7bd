import pytest

from foundry_answers import REGION, foundry
from modelstacks.placement import Decision
from modelstacks.preflight.by_mode import preflight_of
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
    ("model", "sku", "words"),
    [
        (
            "Phi-4",
            "GlobalStandard",
            "Billed by tokens, by Microsoft; nothing while unused (GlobalStandard, capacity 50).",
        ),
        (
            "Mistral-Large-3",
            "GlobalProvisionedManaged",
            (
                "Billed by the hour while it exists, used or not: 50 units of GlobalProvisionedManaged, by Azure."
            ),
        ),
    ],
)
def test_foundry_bills_tokens_or_provisioned_units(model: str, sku: str, words: str) -> None:
    asked = foundry(model=model)
    decision = Decision(
        "chat",
        asked.model,
        None,
        "foundry",
        REGION,
        "ai",
        None,
        1,
        None,
        (),
        details={"sku": sku, "capacity": 50},
    )
    assert preflight_of("foundry").billing(decision) == words


def test_deployments_billed_alike_are_one_finding() -> None:
    [finding] = found_by("cost", deployment("one"), deployment("two", "Phi-4-mini-instruct"))
    assert finding.about == ("one", "two")
