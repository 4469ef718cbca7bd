"""`modelstacks up`, `up` again and `destroy` of a stack, beside the same with a provider that does nothing.

The floor is the same program, spec, lock, engine and kind of backend. It leaves out what needs endpoints or a purchase:
the checks and the smoke test are off, and the provider sends nothing to ARM. What the program itself asks ARM (who it is,
what is there already) it asks the same local Azure, in which nothing of the floor's is.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import many_serverless
from bench.commands import modelstacks
from bench.null_home import null_environ
from bench.row import Reading, Row, Target
from bench.servers import local_azure, make_group

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from azure_fixtures import LocalAzureServer
    from bench.row import Round, Scene

STEPS = {"up": ("up", "--yes"), "up again": ("up", "--yes"), "destroy": ("destroy", "--yes")}
SOFT_DELETED = "P90D"
"""How long what was destroyed keeps its name: the next round makes it anew."""
FLOOR = "the same stack with a provider that does nothing, without checks and smoke test"


def name(step: str, deployments: int) -> str:
    """Return the name of a row."""
    return f"{step}: {deployments} deployments"


def deploying(deployments: int) -> Scene:
    """Return the scene of a stack of that many serverless deployments, in workspaces that it makes."""

    @contextmanager
    def scene(folder: Path) -> Iterator[Round]:
        with local_azure(folder) as azure:
            real = Side(azure, folder / "real", azure.env(), deployments)
            floor = Side(azure, folder / "floor", null_environ(azure, folder / "null"), deployments)
            floor.switch_off("check", "smoke")

            def one_round() -> dict[str, Reading]:
                took = {
                    name(step, deployments): Reading(floor=floor.seconds(*words), value=real.seconds(*words))
                    for step, words in STEPS.items()
                }
                azure.control("POST", "clock/advance", {"by": SOFT_DELETED})
                return took

            yield one_round

    return scene


class Side:
    """A project of its own with the spec, locked once; *environ* says which provider and backend it has."""

    def __init__(
        self, azure: LocalAzureServer, folder: Path, environ: Mapping[str, str], deployments: int
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
        config = self._stack / "Pulumi.local.yaml"
        text = config.read_text()
        for key in keys:
            text = text.replace(f"modelstacks:{key}: strict", f"modelstacks:{key}: off")
        config.write_text(text)


def rows(deployments: int, times_the_floor: float) -> tuple[Row, ...]:
    """Return the rows of a stack of that many."""
    scene = deploying(deployments)
    return tuple(
        Row(name(step, deployments), Target(times_the_floor, "ratio"), scene, FLOOR) for step in STEPS
    )


ROWS = rows(10, 1.25)
