"""Six models in Foundry accounts of three regions: two that the stack makes, and one of somebody else's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from foundry_builders import NEWEST, account_body, deployment

if TYPE_CHECKING:
    from e2e_bench import Bench

ACCOUNTS = "/providers/Microsoft.CognitiveServices/accounts"
THEIRS = f"{ACCOUNTS}/their-ai"
USER = "a97b65f3-24c7-4388-baec-2e87135dc908"
SPEC = """\
subscription: ${AZURE_SUBSCRIPTION_ID}
resource_group: rg-models
accounts:
  swedencentral: {name: our-ai, create: true, project: chat, assign_caller: true}
  eastus2: {name: keys-ai, create: true, local_auth: true}
  westus3: their-ai
deployments:
  llama: {model: Llama-3.3-70B-Instruct, mode: foundry, regions: [swedencentral], capacity: 100}
  phi: {model: Phi-4, mode: foundry, regions: [swedencentral], capacity: 100}
  mini: {model: Phi-4-mini-instruct, mode: foundry, regions: [swedencentral], capacity: 100}
  mistral: {model: Mistral-Large-3, mode: foundry, regions: [eastus2], capacity: 100}
  oss: {model: gpt-oss-120b, mode: foundry, regions: [eastus2]}
  deepseek: {model: DeepSeek-V3.2, mode: foundry, regions: [westus3], capacity: 100}
"""


def make_theirs(bench: Bench) -> None:
    """Make somebody else's account, in which the owner may call models."""
    call(bench, "PUT", THEIRS, account_body(customSubDomainName="their-ai") | {"location": "westus3"})
    call(bench, "GET", THEIRS)  # asking drives it to its end
    who = bench.azure.scenario.principal("owner")
    assert who is not None
    roles = f"/subscriptions/{bench.azure.subscription}/providers/Microsoft.Authorization/roleDefinitions"
    properties = {"roleDefinitionId": f"{roles}/{USER}", "principalId": who.object_id}
    path = f"{THEIRS}/providers/Microsoft.Authorization/roleAssignments/{uuid4()}"
    call(bench, "PUT", path, {"properties": properties}, version="2022-04-01")


def begin_theirs(bench: Bench, account: str, name: str = "guest") -> None:
    """Begin a deployment of somebody else's in *account*; it goes on until somebody asks for it."""
    model = {"format": "Microsoft", "name": "Phi-4", "version": "7"}
    call(bench, "PUT", f"{ACCOUNTS}/{account}/deployments/{name}", deployment(model, capacity=1))


def call(bench: Bench, method: str, path: str, body: Any = None, version: str = NEWEST) -> Any:
    """Call ARM below the group; return the answer."""
    status, answer = bench.arm(method, path, body, version=version)
    assert status < 300, answer
    return answer


def deployments_of(bench: Bench, account: str) -> list[str]:
    """The names of an account's deployments."""
    rows = call(bench, "GET", f"{ACCOUNTS}/{account}/deployments")["value"]
    return sorted(row["name"] for row in rows)


def refuse(bench: Bench, method: str, path: str, code: str = "RequestConflict") -> None:
    """Let Azure refuse the next such request as it does while somebody else writes."""
    fault = {"method": method, "path": path, "status": 409, "code": code, "count": 1}
    bench.azure.control("POST", "faults", fault | {"message": "Another operation is being performed."})
