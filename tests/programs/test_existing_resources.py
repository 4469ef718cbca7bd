"""What is in Azure already, but not in the state: whose it is, and the command that takes it in."""

from __future__ import annotations

import shlex
from typing import Any

import pytest

from modelstacks.programs.existing_resources import ExistingResource, _is_ours

OURS = {"modelstacks-project": "modelstacks-models", "modelstacks-stack": "dev"}


@pytest.mark.parametrize(
    ("tags", "inputs", "ours"),
    [
        pytest.param(OURS, {"tags": OURS}, True, id="our tags"),
        pytest.param(OURS | {"other": "x"}, {"tags": OURS | {"owner": "y"}}, True, id="others don't count"),
        pytest.param(OURS | {"modelstacks-stack": "prod"}, {"tags": OURS}, False, id="another stack's"),
        pytest.param({}, {"tags": OURS}, False, id="no tags"),
        pytest.param(None, {"tags": OURS}, False, id="none at all"),
        pytest.param(None, {}, True, id="its type takes none"),
    ],
)
def test_tags_say_whether_it_is_ours(tags: dict[str, str] | None, inputs: dict[str, Any], ours: bool) -> None:
    assert _is_ours(tags, inputs) == ours


def test_the_import_command_can_be_pasted() -> None:
    urn = "urn:pulumi:dev::modelstacks-models::modelstacks:azure:ServerlessEndpoint::chat"
    token, id_ = "azure-native:machinelearningservices:ServerlessEndpoint", "/subscriptions/s/x"
    command = ExistingResource(token, "chat-endpoint", id_, "chat", urn, ours=True).import_command("dev")
    assert shlex.split(command) == [
        *("pulumi", "import", "--stack", "dev", "--generate-code=false", "--yes"),
        *("--parent", f"chat={urn}", token, "chat-endpoint", id_),
    ]
