"""Stacks of 20 endpoints as one fleet, beside the same fleet with a provider that does nothing.

The floor is as that of a single stack (`stacks.py`), and so the endpoints that are deployed are serverless: of a Foundry
deployment the program reads from ARM what the provider made. The checks are of serverless and Foundry endpoints. A whole
fleet of 50 stacks takes an hour: it is measured when it is asked for.
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

import many_endpoints
from bench.commands import modelstacks
from bench.row import Reading, Row, Target
from bench.rows import checks
from bench.rows.stacks import FLOOR, STEPS, beside_its_floor, switch_off
from bench.servers import bare_server, local_azure, make_group

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from azure_fixtures import LocalAzureServer
    from bench.row import Round, Scene

AT_ONCE = 2
"""As many stacks as cores, where the figures are from."""
AZURES_TIME = """\
name: azures-time
extends: sandbox
provisioning:
  Microsoft.MachineLearningServices/workspaces/serverlessEndpoints: {seconds: 60}
"""
WAITING = 8
"""So many stacks wait for Azure together."""


def name(step: str, stacks: int) -> str:
    """Return the name of a row."""
    return f"fleet {step}: {stacks} × {many_endpoints.OF_A_STACK}"


class Side:
    """A fleet of so many stacks, locked once."""

    def __init__(
        self,
        stacks: int,
        azure: LocalAzureServer,
        folder: Path,
        environ: Mapping[str, str],
        at_once: int = AT_ONCE,
    ) -> None:
        self._at_once = at_once
        group = f"rg-{folder.name}"
        self._models = many_endpoints.write_fleet(folder, many_endpoints.serverless(group), stacks)
        make_group(azure, group)
        self._modelstacks = modelstacks(folder, environ)
        modelstacks(folder, azure.env())("fleet", "lock")

    def seconds(self, *words: str) -> float:
        """Run a command of the fleet, and return how long it took."""
        return self._modelstacks("fleet", *words, "--executor", f"threads:{self._at_once}")

    def switch_off(self, *keys: str) -> None:
        """Set these of the stacks' config to `off`."""
        switch_off(self._models.glob("Pulumi.*.yaml"), keys)


def checking(stacks: int) -> Scene:
    """Return the scene of the checks of a fleet of that many stacks, nothing of which is there yet."""

    @contextmanager
    def scene(folder: Path) -> Iterator[Round]:
        with local_azure(folder) as azure, bare_server(azure.state) as bare:
            many_endpoints.write_fleet(folder / "fleet", many_endpoints.mixed("rg-fleet"), stacks)
            make_group(azure, "rg-fleet")
            many_endpoints.make_accounts(azure, folder / "fleet", "rg-fleet", stacks)
            run = modelstacks(folder / "fleet", azure.env())
            requests = many_endpoints.requests_of_check(folder / "fleet", azure.env())

            def one_round() -> dict[str, Reading]:
                return {name("check", stacks): Reading(run("fleet", "check"), bare.late(requests))}

            yield one_round

    return scene


@contextmanager
def at_azures_time(folder: Path) -> Iterator[Round]:
    """A create takes a minute: the stacks of a fleet, all at once, beside two of them."""
    scenario = folder / "azures-time.yaml"
    scenario.write_text(AZURES_TIME)
    with local_azure(folder, str(scenario)) as azure:
        two = Side(2, azure, folder / "two", azure.env(), WAITING)
        whole = Side(WAITING, azure, folder / "whole", azure.env(), WAITING)

        def brought_up(side: Side) -> float:
            seconds = side.seconds(*STEPS["up"])
            side.seconds(*STEPS["destroy"])
            return seconds

        yield lambda: {SLOW: Reading(floor=brought_up(two), value=brought_up(whole))}


SLOW = f"{name('up', WAITING)}, 60 s each"


def rows(stacks: int, *, when_asked: bool) -> tuple[Row, ...]:
    """Return the rows of a fleet of that many stacks."""
    scene = beside_its_floor(partial(Side, stacks), partial(name, stacks=stacks))
    return tuple(
        Row(name(step, stacks), Target(1.5, "ratio"), scene, FLOOR, when_asked=when_asked) for step in STEPS
    )


ROWS = (
    Row(name("check", 50), Target(5.0), checking(50), checks.FLOOR),
    *rows(4, when_asked=False),
    *(row for stacks in (6, 16, 50) for row in rows(stacks, when_asked=True)),
    Row(SLOW, Target(1.5, "ratio"), at_azures_time, "two of its stacks, as slow", when_asked=True),
)
