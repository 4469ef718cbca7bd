"""A hundred creates in one `pulumi up` of a plain program: the stand-in plugin and the local Azure, beside a provider that does nothing."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from bench.null_home import null_environ
from bench.row import Reading, Row, Target
from bench.servers import local_azure, make_group
from bench.timing import seconds_of
from plugin_stack import EngineStack

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bench.row import Round

CREATES = 100
GROUP = "rg-plugin"
NAME = f"plugin: {CREATES} creates in one up"
FLOOR = "the same with a provider that does nothing"
PROGRAM = f"""\
from pulumi_azure_native import managedidentity
for number in range({CREATES}):
    managedidentity.UserAssignedIdentity(
        f"id-{{number}}", resource_group_name="{GROUP}", resource_name_=f"id-{{number}}", location="swedencentral"
    )
"""


@contextmanager
def creating(folder: Path) -> Iterator[Round]:
    """A stack of its own for each of the two providers."""
    for name in ("real", "floor"):
        (folder / name).mkdir()
    with local_azure(folder) as azure:
        make_group(azure, GROUP)
        real = EngineStack(folder / "real", azure.env())
        floor = EngineStack(folder / "floor", null_environ(azure, folder / "null"))
        yield lambda: {NAME: Reading(floor=created(floor), value=created(real))}


def created(stack: EngineStack) -> float:
    """Return how long the creates take; they are gone afterwards."""
    stack.program = PROGRAM
    took = seconds_of(stack.up)
    gone = stack.run("destroy", "--yes", "--skip-preview")
    if gone.failed:
        raise RuntimeError(gone.shown)
    return took


ROWS = (Row(NAME, Target(2.0, "excess"), creating, FLOOR),)
