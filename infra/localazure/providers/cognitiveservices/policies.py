"""Azure Policy on deployments: what an assignment denies, said beforehand or at the PUT."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from localazure.arm.errors import ArmError
from localazure.providers.cognitiveservices.offered import Named

if TYPE_CHECKING:
    from localazure.arm.resource_type import Call, Json, LocalAzure, Write
    from localazure.scenarios import ModelPolicy

_DEFINITION = "/providers/Microsoft.Authorization/policyDefinitions/aafe3651-cb78-4f68-9f81-e7e41509110f"
"""Azure's built-in "Cognitive Services Deployments should only use approved Registry Models" (its id: assumed)."""
_DEFINITION_NAME = "[Preview]: Cognitive Services Deployments should only use approved Registry Models"


def _denying(azure: LocalAzure, properties: Json) -> ModelPolicy | None:
    named = Named.of(properties.get("model") or {})
    return azure.scenario.foundry.denying(f"{named.format}/{named.name}")


def _assignment(subscription: str | None, policy: ModelPolicy) -> Json:
    id_ = f"/subscriptions/{subscription}/providers/Microsoft.Authorization/policyAssignments/{policy.name}"
    return {"name": policy.name, "id": id_}


def enforce(write: Write, properties: Json) -> None:
    """Raise ArmError `RequestDisallowedByPolicy` for a deployment that a policy denies: ARM's words for any resource."""
    policy = _denying(write.azure, properties)
    if policy is None:
        return
    identifiers = [
        {
            "policyAssignment": _assignment(write.id.subscription_id, policy),
            "policyDefinition": {"name": _DEFINITION_NAME, "id": _DEFINITION},
        }
    ]
    message = f"Resource '{write.id.name}' was disallowed by policy. Policy identifiers: '{json.dumps(identifiers)}'."
    raise ArmError(403, "RequestDisallowedByPolicy", message, target=write.id.name)


def evaluate(call: Call) -> Json:
    """POST evaluateDeploymentPolicies: Compliant or NonCompliant by deployment; the names of an item's fields beyond the
    published ones are assumed."""
    deployments = [each for each in call.body.get("deployments") or () if isinstance(each, dict)]
    return {"results": {str(each.get("name")): _evaluated(call, each) for each in deployments}}


def _evaluated(call: Call, deployment: Json) -> Json:
    policy = _denying(call.azure, deployment.get("properties") or {})
    if policy is None:
        return {"evaluationOutcome": "Compliant", "nonCompliantAssignments": []}
    assignment = _assignment(call.id.subscription_id, policy)
    denied = {"policyAssignmentId": assignment["id"], "policyDefinitionId": _DEFINITION, "effect": "Deny"}
    return {"evaluationOutcome": "NonCompliant", "nonCompliantAssignments": [denied]}
