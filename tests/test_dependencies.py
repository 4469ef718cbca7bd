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

import modelstacks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(modelstacks.__file__).parent
LOCAL_AZURE = ROOT / "localazure"
PROJECT: dict[str, Any] = tomllib.loads((ROOT.parents[1] / "pyproject.toml").read_text())["project"]

BOUND_ONLY = {"azure-monitor-opentelemetry"}
"""Not ours, azure-ai-ml's: declared for its lower bound alone, without which pip searches for minutes."""

WITHOUT_LOCAL = """\
import sys
sys.modules |= dict.fromkeys(("starlette", "trustme", "uvicorn"))   # None: an import says it is not there
import pkgutil, modelstacks
for module in pkgutil.walk_packages(modelstacks.__path__, "modelstacks."):
    if not module.name.startswith("localazure") and not module.name.endswith("__main__"):
        __import__(module.name)
from modelstacks.cli.app import run
sys.argv = ["modelstacks", "local", "status"]
run()
"""


@cache
def installed() -> dict[str, list[str]]:
    """The distributions by the packages they hold; finding out takes a second."""
    return dict(packages_distributions())


def declared(extra: str = "") -> set[str]:
    rows = PROJECT["optional-dependencies"][extra] if extra else PROJECT["dependencies"]
    return {normal(re.split(r"[\[<>=~!; ]", row, maxsplit=1)[0]) for row in rows}


def normal(name: str) -> str:
    """A distribution's name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def imported(files: Iterable[Path]) -> set[str]:
    """The distributions that *files* import from."""
    names = {
        name for file in files for node in ast.walk(ast.parse(file.read_text())) for name in modules(node)
    }
    return {distribution(name) for name in names if name.split(".")[0] in installed()} - {"modelstacks"}


def modules(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Import(names=names):
            yield from (alias.name for alias in names)
        case ast.ImportFrom(module=str(module), names=names, level=0):
            yield from (f"{module}.{alias.name}" for alias in names)


def distribution(module: str) -> str:
    """The distribution of a module; those that share a namespace (azure, google) are named after their part of it."""
    found = {normal(name) for name in installed()[module.split(".")[0]]}
    dotted = f"-{normal(module)}-"
    return found.pop() if len(found) == 1 else max((f for f in found if f"-{f}-" in dotted), key=len)


def sources(local: bool) -> list[Path]:
    return [file for file in ROOT.rglob("*.py") if (LOCAL_AZURE in file.parents) is local]


def test_the_core_imports_what_it_declares_and_nothing_else() -> None:
    assert imported(sources(local=False)) == declared() - BOUND_ONLY


def test_the_local_azure_adds_what_its_extra_declares() -> None:
    assert imported(sources(local=True)) - declared() == declared("local")


def test_tests_and_notebooks_import_what_some_extra_declares() -> None:
    everything = declared() | declared("local") | declared("dev")
    assert imported(Path(__file__).parent.rglob("*.py")) <= everything
    assert declared("notebooks") <= everything


def test_without_the_extra_all_but_the_local_azure_works() -> None:
    ran = subprocess.run([sys.executable, "-c", WITHOUT_LOCAL], capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert ran.stderr == (
        "The local Azure needs starlette, trustme, uvicorn, which are not installed.\n"
        "Run: pip install 'modelstacks[local]'\n"
    )
