"""What the local Azure answers to `modelstacks contract`: `scripts/contract-expectation` writes it down.

Asked with nothing there, with an empty group, with bare resources, with all that the program makes, and after that was
destroyed; in several scenarios, as several principals: what is there only sometimes shall be known as that.
"""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from azure_fixtures import start_local_azure
from estate import LLAMA, PHI, Estate
from localazure import process
from modelstacks.azure.tags import stack_tags
from modelstacks.contract.expectation import FILE, expectation_text
from modelstacks.contract.files import read_contract
from modelstacks.contract.reading import Readings, read_everything
from modelstacks.preflight.check_context import CheckContext
from modelstacks.spec import load_deployments

if TYPE_CHECKING:
    from collections.abc import Callable

    from azure_fixtures import LocalAzureServer

PACKAGED = Path(str(resources.files("modelstacks.contract")))
GROUP = "rg-modelstacks-contract"
SCENARIOS = ("sandbox", "reader", "free-trial", "unregistered")


class Collected:
    """All exchanges of the readings."""

    def __init__(self, azure: LocalAzureServer, spec: Path, into: Readings) -> None:
        self.azure, self.spec, self.into = azure, spec, into

    def read(self, principal: str = "owner") -> None:
        """Read everything once more, as *principal*."""
        environ = self.azure.env(principal)
        spec = load_deployments(self.spec, environ)
        context = CheckContext(datetime.now(UTC).date(), stack_tags("modelstacks-models", "local"))
        asyncio.run(read_everything(spec, context, environ, self.into))
        assert self.into.unreadable == {}, self.into.unreadable


def collect(scenario: str, into: Readings, ask: Callable[[Collected], None]) -> None:
    """Start a local Azure of that scenario and *ask* it with the packaged spec."""
    with TemporaryDirectory() as folder:
        azure = start_local_azure(Path(folder) / "state", scenario)
        spec = Path(folder) / "deployments.yaml"
        shutil.copy(PACKAGED / "first.yaml", spec)
        try:
            ask(Collected(azure, spec, into))
        finally:
            process.stop(azure.state)


def little(collected: Collected) -> None:
    """Ask where nothing is, and where the group is empty."""
    collected.read()
    collected.read("reader")
    with Estate(collected.azure, group=GROUP):
        collected.read()


def bare(collected: Collected) -> None:
    """Ask about resources of which nothing is said that need not be, under the names of the spec and others."""
    with Estate(collected.azure, group=GROUP) as estate:
        at = estate.project("contract")
        estate.subscribe(at, LLAMA, "Llama-3-3-70B-Instruct")
        estate.serverless(at, LLAMA, "contract-chat")
        estate.serverless(at, PHI, "contract-phi")
        for name in ("contract-small", "contract-shared"):
            estate.deployment(estate.online(at, name), name)
        estate.online(at, "contract-empty")
        collected.read()
        collected.read("reader")


def made(collected: Collected) -> None:
    """Ask about what the program makes, and after that was destroyed."""
    azure, spec = collected.azure, collected.spec
    spec.write_text(
        spec.read_text().replace("eastus2: contract-east", "eastus2: {name: contract-east, create: true}")
    )
    with Estate(azure, group=GROUP):
        for command in (["lock"], ["up", "--yes"]):
            run(collected, *command)
        collected.read()
        collected.read("reader")
        run(collected, "destroy", "--yes")
        collected.read()


def created(collected: Collected) -> None:
    """Take what level 1 exchanged from the file that it wrote; that it differs is what this is for."""
    run(collected, "contract", "--create", "--yes", check=False)
    [file] = collected.spec.parent.glob("contract-*.json")
    held = read_contract(file)
    collected.into.recorder.exchanges += held.exchanges
    for kind, fields in held.reads.items():
        collected.into.recorder.reads[kind] |= set(fields)


def run(collected: Collected, *command: str, check: bool = True) -> None:
    """Run `modelstacks …` beside the spec."""
    program = [sys.executable, "-m", "modelstacks.cli", *command]
    subprocess.run(program, cwd=collected.spec.parent, env=collected.azure.env(), check=check)


def main() -> None:
    """Write the file."""
    readings = Readings()
    for scenario in SCENARIOS:
        collect(scenario, readings, little)
    for ask in (bare, made, created):
        collect("sandbox", readings, ask)
    text = expectation_text(readings.recorder.exchanges, readings.recorder.reads)
    (PACKAGED / FILE).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
