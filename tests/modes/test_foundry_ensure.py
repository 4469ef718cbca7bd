"""What `modelstacks ensure` says of the Foundry accounts that it makes and removes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from estate import Estate
from modelstacks.azure.ml_desired import Ensured
from modelstacks.azure.tags import ENSURED_TAG, OWNER_TAG
from modelstacks.deployment.ensure_run import EnsureRun
from modelstacks.deployment.plan import plan_models
from modelstacks.modes.foundry.ensure import PART
from modelstacks.spec import load_deployments

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from azure_fixtures import LocalAzureServer

SPEC = """\
subscription: SUBSCRIPTION
resource_group: GROUP
owner: me
accounts: {swedencentral: {name: ai-TAG, create: true, project: chat}}
deployments: {phi: {model: Phi-4, mode: foundry, capacity: 1}}
"""


@pytest.fixture
def estate(local_azure: LocalAzureServer) -> Iterator[Estate]:
    with Estate(local_azure) as made:
        yield made


@pytest.mark.slow
def test_it_says_what_became_of_each_account_and_its_project(estate: Estate, tmp_path: Path) -> None:
    words = {
        "SUBSCRIPTION": estate.azure.subscription,
        "GROUP": estate.group.rpartition("/")[2],
        "TAG": estate.tag,
    }
    text = SPEC
    for word, value in words.items():
        text = text.replace(word, value)
    (tmp_path / "deployments.yaml").write_text(text)
    spec = replace(load_deployments(tmp_path / "deployments.yaml", {}), deployments=())
    said: list[Ensured] = []
    run, name = EnsureRun(plan_models(spec, {}), estate.azure.env(), said.append), f"ai-{estate.tag}"
    with run.clients():
        PART.make_parents(run)
        made = estate.get(f"Microsoft.CognitiveServices/accounts/{name}")
        gone = [*PART.remove_parents(run)]
        again = [*PART.remove_parents(run)]
    assert said == [
        Ensured(f"Foundry account {name}", "created"),
        Ensured(f"Foundry project chat of {name}", "created"),
    ]
    assert made["tags"] == {ENSURED_TAG: "true", OWNER_TAG: "me"}
    assert made["properties"]["customSubDomainName"]
    assert gone == [f"Foundry account {name} (Azure keeps it, with its name, until it is purged or restored)"]
    assert again == []
