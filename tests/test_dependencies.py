"""What is imported is declared, in the extra of the part that imports it; what is declared is imported."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import modelstacks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

pytestmark = pytest.mark.slow

INFRA = Path(modelstacks.__file__).parents[1]
PROJECTS = {
    "modelstacks": INFRA.parent / "pyproject.toml",
    "localazure": INFRA / "localazure" / "pyproject.toml",
    "azure_native_standin": INFRA / "azure_native_standin" / "pyproject.toml",
}
"""Where the distribution of each package is described."""
OURS = {"modelstacks", "modelstacks-localazure", "modelstacks-azure-native-standin"}

BOUND_ONLY = {"azure-monitor-opentelemetry"}
"""Not ours, azure-ai-ml's: declared for its lower bound alone, without which pip searches for minutes."""

OUR_ENTRY_POINTS = {"opentelemetry-exporter-otlp-proto-http"}
"""Optional, and found by the entry point under which it is registered, as the OTEL_ variables name it."""

CORE_ALONE = """\
import sys
sys.modules |= dict.fromkeys(("localazure", "azure_native_standin", "starlette", "trustme", "uvicorn"))
import pkgutil, modelstacks     # None above: an import says it is not there
for module in pkgutil.walk_packages(modelstacks.__path__, "modelstacks."):
    if not module.name.endswith("__main__"):
        __import__(module.name)
"""


@cache
def installed() -> dict[str, list[str]]:
    """The distributions by the packages they hold; finding out takes a second."""
    return dict(packages_distributions())


def declared(package: str = "modelstacks", extra: str = "") -> set[str]:
    """The distributions that the package's pyproject names."""
    project: dict[str, Any] = tomllib.loads(PROJECTS[package].read_text())["project"]
    requirements = project["optional-dependencies"][extra] if extra else project["dependencies"]
    return {normal(re.split(r"[\[<>=~!; ]", each, maxsplit=1)[0]) for each in requirements}


def normal(name: str) -> str:
    """A distribution's name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def imported(files: Iterable[Path]) -> set[str]:
    """The distributions that *files* import from."""
    names = {
        name for file in files for node in ast.walk(ast.parse(file.read_text())) for name in modules(node)
    }
    return {distribution(name) for name in names if name.split(".")[0] in installed()}


def modules(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Import(names=names):
            yield from (alias.name for alias in names)
        case ast.ImportFrom(module=str(module), names=names, level=0):
            yield from (f"{module}.{alias.name}" for alias in names)


def distribution(module: str) -> str:
    """The distribution of a module; those that share a namespace (azure, google) are named after their part of it."""
    if module.split(".")[:1] == ["opentelemetry"] and module.split(".")[1:2] not in (["sdk"], ["exporter"]):
        return "opentelemetry-api"
    found = {normal(name) for name in installed()[module.split(".")[0]]}
    dotted = f"-{normal(module)}-"
    return found.pop() if len(found) == 1 else max((f for f in found if f"-{f}-" in dotted), key=len)


def sources(package: str) -> list[Path]:
    return list((INFRA / package).rglob("*.py"))


@pytest.mark.parametrize("package", list(PROJECTS))
def test_a_package_imports_what_it_declares_and_nothing_else(package: str) -> None:
    own = PROJECTS[package].parent.name if package != "modelstacks" else ""
    found = imported(sources(package)) - {f"modelstacks-{normal(own)}", "modelstacks" if not own else ""}
    optional = (declared(extra="fleet") | declared(extra="telemetry")) - OUR_ENTRY_POINTS
    assert found == declared(package) - BOUND_ONLY | (optional if package == "modelstacks" else set())


def test_the_extra_brings_the_local_azure_and_the_stand_in() -> None:
    assert declared(extra="local") == OURS - {"modelstacks"}


def test_one_version_for_all() -> None:
    versions = {tomllib.loads(file.read_text())["project"]["version"] for file in PROJECTS.values()}
    pinned = {
        version
        for file in PROJECTS.values()
        for version in re.findall(r'"modelstacks[a-z-]*==(.*)"', file.read_text())
    }
    assert versions == pinned
    assert len(versions) == 1


def test_tests_and_examples_import_what_some_extra_declares() -> None:
    everything = OURS.union(
        *map(declared, PROJECTS), declared(extra="dev"), declared(extra="telemetry"), declared(extra="fleet")
    )
    assert imported(Path(__file__).parent.rglob("*.py")) <= everything
    assert declared(extra="notebooks") <= everything


def test_without_the_local_azure_all_else_works() -> None:
    ran = subprocess.run([sys.executable, "-c", CORE_ALONE], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
