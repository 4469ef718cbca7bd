"""`modelstacks up`, `up` again and `destroy` of a stack, beside the same with a provider that does nothing.

The floor is the same program, spec, lock, engine and kind of backend. It leaves out what needs endpoints or a purchase:
the checks and the smoke test are off, and the provider sends nothing to ARM. What the program itself asks ARM (who it is,
what is there already) it asks the same local Azure, in which nothing of the floor's is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import many_serverless
from bench.commands import modelstacks
from bench.null_home import null_environ
from bench.row import Reading, Row, Target
from bench.servers import local_azure, make_group

if TYPE_CHECKING:
    from azure_fixtures import LocalAzureServer
    from bench.row import Round, Scene

STEPS = {"up": ("up", "--yes"), "up again": ("up", "--yes"), "destroy": ("destroy", "--yes")}
SOFT_DELETED = "P90D"
"""How long what was destroyed keeps its name: the next round makes it anew."""
FLOOR = "the same stack with a provider that does nothing, without checks and smoke test"


def name(step: str, deployments: int) -> str:
    """Return the name of a row."""
    return f"{step}: {deployments} deployments"


class Deployed(Protocol):
    """What is brought up and destroyed, in a folder of its own."""

    def seconds(self, *words: str) -> float:
        """Run a command on it, and return how long it took."""

    def switch_off(self, *keys: str) -> None:
        """Set these of its config to `off`."""


Make = Callable[["LocalAzureServer", Path, Mapping[str, str]], Deployed]
"""Puts it into that folder, locked once; the environment says which provider and backend it has."""


def beside_its_floor(make: Make, named: Callable[[str], str]) -> Scene:
    """Return the scene of what *make* puts in place, and of the same with a provider that does nothing; rows by *named*."""

    @contextmanager
    def scene(folder: Path) -> Iterator[Round]:
        with local_azure(folder) as azure:
            real = make(azure, folder / "real", azure.env())
            floor = make(azure, folder / "floor", null_environ(azure, folder / "null"))
            floor.switch_off("check", "smoke")

            def one_round() -> dict[str, Reading]:
                took = {
                    named(step): Reading(floor=floor.seconds(*words), value=real.seconds(*words))
                    for step, words in STEPS.items()
                }
                azure.control("POST", "clock/advance", {"by": SOFT_DELETED})
                return took

            yield one_round

    return scene


def switch_off(configs: Iterable[Path], keys: Iterable[str]) -> None:
    """Set these keys to `off` in stacks' configs."""
    for config in configs:
        text = config.read_text()
        for key in keys:
            text = text.replace(f"modelstacks:{key}: strict", f"modelstacks:{key}: off")
        config.write_text(text)


class Side:
    """A project of its own with the spec of so many serverless deployments, in workspaces that it makes."""

    def __init__(
        self, deployments: int, azure: LocalAzureServer, folder: Path, environ: Mapping[str, str]
    ) -> None:
        modelstacks(folder.parent, environ)("init", folder.name)
        self._stack = folder / "models"
        group = f"rg-{folder.name}"
        (self._stack / "deployments.yaml").write_text(many_serverless.spec(deployments, group))
        make_group(azure, group)
        self.seconds = modelstacks(self._stack, environ)
        self.seconds("lock")

    def switch_off(self, *keys: str) -> None:
        """Set these of the stack's config to `off`."""
        switch_off([self._stack / "Pulumi.local.yaml"], keys)


def rows(deployments: int, times_the_floor: float) -> tuple[Row, ...]:
    """Return the rows of a stack of that many."""
    scene = beside_its_floor(partial(Side, deployments), partial(name, deployments=deployments))
    return tuple(
        Row(name(step, deployments), Target(times_the_floor, "ratio"), scene, FLOOR) for step in STEPS
    )


ROWS = rows(10, 1.25)
