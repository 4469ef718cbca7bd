"""Scenarios of Foundry resources: little quota, models that end, and a policy that denies."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from estate import error_of
from foundry_builders import (
    LLAMA,
    MISTRAL,
    NEWEST,
    deploy,
    deployment,
    foundry_account,
    refused,
    usages,
)

if TYPE_CHECKING:
    from estate import Estate

SCENARIO = "foundry"
DEFINITION = "/providers/Microsoft.Authorization/policyDefinitions/aafe3651-cb78-4f68-9f81-e7e41509110f"
by_policy = pytest.mark.parametrize("azure", ["foundry-policy"], indirect=True)


def test_models_end_there(estate: Estate) -> None:
    account = foundry_account(estate)

    deprecating = refused(
        estate, account, deployment({"format": "DeepSeek", "name": "DeepSeek-V3.2", "publisher": "DeepSeek"})
    )
    deprecated = refused(estate, account, deployment({"format": "Mistral AI", "name": "Ministral-3B"}))

    assert deprecating.status_code == deprecated.status_code == 400
    assert error_of(deprecating) == {
        "code": "ServiceModelDeprecating",
        "message": "The model 'Publisher:DeepSeek,Format:DeepSeek,Name:DeepSeek-V3.2,Version:1' is in deprecating "
        "state and cannot be used for new deployments.",
    }
    assert error_of(deprecated)["code"] == "ServiceModelDeprecated"


def test_quota_is_little_there(estate: Estate) -> None:
    refusal = refused(estate, foundry_account(estate), deployment(MISTRAL, capacity=30))

    assert "the quota limit is 20" in str(refusal)


def assignment(estate: Estate) -> str:
    return f"{estate.subscription}/providers/Microsoft.Authorization/policyAssignments/approved-models"


@by_policy
def test_a_policy_denies_what_it_does_not_list(estate: Estate) -> None:
    account = foundry_account(estate)
    deploy(estate, account, "chat", deployment(LLAMA))

    refusal = refused(estate, account, deployment(MISTRAL), "large")

    assert refusal.status_code == 403
    message = error_of(refusal)["message"]
    assert error_of(refusal) == {
        "code": "RequestDisallowedByPolicy",
        "message": message,
        "target": "large",
    }
    words, _, identifiers = message.partition(" Policy identifiers: ")
    assert words == "Resource 'large' was disallowed by policy."
    assert json.loads(identifiers.removeprefix("'").removesuffix("'.")) == [
        {
            "policyAssignment": {"name": "approved-models", "id": assignment(estate)},
            "policyDefinition": {
                "name": "[Preview]: Cognitive Services Deployments should only use approved Registry Models",
                "id": DEFINITION,
            },
        }
    ]


@by_policy
def test_a_policy_is_asked_beforehand(estate: Estate) -> None:
    account = foundry_account(estate)
    asked: list[Any] = [
        {"name": name, "properties": {"model": model}} for name, model in (("a", LLAMA), ("b", MISTRAL))
    ]
    asked += [{"name": "c"}, "no deployment"]

    said = estate.post(
        f"{account}/evaluateDeploymentPolicies", {"deployments": asked}, version="2026-05-15-preview"
    )["results"]

    denied = {"policyAssignmentId": assignment(estate), "policyDefinitionId": DEFINITION, "effect": "Deny"}
    assert said == {
        "a": {"evaluationOutcome": "Compliant", "nonCompliantAssignments": []},
        "b": {"evaluationOutcome": "NonCompliant", "nonCompliantAssignments": [denied]},
        "c": {
            "evaluationOutcome": "NonCompliant",
            "nonCompliantAssignments": [denied],
        },  # that it has no model
    }
    refusal = estate.arm.refused(
        "POST", estate.id(f"{account}/evaluateDeploymentPolicies"), {"deployments": asked}, version=NEWEST
    )
    assert error_of(refusal)["code"] == "NoRegisteredProviderFound"


@pytest.mark.parametrize("azure", ["out-of-capacity"], indirect=True)
def test_quota_is_not_capacity(estate: Estate) -> None:
    account = foundry_account(estate)
    query = {"modelFormat": "Meta", "modelName": LLAMA["name"], "modelVersion": "3"}
    place = f"{estate.subscription}/providers/Microsoft.CognitiveServices/locations/{estate.region}"

    (item,) = estate.arm.send("GET", f"{place}/modelCapacities", version=NEWEST, **query)["value"]
    refusal = refused(estate, account, deployment(LLAMA, capacity=1))

    assert item["properties"]["availableCapacity"] == 0
    assert refusal.status_code == 400
    assert usages(estate)["AIServices.GlobalStandard.Llama-3.3-70B-Instruct"]["limit"] == 1000
    assert error_of(refusal) == {
        "code": "InsufficientQuota",
        "message": "The specified capacity '1' of account deployment is bigger than available capacity '0' for UsageName "
        "'AIServices.GlobalStandard.Llama-3.3-70B-Instruct'.",
    }
