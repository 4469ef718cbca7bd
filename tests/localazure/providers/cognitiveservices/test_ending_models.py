"""A model that is ending takes no new deployments, and those it has can still be changed: without a server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import pytest

from foundry_builders import LLAMA, NEWEST, account_body, deployment
from localazure.providers.cognitiveservices.names import ACCOUNTS
from localazure.scenarios import Foundry
from open_azure import GROUP
from open_workspace import followed

if TYPE_CHECKING:
    from open_azure import OpenAzure

QUERY = {"api-version": NEWEST}
ACCOUNT = f"{GROUP}/providers/{ACCOUNTS}/mind"
ENDS = (
    "The model 'Format:Meta,Name:Llama-3.3-70B-Instruct,Version:3' is in deprecating state and cannot be used for new "
    "deployments."
)


def put(azure: OpenAzure, path: str, body: dict[str, Any]) -> int:
    answer = azure.ask("PUT", path, {"location": "swedencentral"} | body, query=QUERY)
    if url := answer.headers.get("Azure-AsyncOperation"):
        assert followed(azure, url).body["status"] == "Succeeded"
    return answer.status


@pytest.mark.parametrize("status", ["Legacy", "Deprecating"])
def test_what_is_deployed_can_be_changed_while_its_model_ends(
    whole: OpenAzure, status: Literal["Legacy", "Deprecating"]
) -> None:
    put(whole, ACCOUNT, account_body())
    assert put(whole, f"{ACCOUNT}/deployments/chat", deployment(LLAMA, capacity=1)) == 201
    ending = Foundry(lifecycle={LLAMA["name"]: status})
    whole.scenario = whole.scenario.model_copy(update={"foundry": ending})

    assert put(whole, f"{ACCOUNT}/deployments/chat", deployment(LLAMA, capacity=2)) == 200

    if status == "Legacy":
        assert put(whole, f"{ACCOUNT}/deployments/new", deployment(LLAMA, capacity=1)) == 201
        return
    refusal = whole.refused("PUT", f"{ACCOUNT}/deployments/new", deployment(LLAMA), query=QUERY)
    assert (refusal.status, refusal.code, refusal.message) == (400, "ServiceModelDeprecating", ENDS)
