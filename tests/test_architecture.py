"""Imports point one way, and nothing of modelstacks knows the local Azure (design, section 1)."""

from __future__ import annotations

import ast
import re
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pytest

import modelstacks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_T = TypeVar("_T")
ROOT = Path(modelstacks.__file__).parent
INFRA = ROOT.parent
STACKS = INFRA.parent / "stacks"

PURE = re.compile(r": pure\.?$", re.MULTILINE)
"""How a docstring says that its module decides on values alone."""

ROOMS = {
    "spec": "spec",
    "placement": "placement",
    "preflight": "preflight",
    "smoke": "inference",
    "endpoints": "azure",
    "audit": "audits",
    "plan": "deployment",
    "ensure": "deployment",
    "program": "programs",
    "lifecycle": "lifecycle",
}
"""What a mode (`modes/NAME`) is made of, module by module, and the part of the package that each belongs to."""

LAYERS = (
    {"ci", "errors", "mode_parts", "modes", "redaction"},
    {"durations", "junit", "logs", "mode_name", "retrying", "suggestions", "yaml_nodes"},
    {"telemetry"},
    {"yaml_source"},
    {"validation"},
    {"azure", "catalog"},
    {"names"},
    {"spec"},
    {"inference", "placement"},
    {"lock_decisions", "lock_path"},
    {"lock_file", "lock_fit"},
    {"preflight"},
    {"audits", "lifecycle"},
    {"components", "deployment"},
    {"programs"},
    {"engine"},
    {"api", "bundle", "contract"},
    {"fleet"},
    {"cli", "stacks"},
)
"""From the bottom up: a part may import what stands below it."""

LOCAL_AZURE, STAND_IN = "localazure", "azure_native_standin"
TAKEN_FROM_MODELSTACKS = {
    "localazure/catalogue.py": {"catalog"},
    "localazure/cli.py": {"cli"},
    "localazure/cli_faults.py": {"cli"},
    "localazure/cli_logs.py": {"cli"},
    "localazure/cli_state.py": {"cli"},
    "localazure/environment.py": {"engine"},
    "localazure/scenarios/__init__.py": {"errors", "yaml_source"},
    "localazure/scenarios/text.py": {"errors", "yaml_source"},
    "azure_native_standin/arm.py": {"azure", "errors", "retrying"},
    "azure_native_standin/arm_types.py": {"azure"},
    "azure_native_standin/cloud.py": {"azure", "errors"},
    "azure_native_standin/diff.py": {"azure"},
    "azure_native_standin/errors.py": {"azure", "errors"},
    "azure_native_standin/provider.py": {"azure"},
    "azure_native_standin/servicer.py": {"errors"},
}
"""What the local Azure and the stand-in plugin stand on, file by file."""


def sources() -> Iterator[Path]:
    yield from ROOT.rglob("*.py")
    yield from STACKS.glob("*/*.py")


def part(file: Path) -> str:
    """The part of the package that a file belongs to: `azure`, `lock` …"""
    if STACKS in file.parents:
        return "stacks"
    return home(file).relative_to(ROOT).parts[0].removesuffix(".py")


def home(file: Path) -> Path:
    """Where a file belongs: what a mode brings to a part of the package belongs there, `modes/managed/spec.py` to `spec`."""
    if ROOT / "modes" not in file.parents:
        return file
    mode, *below = file.relative_to(ROOT / "modes").parts
    if below[:1] in (["asks"], ["checks"]):
        return ROOT / "preflight" / below[0] / f"{mode}_{file.name}"
    return ROOT / ROOMS[file.stem] / f"{mode}_{file.name}" if below and file.stem in ROOMS else file


def imported(file: Path) -> set[str]:
    """The parts of modelstacks that a file imports, at its head or inside a function, its own left out."""
    own = {part(file)} if {ROOT, STACKS} & set(file.parents) else set()
    return {part_of(name) for name in names_in(file) if name.startswith("modelstacks.")} - own


def part_of(name: str) -> str:
    """The part of the package that something belongs to, by its name in full."""
    found = file_of(name, INFRA)
    return (
        part(found) if found and ROOT in found.parents and found.parent != ROOT.parent else name.split(".")[1]
    )


@cache
def names_in(file: Path, *, typing: bool = True) -> frozenset[str]:
    """Every name that a file imports, in full: `modelstacks.lock_decisions.read_lock`; *typing*: those for types alone, too."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return frozenset(name for node in nodes_of(tree, typing) for name in names_of(node))


def nodes_of(tree: ast.AST, typing: bool) -> Iterator[ast.AST]:
    """Everything below *tree*; without *typing*, what stands under `if TYPE_CHECKING:` is left out."""
    for node in ast.iter_child_nodes(tree):
        if typing or not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"):
            yield node
            yield from nodes_of(node, typing)


def names_of(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Import(names=names):
            yield from (alias.name for alias in names)
        case ast.ImportFrom(module=str(module), names=names, level=0):
            yield from (f"{module}.{alias.name}" for alias in names)


def modules(root: Path) -> dict[Path, set[Path]]:
    """Which files below *root* each of them imports, at its head, inside a function or for types alone."""
    found = {file: {file_of(name, root) for name in names_in(file)} for file in root.rglob("*.py")}
    return {file: {target for target in targets if target} - {file} for file, targets in found.items()}


def inside_folders(imports: dict[Path, set[Path]], root: Path) -> dict[Path, dict[str, set[str]]]:
    """For each folder below *root*: which of the files and folders in it import which others of them."""
    graphs: dict[Path, dict[str, set[str]]] = {}
    for file, target in (
        (home(file), home(target)) for file, targets in imports.items() for target in targets
    ):
        for folder in set(file.parents) & set(target.parents) - {root, *root.parents}:
            ours, theirs = (each.relative_to(folder).parts[0] for each in (file, target))
            if ours != theirs and "__init__.py" not in (ours, theirs):
                graphs.setdefault(folder, {}).setdefault(ours, set()).add(theirs)
    return graphs


def circle_in(graph: Mapping[_T, set[_T]]) -> list[_T]:
    """Return the nodes of one circle, the first one again at its end; none: []."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as err:
        circle: list[_T] = err.args[1]
        return circle
    return []


