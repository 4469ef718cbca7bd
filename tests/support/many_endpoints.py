"""A fleet of stacks of 20 serverless and Foundry endpoints each, in a workspace that each of them makes and an account that is there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from estate import Arm
from examined import TODAY
from foundry_builders import ACCOUNTS, NEWEST, account_body
from modelstacks.catalog import load

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from azure_fixtures import LocalAzureServer
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


def mixed(group: str) -> str:
    """Return the spec of a stack with half of its deployments in an account that is there."""
    foundry = (f"  f{at}: {{model: {name}, mode: foundry, capacity: 1}}" for at, name in enumerate(FOUNDRY))
    return "\n".join(
        [
            *_head(group),
            '  ${MODELSTACKS_REGION}: {name: "ml-${MODELSTACKS_STACK_NAME}", create: true, kind: workspace}',
            "accounts:",
            '  ${MODELSTACKS_REGION}: {name: "ai-${MODELSTACKS_STACK_NAME}", local_auth: true}',
            "deployments:",
            *foundry,
            *(f"  s{at}: {{model: {name}, mode: serverless}}" for at, name in enumerate(_serverless())),
            "",
        ]
    )


def serverless(group: str) -> str:
    """Return the spec of a stack without Foundry deployments, whose programs read them back from ARM: in two workspaces."""
    return "\n".join(
        [
            *_head(group),
            *(
                f'  {at}: {{name: "{at[0]}-${{MODELSTACKS_STACK_NAME}}", create: true, kind: workspace}}'
                for at in REGIONS
            ),
            "deployments:",
            *(
                f"  {at[0]}{number}: {{model: {name}, mode: serverless, regions: [{at}]}}"
                for at in REGIONS
                for number, name in enumerate(_serverless())
            ),
            "",
        ]
    )


def _head(group: str) -> list[str]:
    return [
        "subscription: ${AZURE_SUBSCRIPTION_ID}",
        f"resource_group: {group}",
        "name_suffix: ${MODELSTACKS_STACK_NAME}",
        "workspaces:",
    ]


def _serverless() -> list[str]:
    offered: Callable[[Model], bool] = lambda model: all(model.is_offered("serverless", at) for at in REGIONS)  # noqa: E731
    alive = [model for model in load().models if model.lifecycle.stage(TODAY) != "retired"]
    return [model.name for model in alive if offered(model)][: OF_A_STACK // 2]


def write_fleet(folder: Path, spec: str, stacks: int) -> Path:
    """Write a fleet of that many (even) stacks of *spec* and its Pulumi project; return the folder of the spec."""
    models = folder / "models"
    subprocess.run(
        [Path(sys.executable).with_name("modelstacks"), "init", folder], check=True, capture_output=True
    )
    (models / "deployments.yaml").write_text(spec)
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


def make_accounts(azure: LocalAzureServer, folder: Path, group: str, stacks: int) -> None:
    """Make the accounts of the fleet's stacks in its group, which is there."""
    body = account_body() | {"location": ""}
    with closing(Arm(azure)) as arm:
        for number in range(stacks // len(REGIONS)):
            for region in REGIONS:
                name = f"ai-{folder.name[0]}-e{number}-{region}"
                id_ = (
                    f"/subscriptions/{azure.subscription}/resourceGroups/{group}/providers/{ACCOUNTS}/{name}"
                )
                properties = {**body["properties"], "customSubDomainName": name}
                arm.send("PUT", id_, body | {"location": region, "properties": properties}, version=NEWEST)


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
