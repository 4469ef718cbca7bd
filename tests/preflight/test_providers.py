from typing import Any

import pytest

from foundry_answers import account, foundry, in_accounts
from modelstacks.preflight.asks.subscription import AskProviders
from modelstacks.spec import Deployment, WorkspaceRef
from modelstacks.spec.serving import Autoscale, Serving
from preflight_builders import found_by
from spec_builders import SUBSCRIPTION, deployment

NOTHING: dict[str, str] = {}
CREATED = {"swedencentral": WorkspaceRef("swedencentral", "ws-swedencentral", create=True, kind="project")}


def missing(*deployments: Deployment, states: dict[str, str], **spec_fields: object) -> list[str]:
    found = found_by("providers-registered", *deployments, answers={AskProviders(): states}, **spec_fields)
    return [finding.message.split()[3] for finding in found]


@pytest.mark.parametrize(
    ("model", "namespaces"),
    [
        ("Phi-4", ["Microsoft.MachineLearningServices"]),
        (
            "Llama-3.3-70B-Instruct",
            ["Microsoft.MachineLearningServices", "Microsoft.MarketplaceOrdering", "Microsoft.SaaS"],
        ),
    ],
)
def test_only_what_the_spec_uses_is_asked_for(model: str, namespaces: list[str]) -> None:
    assert missing(deployment(model=model), states=NOTHING) == namespaces


@pytest.mark.parametrize(
    ("fields", "more"),
    [
        ({}, []),
        (
            {"content_safety": True},
            ["Microsoft.CognitiveServices", "Microsoft.ManagedIdentity"],
        ),
        ({"serving": Serving(autoscale=Autoscale(max=2))}, ["Microsoft.Insights"]),
    ],
)
def test_managed_compute_needs_what_stands_around_it(fields: dict[str, Any], more: list[str]) -> None:
    always = ["Microsoft.Cdn", "Microsoft.MachineLearningServices", "Microsoft.PolicyInsights"]
    assert missing(deployment(mode="managed", **fields), states=NOTHING) == sorted([*always, *more])


def test_accounts_need_one_of_their_own_and_workspaces_theirs_whatever_goes_there() -> None:
    accounts = in_accounts(account())
    assert missing(foundry(), states=NOTHING, **accounts) == ["Microsoft.CognitiveServices"]
    there = {"swedencentral": WorkspaceRef("swedencentral", "ws", create=False, kind="project")}
    assert missing(foundry(), states=NOTHING, **(accounts | {"workspaces": there})) == [
        "Microsoft.CognitiveServices",
        "Microsoft.MachineLearningServices",
    ]


def test_one_that_azure_does_not_list_is_not_registered() -> None:
    [finding] = found_by("providers-registered", deployment(), answers={AskProviders(): NOTHING})
    assert finding.message.endswith("is not registered in the subscription (it is NotRegistered).")


def test_a_workspace_to_be_made_needs_what_it_stands_on() -> None:
    assert missing(deployment(), states=NOTHING, workspaces=CREATED) == [
        "Microsoft.Insights",
        "Microsoft.KeyVault",
        "Microsoft.MachineLearningServices",
        "Microsoft.OperationalInsights",
        "Microsoft.Storage",
    ]


def test_the_command_that_registers_is_ready_to_paste() -> None:
    states = {"microsoft.machinelearningservices": "Registering"}
    [finding] = found_by("providers-registered", deployment(), answers={AskProviders(): states})
    assert finding.message == (
        "The resource provider Microsoft.MachineLearningServices is not registered in the subscription "
        "(it is Registering)."
    )
    assert finding.fix == (
        f"Run: az provider register --namespace Microsoft.MachineLearningServices --subscription {SUBSCRIPTION}"
    )
