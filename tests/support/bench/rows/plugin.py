"""A hundred creates in one `pulumi up` of a plain program: the stand-in plugin and the local Azure, beside a provider that does nothing."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from bench.commands import seconds_of
from bench.null_home import null_environ
from bench.row import Reading, Row, Target
from bench.servers import local_azure, make_group

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
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
    with local_azure(folder) as azure:
        make_group(azure, GROUP)
        real = Stack(folder / "real", azure.env())
        floor = Stack(folder / "floor", null_environ(azure, folder / "null"))
        yield lambda: {NAME: Reading(floor=floor.created(), value=real.created())}


class Stack:
    """The program as the stack `dev`, with a backend of its own."""

    def __init__(self, folder: Path, environ: Mapping[str, str]) -> None:
        backend = folder / "backend"
        backend.mkdir(parents=True)
        (folder / "Pulumi.yaml").write_text("name: plugin\nruntime: python\n")
        (folder / "__main__.py").write_text(PROGRAM)
        own = {**environ, "PULUMI_BACKEND_URL": backend.as_uri()}
        self._pulumi = partial(seconds_of, "pulumi", "--non-interactive", cwd=folder, environ=own)
        self._pulumi("stack", "init", "dev")

    def created(self) -> float:
        """Return how long the creates take; they are gone afterwards."""
        took = self._pulumi("up", "--yes", "--skip-preview")
        self._pulumi("destroy", "--yes", "--skip-preview")
        return took


ROWS = (Row(NAME, Target(2.0, "excess"), creating, FLOOR),)
