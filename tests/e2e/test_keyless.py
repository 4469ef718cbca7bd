"""An endpoint of somebody's that takes Entra alone, through plain `pulumi up`: there are no keys to list."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from azure_fixtures import start_local_azure
from e2e_bench import project
from estate import Estate
from localazure import process

if TYPE_CHECKING:
    from pathlib import Path

    from wheel import Installed

pytestmark = pytest.mark.e2e

SPEC = """\
subscription: ${AZURE_SUBSCRIPTION_ID}
resource_group: rg-models
workspaces: {swedencentral: chat}
deployments:
  guest: {model: Phi-4, mode: managed, endpoint: {name: theirs, existing: true}, traffic: 100}
"""


def test_a_deployment_behind_it_is_made_tested_and_left_alone(tmp_path: Path, wheel: Installed) -> None:
    azure = start_local_azure(tmp_path / "state")
    with Estate(azure, group="rg-models") as estate:
        estate.online(estate.project(), "theirs", authMode="AADToken")
        azure.control("POST", "clock/advance", {"by": "PT1S"})  # until it takes deployments
        (tmp_path / "project").mkdir()
        bench = project(azure, tmp_path / "project", wheel, attached=False)
        bench.select("models")
        (bench.stack("models") / "deployments.yaml").write_text(SPEC)
        bench.lock()
        first, second = bench.up("models"), bench.up("models")
        outputs = bench.pulumi("models", "stack", "output", "deployments", "--json", "--show-secrets").out
    process.stop(azure.state)
    assert first.code == 0, first.out
    guest = json.loads(outputs)["guest"]
    assert (guest["key"], guest["info"]["model_name"]) == (None, "Phi-4")
    assert set(second.summary()) == {"unchanged"}
