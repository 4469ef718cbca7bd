"""Who upgrades loses nothing: specs, lock and state that version 0.1.0 made go up unchanged, with nothing to do.

`made_by_0_1_0` was written by the wheel of that version on its local Azure: both states (secrets removed) and the
bodies of what lay in Azure then. It stays as it is, whatever is renamed in the code.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

import pytest

from azure_fixtures import start_local_azure
from e2e_bench import Bench, project
from estate import Arm
from localazure import process

if TYPE_CHECKING:
    from collections.abc import Iterator

    from e2e_bench import Ran
    from wheel import Installed

pytestmark = [pytest.mark.e2e, pytest.mark.ci]

MADE = Path(__file__).with_name("made_by_0_1_0")
SPECS = {"platform": ("platform.yaml",), "models": ("deployments.yaml", "deployments.lock.yaml")}
MADE_BY_AZURE = ("principalId", "clientId")
"""Ids that another local Azure gives anew, and that other resources name."""


class Copied:
    """The fixture in a local Azure of the test's own: its address, an expiry that lies ahead, its own ids."""

    def __init__(self, bench: Bench) -> None:
        expires = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=100)
        self._renamed = {
            "@AZURE@": bench.azure.url.removeprefix("https://"),
            "@EXPIRES@": expires.isoformat(),
            "@EXPIRES_HTTP@": format_datetime(expires, usegmt=True),
        }
        arm = Arm(bench.azure)
        for line in (MADE / "azure.jsonl").read_text(encoding="utf-8").splitlines():
            resource = json.loads(self.text(line))
            if "@ASSIGNMENT@" in resource["id"]:
                resource = json.loads(self._with_assignment(line, resource["body"]["properties"]))
            put = arm.send("PUT", resource["id"], resource["body"], version=resource["api_version"])
            self._learn_ids(resource["body"], put)
        arm.close()
        for stack, files in SPECS.items():
            for file in files:
                (bench.stack(stack) / file).write_bytes((MADE / file).read_bytes())
            state = bench.stack(stack) / "state.json"
            state.write_text(self.text((MADE / f"{stack}.stack.json").read_text(encoding="utf-8")))
            bench.select(stack)
            imported = bench.pulumi(stack, "stack", "import", "--stack", "local", "--file", state.name)
            assert imported.code == 0, imported.out

    def text(self, text: str) -> str:
        """Return *text* of the fixture as it would be here."""
        return re.sub(
            "|".join(map(re.escape, self._renamed)), lambda found: self._renamed[found.group()], text
        )

    def _with_assignment(self, line: str, properties: dict[str, str]) -> str:
        """The assignment's name is made of who may do what where, and so of an id that Azure gave."""
        parts = (properties[name] for name in ("scope", "principalId", "roleDefinitionId"))
        self._renamed["@ASSIGNMENT@"] = str(uuid5(NAMESPACE_URL, "/".join(parts)))
        return self.text(line)

    def _learn_ids(self, theirs: Any, ours: Any) -> None:
        if not isinstance(theirs, dict) or not isinstance(ours, dict):
            return
        for name, value in theirs.items():
            if name in MADE_BY_AZURE and name in ours:
                self._renamed[value] = ours[name]
            self._learn_ids(value, ours.get(name))


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory, wheel: Installed) -> Iterator[Bench]:
    """A local Azure and stacks as version 0.1.0 left them."""
    azure = start_local_azure(tmp_path_factory.mktemp("azure"))
    bench = project(azure, tmp_path_factory.mktemp("project"), wheel)
    Copied(bench)
    yield bench
    process.stop(azure.state)


def changed(ran: Ran) -> dict[str, int]:
    """What an up did beside leaving resources as they are."""
    assert ran.code == 0, ran.out
    return {kind: count for kind, count in ran.summary().items() if kind != "unchanged"}


@pytest.mark.parametrize("stack", ["platform", "models"])
def test_an_up_changes_nothing(bench: Bench, stack: str) -> None:
    ran = bench.up(stack, "--diff")
    assert not changed(ran), ran.out


def test_the_lock_is_as_it_was(bench: Bench) -> None:
    checked = bench.modelstacks("lock", "--check", cwd=bench.stack("models"))
    assert checked.code == 0, checked.out


def test_destroy_finds_the_code_of_the_traffic(bench: Bench) -> None:
    destroyed = bench.modelstacks("destroy", "--yes", cwd=bench.stack("models"))
    assert destroyed.code == 0, destroyed.out
    assert not [row for row in bench.everything() if "Endpoint" in row]
