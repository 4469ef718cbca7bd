"""How long `up`, `up` again and `destroy` of 120 endpoints take, beside the same with a provider that does nothing.

About 420 resources over seven workspaces that the stack makes. The floor is the same program, spec, lock, engine and kind
of backend; its provider (`null_provider.py`) answers at once. It leaves out what needs endpoints or a purchase: the checks and
the smoke test are off, and the provider sends nothing to ARM. What the program itself asks ARM (who it is, what is there
already) it asks the same local Azure, in which nothing of the floor's is.
"""

from __future__ import annotations

import json
import shlex
import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import many_serverless
from bench_commands import command
from bench_measuring import Measured, timed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from azure_fixtures import LocalAzureServer

DEPLOYMENTS, RUNS = 120, 3
TIMES_THE_FLOOR = 1.5
STEPS = {"up": ("up", "--yes"), "up again": ("up", "--yes"), "destroy": ("destroy", "--yes")}
NULL_PROVIDER = Path(__file__).with_name("null_provider.py")


def measured(azure: LocalAzureServer, folder: Path) -> Iterator[Measured]:
    """Yield a row for each step: its times, and 1.5 times the floor's median as what it may take."""
    real = Side(azure, folder / "real", azure.env())
    floor = Side(azure, folder / "floor", without_provider(azure, folder / "floor-home"))
    floor.switch_off("check", "smoke")
    took: dict[str, list[tuple[float, float]]] = {step: [] for step in STEPS}
    for _ in range(RUNS):
        for step, words in STEPS.items():
            took[step].append((floor.seconds(*words), real.seconds(*words)))
    for step, pairs in took.items():
        floors, times = zip(*pairs, strict=True)
        what = f"modelstacks {step}, {DEPLOYMENTS} endpoints"
        yield Measured(what, times, TIMES_THE_FLOOR, floor=floors)


class Side:
    """A project of its own with the spec, locked once; *environ* says which provider and backend it has."""

    def __init__(self, azure: LocalAzureServer, folder: Path, environ: Mapping[str, str]) -> None:
        self._folder = folder
        command(environ, folder.parent)("init", folder.name)
        stack = folder / "models"
        (stack / "deployments.yaml").write_text(many_serverless.spec(DEPLOYMENTS, f"rg-{folder.name}"))
        group = f"{azure.url}/subscriptions/{azure.subscription}/resourceGroups/rg-{folder.name}"
        make_group(azure, group)
        self._run = command(environ, stack)
        self._run("lock")

    def switch_off(self, *keys: str) -> None:
        """Set these of the stack's config to `off`."""
        config = self._folder / "models" / "Pulumi.local.yaml"
        text = config.read_text()
        for key in keys:
            text = text.replace(f"modelstacks:{key}: strict", f"modelstacks:{key}: off")
        config.write_text(text)

    def seconds(self, *words: str) -> float:
        """Return how long the command takes, from start to end."""
        return timed(lambda: self._run(*words), runs=1)[0]


def make_group(azure: LocalAzureServer, url: str) -> None:
    """Make the resource group at *url*."""
    import httpx2

    answer = httpx2.put(
        url,
        params={"api-version": "2024-03-01"},
        json={"location": "swedencentral"},
        headers={"Authorization": f"Bearer {azure.token()}"},
        verify=azure.ca,
    )
    answer.raise_for_status()


def without_provider(azure: LocalAzureServer, home: Path) -> dict[str, str]:
    """Return the owner's environment with a PULUMI_HOME whose azure-native does nothing, and a backend of its own."""
    plugin = home / "plugins" / f"resource-azure-native-v{version('pulumi-azure-native')}"
    plugin.mkdir(parents=True)
    launcher = plugin / "pulumi-resource-azure-native"
    launcher.write_text(
        f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {shlex.quote(str(NULL_PROVIDER))} "$@"\n'
    )
    launcher.chmod(0o700)
    (home / "state").mkdir()
    environ = azure.env()
    owner = azure.scenario.principal("owner")
    assert owner is not None
    caller = {
        "clientId": owner.app_id,
        "objectId": owner.object_id,
        "tenantId": azure.scenario.tenant.id,
        "subscriptionId": azure.subscription,
    }
    return {
        **environ,
        "PULUMI_HOME": str(home),
        "PULUMI_BACKEND_URL": (home / "state").as_uri(),
        "NULL_PROVIDER_CALLER": json.dumps(caller),
    }