def file_of(name: str, root: Path) -> Path | None:
    """The file below *root* of a module, or of the module that holds the name."""
    for parts in (name.split("."), name.split(".")[:-1]):
        place = root.joinpath(*parts)
        for file in (place.with_suffix(".py"), place / "__init__.py"):
            if parts and file.is_file():
                return file
    return None


HEIGHT = {name: height for height, layer in enumerate(LAYERS) for name in layer}


@pytest.fixture(scope="module")
def imports() -> dict[Path, set[str]]:
    """What each file imports."""
    return {file: imported(file) for file in sources() if file != ROOT / "__init__.py"}


def test_every_part_has_its_place(imports: dict[Path, set[str]]) -> None:
    assert {part(file) for file in imports} <= HEIGHT.keys()


def test_imports_point_down(imports: dict[Path, set[str]]) -> None:
    wrong = [
        f"{file.relative_to(ROOT.parents[1])} imports {name}"
        for file, names in imports.items()
        for name in sorted(names)
        if HEIGHT[name] >= HEIGHT[part(file)]
    ]
    assert wrong == []


def test_the_layers_are_drawn_as_they_are_held_here() -> None:
    text = (INFRA.parent / "docs" / "architecture.md").read_text(encoding="utf-8")
    (drawing,) = re.findall(r"^```\n(cli .*?)^```", text, re.DOTALL | re.MULTILINE)
    drawn = [set(re.split(r"  +", line)[0].split()) for line in drawing.splitlines()]
    assert drawn == [set(layer) for layer in reversed(LAYERS)]


def test_no_module_imports_in_a_circle() -> None:
    """Not even for types alone: what two modules both need stands in a third."""
    assert [file.relative_to(INFRA).as_posix() for file in circle_in(modules(INFRA))] == []


def test_no_folder_imports_in_a_circle() -> None:
    graphs = inside_folders(modules(INFRA), INFRA)
    circles = {folder.relative_to(INFRA).as_posix(): circle_in(graph) for folder, graph in graphs.items()}
    assert {package.name for package in (ROOT, INFRA / LOCAL_AZURE, INFRA / STAND_IN)} <= circles.keys()
    assert {folder: circle for folder, circle in circles.items() if circle} == {}


@pytest.mark.parametrize(
    "importing",
    [
        "import package.second",
        "from package import second",
        "from package.second import Name",
        "def later() -> None:\n    import package.second",
        "if TYPE_CHECKING:\n    from package.second import Name",
    ],
)
def test_a_circle_is_found_however_it_is_imported(tmp_path: Path, importing: str) -> None:
    (package := tmp_path / "package").mkdir()
    files = {"__init__": "", "first": importing, "second": "from package.first import Other"}
    for name, text in files.items():
        (package / f"{name}.py").write_text(text)
    found = modules(tmp_path)
    first, second = package / "first.py", package / "second.py"
    assert set(circle_in(found)) == {first, second}
    assert set(circle_in(inside_folders(found, tmp_path)[package])) == {"first.py", "second.py"}


def test_modelstacks_knows_nothing_of_the_local_azure() -> None:
    imports = {name.split(".")[0] for file in sources() for name in names_in(file)}
    assert not imports & {LOCAL_AZURE, STAND_IN}


def test_the_local_azure_stands_on_little() -> None:
    used = {
        file.relative_to(INFRA).as_posix(): names
        for package in (LOCAL_AZURE, STAND_IN)
        for file in (INFRA / package).rglob("*.py")
        if (names := imported(file))
    }
    assert used == TAKEN_FROM_MODELSTACKS


def test_only_the_ways_up_with_a_stack_know_pulumi() -> None:
    users = {part(file) for file in sources() if {name.split(".")[0] for name in names_in(file)} & {"pulumi"}}
    assert users <= {"components", "programs", "engine", "stacks"}


def test_what_says_it_is_pure_reads_nothing() -> None:
    reading = {"os", "io", "yaml_source", "lock_file", "session"}
    pure = [file for file in sources() if PURE.search(ast.get_docstring(ast.parse(file.read_text())) or "")]
    wrong = {file.relative_to(ROOT).as_posix(): used for file in pure if (used := reading & words_of(file))}
    assert len(pure) > 10
    assert wrong == {}


def test_only_the_watcher_knows_opentelemetry() -> None:
    users = {
        file.name for file in sources() if {name.split(".")[0] for name in names_in(file)} & {"opentelemetry"}
    }
    assert users == {"otel.py", "exporting.py"}


def test_no_component_reads_the_environment_or_waits() -> None:
    wrong = {"os", "asyncio", "time", "session", "settled"}
    used = {file.name: wrong & words_of(file) for file in (ROOT / "components").glob("*.py")}
    assert {name: words for name, words in used.items() if words} == {}


def words_of(file: Path) -> set[str]:
    """The words of all names that a file imports to run: `modelstacks`, `azure`, `session`, `open_arm` …"""
    return {word for name in names_in(file, typing=False) for word in name.split(".")}


@pytest.mark.parametrize("stack", ["models", "platform"])
def test_a_stack_only_calls_its_program(stack: str) -> None:
    lines = (STACKS / stack / "__main__.py").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 40
    assert imported(STACKS / stack / "__main__.py") == {"programs"}
