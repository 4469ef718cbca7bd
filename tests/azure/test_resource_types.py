"""`resource_types.json` is what its script writes, and the only place for an api-version that we send."""

from __future__ import annotations

import ast
import json
import re
import runpy
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import azure_native_standin
import modelstacks
from modelstacks.azure.resource_types import find_type, resource_types
from modelstacks.spec.timeouts import Timeouts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[2]
FILE, GENERATOR = Path("infra/modelstacks/azure/resource_types.json"), Path("scripts/lib/resource_types.py")
API_VERSION = re.compile(r"20\d\d-\d\d-\d\d(-\w+)?")
PACKAGES = [Path(folder) for package in (modelstacks, azure_native_standin) for folder in package.__path__]


@dataclass(frozen=True)
class Ended:
    """How the generator ended."""

    returncode: int
    stderr: str


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A folder with the file and its generator, as they are here."""
    for path in (FILE, GENERATOR):
        (tmp_path / path).parent.mkdir(parents=True)
        shutil.copy(ROOT / path, tmp_path / path)
    return tmp_path


@pytest.fixture
def generate(copy: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ended]:
    """Runs the generator in the copy, and in this process: the SDK takes a second to load."""

    def run(*arguments: str) -> Ended:
        monkeypatch.setattr(sys, "argv", [str(copy / GENERATOR), *arguments])
        try:
            runpy.run_path(sys.argv[0], run_name="__main__")
        except SystemExit as left:
            return Ended(1, f"{left.code}\n")
        return Ended(0, "")

    return run


def test_the_file_is_what_the_installed_sdk_says(generate: Callable[..., Ended]) -> None:
    ended = generate("--check")
    assert (ended.returncode, ended.stderr) == (0, "")


def test_an_edit_by_hand_is_noticed_and_written_over(copy: Path, generate: Callable[..., Ended]) -> None:
    written = (copy / FILE).read_text()
    content = json.loads(written)
    content["types"]["keyvault:Vault"]["api_version"] = "2019-09-01"
    (copy / FILE).write_text(json.dumps(content, indent=1) + "\n")

    ended = generate("--check")
    assert ended.returncode == 1
    assert ended.stderr.endswith("Run: scripts/resource-types\n")
    assert generate().returncode == 0
    assert (copy / FILE).read_text() == written


@pytest.mark.parametrize(
    ("before", "after", "refusal"),
    [
        (
            "vaults/{vaultName}",
            "vaults/{name}",
            r"finds a keyvault:Vault by \['resource_group_name', 'vault_name'\]",
        ),
        ('"keyvault:Vault"', '"keyvault:Safe"', "has no type keyvault:Safe: mend PATHS"),
        ("listStorageAccountKeys", "listStorageKeys", "has no function storage:listStorageKeys: mend"),
    ],
)
def test_what_the_sdk_does_not_have_is_refused(
    copy: Path, generate: Callable[..., Ended], before: str, after: str, refusal: str
) -> None:
    source = (copy / GENERATOR).read_text()
    assert before in source
    (copy / GENERATOR).write_text(source.replace(before, after))

    ended = generate()
    assert ended.returncode == 1
    assert re.search(refusal, ended.stderr)
    assert (copy / FILE).read_text() == (ROOT / FILE).read_text()


def test_every_time_of_the_spec_is_some_types() -> None:
    keys = {one.timeout for one in resource_types().types.values() if one.timeout}
    assert keys == set(Timeouts.model_fields)


def test_a_type_is_found_with_its_package_and_without() -> None:
    assert find_type("azure-native:keyvault:Vault") == find_type("keyvault:Vault") is not None
    assert find_type("azure-native:compute:VirtualMachine") is None


def test_no_code_names_an_api_version_of_its_own() -> None:
    files = [file for folder in PACKAGES for file in folder.rglob("*.py")]
    assert len(files) > 100
    assert {file.name: named for file in files if (named := set(versions_in(file)))} == {}


def versions_in(file: Path) -> Iterator[str]:
    """The string constants that are an api-version, or end with one as a query does."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and API_VERSION.fullmatch(text.rpartition("=")[2]):
            yield text
