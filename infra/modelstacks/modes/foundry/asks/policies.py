"""What Azure Policy says of deployments before they are made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar

from modelstacks.azure.api_versions import COGNITIVE_SERVICES, FOUNDRY_POLICIES
from modelstacks.errors import AzureError
from modelstacks.modes.foundry.asks.models import NAMESPACE
from modelstacks.preflight.facts import Absent, Ask
from modelstacks.preflight.placed_spec import parent_scope

if TYPE_CHECKING:
    from modelstacks.preflight.asked_azure import AskedAzure

NOT_OFFERED = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED})
DENIED, FAILED = "NonCompliant", "Error"


@dataclass(frozen=True)
class Evaluated:
    """What came out for one deployment; *assignments* are the names of the policy assignments that deny it."""

    outcome: str
    message: str = ""
    assignments: tuple[str, ...] = ()


@dataclass(frozen=True)
class ToEvaluate:
    """A deployment as a policy looks at it."""

    name: str
    format: str
    model: str
    version: str | None
    content_filter: str | None

    def body(self) -> dict[str, Any]:
        """Return it as the request has it."""
        version = {"version": self.version} if self.version else {}
        chosen = {"raiPolicyName": self.content_filter} if self.content_filter else {}
        return {
            "name": self.name,
            "properties": {"model": {"format": self.format, "name": self.model, **version}, **chosen},
        }


@dataclass(frozen=True)
class AskPolicies(Ask[Mapping[str, Evaluated] | Absent]):
    """What policies say of deployments in an account that is there, by their names; Absent where Azure offers no such
    preview, or there is no account yet."""

    account: str
    deployments: tuple[ToEvaluate, ...]
    rights: ClassVar[tuple[str, ...]] = (
        f"{NAMESPACE}/accounts/read",
        f"{NAMESPACE}/accounts/evaluateDeploymentPolicies/action",
    )
    detail: ClassVar[bool] = True

    def __str__(self) -> str:
        return f"what Azure Policy says of deployments in {self.account}"

    async def fetch(self, azure: AskedAzure) -> dict[str, Evaluated] | Absent:
        """Have them evaluated, all at once."""
        scope = parent_scope(azure.spec, "foundry", self.account)
        if await azure.requests.find(scope, COGNITIVE_SERVICES) is None:
            return Absent()
        body = {"deployments": [each.body() for each in self.deployments]}
        try:
            answer = await azure.requests.ask(f"{scope}/evaluateDeploymentPolicies", FOUNDRY_POLICIES, body)
        except AzureError as err:
            if err.status in NOT_OFFERED:
                return Absent()
            raise
        return {name: _evaluated(result) for name, result in answer["results"].items()}


def _evaluated(result: Mapping[str, Any]) -> Evaluated:
    ids = (str(each.get("policyAssignmentId") or "") for each in result.get("nonCompliantAssignments") or ())
    return Evaluated(
        str(result["evaluationOutcome"]),
        str(result.get("errorMessage") or ""),
        tuple(id_.rpartition("/")[2] for id_ in ids if id_),
    )
