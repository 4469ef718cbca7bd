"""What the SDK says of its types is read once and kept; without a place for it, it is read each time."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from azure_native_standin.descriptions import described_resource
from azure_native_standin.sdk import describe_resource

if TYPE_CHECKING:
    from pathlib import Path

ENDPOINT = ("machinelearningservices", "ServerlessEndpoint")
LOADED = """\
import sys
from azure_native_standin.schema import resource_schema
resource_schema("azure-native:machinelearningservices:ServerlessEndpoint")
print("pulumi_azure_native" in sys.modules)
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's cache folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path


def test_a_second_plugin_does_not_load_the_sdk(folder: Path) -> None:
    loaded = [subprocess.check_output([sys.executable, "-c", LOADED], text=True).strip() for _ in range(2)]
    assert loaded == ["True", "False"]
    [file] = folder.rglob("*.json")
    assert file.name == "machinelearningservices-ServerlessEndpoint.json"


@pytest.mark.usefixtures("folder")
def test_what_is_kept_is_what_was_read() -> None:
    assert described_resource(*ENDPOINT) == described_resource(*ENDPOINT) == describe_resource(*ENDPOINT)


def test_a_broken_file_is_written_anew(folder: Path) -> None:
    described_resource(*ENDPOINT)
    [file] = folder.rglob("*.json")
    whole = file.read_text()
    file.write_text(whole[:100])
    assert described_resource(*ENDPOINT) == describe_resource(*ENDPOINT)
    assert file.read_text() == whole


def test_without_a_folder_to_keep_it_in_it_is_read(folder: Path) -> None:
    (folder / "modelstacks").write_text("no folder")
    assert described_resource(*ENDPOINT) == describe_resource(*ENDPOINT)


@pytest.mark.parametrize(
    ("place", "name", "described"),
    [
        ("outputs", "associatedWorkspaces", {"kind": "array", "item": {"kind": "string"}}),
        ("inputs", "tags", {"kind": "map", "item": {"kind": "string"}}),
        ("inputs", "hbiWorkspace", {"kind": "boolean"}),
        ("outputs", "privateLinkCount", {"kind": "integer"}),
    ],
)
def test_a_field_is_described_by_its_kind(place: str, name: str, described: dict[str, object]) -> None:
    described_fields = describe_resource("machinelearningservices", "Workspace")[place]

    assert described_fields[name] == [described, False]
