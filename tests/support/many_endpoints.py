"""A fleet of stacks of 20 serverless and Foundry endpoints each, in a workspace and an account that each of them makes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from examined import TODAY
from modelstacks.catalog import load

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from modelstacks.catalog import Model

OF_A_STACK = 20
REGIONS = ("swedencentral", "eastus2")
FOUNDRY = (
    "Llama-3.3-70B-Instruct",
    "Llama-4-Scout-17B-16E-Instruct",
    "Phi-4",
    "Phi-4-mini-instruct",
    "Phi-4-reasoning",
    "Phi-4-mini-reasoning",
    "Phi-4-multimodal-instruct",
    "mistral-small-2503",
    "Codestral-2501",
    "Cohere-command-a",
)


def spec(group: str) -> str:
    """Return the spec of one stack, whichever region and stack it is."""
    offered: Callable[[Model], bool] = lambda model: all(model.is_offered("serverless", at) for at in REGIONS)  # noqa: E731
    alive = [model for model in load().models if model.lifecycle.stage(TODAY) != "retired"]
    serverless = [model.name for model in alive if offered(model)][: OF_A_STACK - len(FOUNDRY)]
    return "\n".join(
        [
            "subscription: ${AZURE_SUBSCRIPTION_ID}",
            f"resource_group: {group}",
            "name_suffix: ${MODELSTACKS_STACK_NAME}",
            "workspaces:",
            '  ${MODELSTACKS_REGION}: {name: "ml-${MODELSTACKS_STACK_NAME}", create: true, kind: workspace}',
            "accounts:",
            '  ${MODELSTACKS_REGION}: {name: "ai-${MODELSTACKS_STACK_NAME}", create: true, local_auth: true}',
            "deployments:",
            *(f"  f{at}: {{model: {name}, mode: foundry, capacity: 1}}" for at, name in enumerate(FOUNDRY)),
            *(f"  s{at}: {{model: {name}, mode: serverless}}" for at, name in enumerate(serverless)),
            "",
        ]
    )


def write_fleet(folder: Path, group: str, stacks: int) -> Path:
    """Write a fleet of that many (even) and its Pulumi project; return the folder of its one spec."""
    models = folder / "models"
    subprocess.run(
        [Path(sys.executable).with_name("modelstacks"), "init", folder], check=True, capture_output=True
    )
    (models / "deployments.yaml").write_text(spec(group))
    environments = ", ".join(f"e{number}: {{}}" for number in range(stacks // len(REGIONS)))
    (folder / "fleet.yaml").write_text(
        f"name: {folder.name}\nspecs: {{{folder.name[0]}: models/deployments.yaml}}\n"
        f"environments: {{{environments}}}\nregions: [{', '.join(REGIONS)}]\n"
    )
    for number in range(stacks // len(REGIONS)):
        for region in REGIONS:
            config = models / f"Pulumi.{folder.name[0]}-e{number}-{region}.yaml"
            config.write_text((models / "Pulumi.local.yaml").read_text())
    return models


def requests_of_check(folder: Path, environ: Mapping[str, str]) -> int:
    """Return how many requests a check of the fleet sends."""
    ended = subprocess.run(
        [Path(sys.executable).with_name("modelstacks"), "fleet", "check", "--output", "json"],
        cwd=folder,
        env=os.environ | dict(environ),
        capture_output=True,
        text=True,
        check=False,
    )
    return int(json.loads(ended.stdout)["requests"])
