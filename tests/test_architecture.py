"""Imports point one way, and only its own command and tests know the local Azure (design, section 1)."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import modelstacks

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(modelstacks.__file__).parent
STACKS = ROOT.parents[1] / "stacks"

LAYERS = (
    {"errors"},
    {"near", "yaml_nodes"},
    {"yaml_source"},
    {"shape"},
    {"azure", "catalog"},
    {"names"},
    {"spec"},
    {"inference", "placement"},
    {"lock"},
    {"lock_fit"},
    {"preflight"},
    {"components"},
    {"lifecycle"},
    {"programs"},
    {"engine"},
    {"cli", "stacks"},
)
"""From the bottom up: a part may import what stands below it."""

LOCAL_AZURE = "localazure"
LOCAL_AZURE_MAY_IMPORT = {"catalog", "engine", "errors", "yaml_source"}
KNOWS_THE_LOCAL_AZURE = {ROOT / "cli" / "local.py"}


def sources() -> Iterator[Path]:
    yield from ROOT.rglob("*.py")
    yield from STACKS.glob("*/*.py")


def part(file: Path) -> str:
    """The part of the package that a file belongs to: `azure`, `lock` …"""
    if STACKS in file.parents:
        return "stacks"
    return file.relative_to(ROOT).parts[0].removesuffix(".py")


def imported(file: Path) -> set[str]:
    """The parts that a file imports, at its head or inside a function."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    names = {name for node in ast.walk(tree) for name in modules(node)}
    return {name.split(".")[1] for name in names if name.startswith("modelstacks.")} - {part(file)}


def modules(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Import(names=names):
            yield from (alias.name for alias in names)
        case ast.ImportFrom(module="modelstacks", names=names):
            yield from (f"modelstacks.{alias.name}" for alias in names)
        case ast.ImportFrom(module=str(module)):
            yield module


HEIGHT = {name: height for height, layer in enumerate(LAYERS) for name in layer}


@pytest.fixture(scope="module")
def imports() -> dict[Path, set[str]]:
    """What each file imports."""
    return {file: imported(file) for file in sources() if file != ROOT / "__init__.py"}


def test_every_part_has_its_place(imports: dict[Path, set[str]]) -> None:
    assert {part(file) for file in imports} <= HEIGHT.keys() | {LOCAL_AZURE}


def test_imports_point_down(imports: dict[Path, set[str]]) -> None:
    wrong = [
        f"{file.relative_to(ROOT.parents[1])} imports {name}"
        for file, names in imports.items()
        if part(file) != LOCAL_AZURE
        for name in sorted(names - {LOCAL_AZURE})
        if HEIGHT[name] >= HEIGHT[part(file)]
    ]
    assert wrong == []


def test_the_parts_make_no_circle(imports: dict[Path, set[str]]) -> None:
    graph: dict[str, set[str]] = {}
    for file, names in imports.items():
        graph.setdefault(part(file), set()).update(names)
    assert list(TopologicalSorter(graph).static_order())


def test_only_its_own_command_knows_the_local_azure(imports: dict[Path, set[str]]) -> None:
    known = {file for file, names in imports.items() if LOCAL_AZURE in names}
    assert known == KNOWS_THE_LOCAL_AZURE


def test_the_local_azure_stands_on_little(imports: dict[Path, set[str]]) -> None:
    used = {name for file, names in imports.items() if part(file) == LOCAL_AZURE for name in names}
    assert used <= LOCAL_AZURE_MAY_IMPORT


@pytest.mark.parametrize("stack", ["models", "platform"])
def test_a_stack_only_calls_its_program(stack: str) -> None:
    lines = (STACKS / stack / "__main__.py").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 40
    assert imported(STACKS / stack / "__main__.py") == {"programs"}
