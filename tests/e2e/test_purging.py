"""`modelstacks destroy --purge`: for good goes what the stack holds or remembers deleting, and nothing by its name alone."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from azure_fixtures import start_local_azure
from counted_writes import writes
from e2e_bench import Bench, Ran, outputs_of, project
from localazure import process

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wheel import Installed


pytestmark = pytest.mark.e2e

SPEC = """\
subscription: ${AZURE_SUBSCRIPTION_ID}
resource_group: rg-models
workspaces:
  eastus2: {name: own, create: true, kind: workspace}
  swedencentral: {name: two, create: true, kind: workspace}
deployments:
  phi: {model: Phi-4, mode: serverless, regions: [eastus2]}
  more: {model: Phi-4, mode: serverless, regions: [swedencentral]}
"""
WORKSPACES = "/providers/Microsoft.MachineLearningServices/workspaces"


@dataclass
class Teller:
    """Runs destroys, and notes what they said and which workspaces Azure keeps after each."""

    bench: Bench
    ran: dict[str, Ran] = field(default_factory=dict)
    written: dict[str, int] = field(default_factory=dict)
    kept: dict[str, list[str]] = field(default_factory=dict)

    def destroy(self, step: str, *options: str) -> None:
        """Run `modelstacks destroy`."""
        self.written[step] = writes(self.bench.azure, lambda: self._destroy(step, options))
        self.kept[step] = [name for name in ("own", "two") if self.keeps(name)]

    def _destroy(self, step: str, options: tuple[str, ...]) -> None:
        command = ("destroy", *options, "--yes", "--output", "json")
        self.ran[step] = self.bench.modelstacks(*command, cwd=self.bench.stack("models"))

    def keeps(self, name: str) -> bool:
        """Whether Azure refuses a new workspace of that name, since it keeps the deleted one."""
        body = {"location": "eastus2", "kind": "Project", "properties": {"hubResourceId": "/none"}}
        return "Soft-deleted workspace exists" in json.dumps(
            self.bench.arm("PUT", f"{WORKSPACES}/{name}", body)
        )

    def around(self, step: str) -> list[tuple[str, str]]:
        """The workspaces of which that destroy told, and what became of them."""
        rows = outputs_of(self.ran[step])["around"]
        return [(row["id"].rpartition("/")[2], row["result"]) for row in rows if "/workspaces/" in row["id"]]

    def whys(self, step: str) -> set[str]:
        """What that destroy gave as reasons."""
        return {row["why"] for row in outputs_of(self.ran[step])["around"]}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, wheel: Installed) -> Iterator[Teller]:
    """A stack that is destroyed without a purge, and purges asked for afterwards; then one that purges at once."""
    azure = start_local_azure(tmp_path_factory.mktemp("azure"))
    bench = project(azure, tmp_path_factory.mktemp("project"), wheel)
    teller = Teller(bench)
    try:
        bench.make_group()
        bench.begin(SPEC)
        bench.pulumi("models", "config", "set", "modelstacks:check", "off")
        tell(teller)
        yield teller
    finally:
        process.stop(azure.state)


def tell(teller: Teller) -> None:
    bench = teller.bench
    teller.ran["up"] = bench.modelstacks("up", "--yes", cwd=bench.stack("models"))
    teller.destroy("without a purge")
    teller.destroy("mistyped", "--purge", "--stack", "locall")
    teller.ran["stacks"] = bench.pulumi("models", "stack", "ls", "--json")
    bench.pulumi("models", "stack", "init", "other")
    teller.destroy("of another stack", "--purge", "--stack", "other")
    bench.pulumi("models", "stack", "select", "local")
    teller.destroy("later", "--purge")
    teller.destroy("once more", "--purge")
    teller.ran["up again"] = bench.modelstacks("up", "--yes", cwd=bench.stack("models"))
    teller.destroy("at once", "--purge")


@pytest.mark.parametrize(
    ("step", "code"),
    [
        ("up", 0),
        ("without a purge", 0),
        ("mistyped", 2),
        ("of another stack", 0),
        ("later", 0),
        ("once more", 0),
        ("up again", 0),
        ("at once", 0),
    ],
)
def test_every_step_ends_as_it_should(told: Teller, step: str, code: int) -> None:
    assert told.ran[step].code == code, told.ran[step].out


def test_a_mistyped_stack_is_neither_made_nor_purged(told: Teller) -> None:
    assert "There is no stack locall of modelstacks-models in this backend" in told.ran["mistyped"].out
    assert [row["name"] for row in json.loads(told.ran["stacks"].out)] == ["local"]
    assert (told.written["mistyped"], told.kept["mistyped"]) == (0, ["own", "two"])


def test_what_only_the_spec_names_is_named_and_not_sent(told: Teller) -> None:
    assert told.around("of another stack") == [("own", "not sent"), ("two", "not sent")]
    assert (
        "the spec names it, but this stack neither holds it nor remembers deleting it. Where Azure keeps it: "
        "az ml workspace delete --name own --resource-group rg-models --permanently-delete"
    ) in told.whys("of another stack")
    assert (told.written["of another stack"], told.kept["of another stack"]) == (0, ["own", "two"])


def test_the_stack_remembers_what_an_earlier_destroy_deleted(told: Teller) -> None:
    assert told.around("later") == [("own", "purged"), ("two", "purged")]
    assert (told.kept["without a purge"], told.kept["later"]) == (["own", "two"], [])


def test_what_was_purged_is_forgotten_and_nothing_is_sent_again(told: Teller) -> None:
    assert {result for _, result in told.around("once more")} == {"not sent"}
    assert told.written["once more"] == 0


def test_a_purge_ends_what_the_stack_holds_in_the_same_run(told: Teller) -> None:
    assert told.around("at once") == [("own", "purged"), ("two", "purged")]
    assert told.kept["at once"] == []
