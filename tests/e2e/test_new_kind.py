"""A kind of spec is two modules, an entry of the table and its folder of `stacks/`: made here in a copy of the package."""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from stack_files import stack_files

from e2e_bench import Bench
from wheel import REPO

if TYPE_CHECKING:
    from pathlib import Path

    from azure_fixtures import LocalAzureServer
    from e2e_bench import Ran

pytestmark = pytest.mark.e2e

NEW = REPO / "tests" / "new_kind"
TABLE = "spec/kinds.py"
LAST = "    MODELS,\n)\n"


@dataclass(frozen=True)
class Copy:
    """A copy of the package with the new kind in it."""

    bench: Bench

    @property
    def clone(self) -> Path:
        """Where it lies."""
        return self.bench.folder / "clone"

    def run(self, *command: str) -> Ran:
        """Run its `modelstacks …`."""
        env = {**self.bench.env, "PYTHONPATH": str(self.clone / "infra")}
        return self.bench.run(sys.executable, "-m", "modelstacks.cli", *command, env=env)


@pytest.fixture(scope="module")
def copy(local_azure: LocalAzureServer, tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """The package, and what the kind adds: its schema is printed by `modelstacks schema`, as scripts/docs does."""
    made = Copy(Bench(local_azure, tmp_path_factory.mktemp("new_kind")))
    package = made.clone / "infra" / "modelstacks"
    shutil.copytree(REPO / "infra" / "modelstacks", package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(REPO / "stacks", made.clone / "stacks")
    for part in ("spec", "programs"):
        shutil.copy(NEW / part / "budget.py", package / part)
    shutil.copytree(NEW / "stacks", made.clone / "stacks", dirs_exist_ok=True)
    table = (package / TABLE).read_text()
    assert table.count(LAST) == 1
    (package / TABLE).write_text(table.replace(LAST, f"    MODELS,\n{(NEW / 'entry.txt').read_text()})\n"))
    (made.clone / "stacks/budget/budget.schema.json").write_text(made.run("schema", "budget").out)
    return made


def test_schema_prints_its_keys(copy: Copy) -> None:
    assert json.loads(copy.run("schema", "budget").out)["required"] == [
        "subscription",
        "resource_group",
        "usd_per_month",
    ]


def test_init_writes_what_the_wheel_brings(copy: Copy) -> None:
    folder = copy.bench.folder / "begun"
    written = copy.run("init", str(folder))
    assert f"modelstacks up {folder}/budget/budget.yaml" in written.out
    files = {f"stacks/{file.relative_to(folder)}" for file in folder.rglob("*") if file.is_file()}
    assert files == {*stack_files(copy.clone)}
    assert len([file for file in files if file.startswith("stacks/budget/")]) == 5


def test_check_reads_it(copy: Copy) -> None:
    checked = copy.run("check", str(copy.clone / "stacks/budget/budget.yaml"))
    assert checked.code == 0, checked.out


def test_another_kind_in_its_place_is_named(copy: Copy) -> None:
    ended = copy.run("ensure", str(copy.clone / "stacks/budget/budget.yaml"))
    assert "'usd_per_month' makes this a budget.yaml" in ended.out


def test_up_runs_its_program(copy: Copy) -> None:
    spec = copy.clone / "stacks/budget/budget.yaml"
    ended = copy.run("up", str(spec), "--yes", "--output", "json")
    assert (ended.code, '"usd_per_month": 42' in ended.out) == (0, True), ended.out
    destroyed = copy.run("destroy", str(spec), "--yes")
    assert destroyed.code == 0, destroyed.out
