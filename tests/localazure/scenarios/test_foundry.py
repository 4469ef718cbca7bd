"""A Foundry account that is there already: keys and Entra work at once, and what a user deletes stays deleted."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import pytest
from openai import AuthenticationError, DefaultHttpxClient, OpenAI

from azure_fixtures import start_local_azure
from estate import Arm
from foundry_accounts import AI_SCOPE, QUESTION
from localazure import process
from localazure.errors import LocalAzureError
from localazure.state_dir import StateDir

if TYPE_CHECKING:
    from pathlib import Path

    from azure_fixtures import LocalAzureServer

SCENARIO = "foundry"
GROUP = "resourceGroups/rg-foundry"
ACCOUNT = f"{GROUP}/providers/Microsoft.CognitiveServices/accounts/local-foundry"


def client(azure: LocalAzureServer, key: str) -> OpenAI:
    """Return the openai package's client of the account."""
    http = DefaultHttpxClient(verify=ssl.create_default_context(cafile=azure.ca))
    address = f"{azure.url}/foundry/local-foundry/openai/openai/v1/"
    return OpenAI(base_url=address, api_key=key, http_client=http, max_retries=0)


def test_its_models_answer_by_key_and_by_token(azure: LocalAzureServer) -> None:
    arm = Arm(azure, "deployer")
    key = arm.send("POST", f"/subscriptions/{azure.subscription}/{ACCOUNT}/listKeys", {})["key1"]
    arm.close()

    for credential in (key, azure.token("deployer", AI_SCOPE)):
        with client(azure, credential) as ai:
            for deployment in ("gpt", "llama"):
                answer = ai.chat.completions.create(model=deployment, messages=QUESTION["messages"])
                assert "You wrote: Hello" in (answer.choices[0].message.content or "")
            assert ai.embeddings.create(model="embed", input="Hello").data
    with client(azure, azure.token("owner", AI_SCOPE)) as ai, pytest.raises(AuthenticationError):
        ai.chat.completions.create(model="gpt", messages=QUESTION["messages"])


def test_what_was_deleted_is_not_made_again(tmp_path: Path) -> None:
    azure = start_local_azure(tmp_path / "state", SCENARIO)
    arm = Arm(azure)
    path = f"/subscriptions/{azure.subscription}/{ACCOUNT}/deployments"
    arm.send("DELETE", f"{path}/gpt")
    arm.close()
    process.stop(azure.state)

    azure = start_local_azure(tmp_path / "state", SCENARIO)
    arm = Arm(azure)
    left = [each["name"] for each in arm.send("GET", path)["value"]]
    arm.close()
    process.stop(azure.state)

    assert left == ["embed", "llama"]


def test_a_resource_that_is_refused_is_named(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(
        "name: mine\nextends: sandbox\nresources:\n"
        "  - {id: resourceGroups/rg-mine, api_version: 2024-03-01, body: {location: nowhere}}\n"
    )

    with pytest.raises(LocalAzureError) as refusal:
        process.start(StateDir(tmp_path / "state"), 0, str(file))

    told = str(refusal.value)
    assert "scenario mine: resourceGroups/rg-mine is refused: " in told
    assert told.endswith("Change it in the scenario's `resources`.")
    assert "Traceback" not in told
