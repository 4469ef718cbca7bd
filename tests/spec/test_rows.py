"""`rows:` of deployments.yaml: the user's own catalogue rows, beside the file that uses them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from modelstacks.catalog import load
from modelstacks.errors import SpecError
from modelstacks.spec import load_deployments
from spec_files import HEAD, SUBSCRIPTION

if TYPE_CHECKING:
    from pathlib import Path

ENVIRON = {"AZURE_SUBSCRIPTION_ID": SUBSCRIPTION}
OWN = "models:\n  - {name: X-1, registry: r, publisher: Me, first_party: true, modes: [managed], version: '1'}\n"
SPEC = f"rows: [../shared/own.yaml, '${{WHERE}}.yaml']\n{HEAD}  chat: {{model: x-1}}\n"


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """A spec, and one of the two files of rows that it names."""
    for folder in ("shared", "team"):
        (tmp_path / folder).mkdir()
    (tmp_path / "shared/own.yaml").write_text(OWN)
    path = tmp_path / "team/deployments.yaml"
    path.write_text(SPEC)
    return path


def mistakes(spec: Path) -> list[str]:
    with pytest.raises(SpecError) as caught:
        load_deployments(spec, ENVIRON | {"WHERE": "near"})
    return [str(mistake).replace(f"{spec.parent}/", "") for mistake in caught.value.mistakes]


def test_paths_are_the_files_own_and_later_rows_lie_over_earlier_ones(spec: Path, tmp_path: Path) -> None:
    (spec.parent / "near.yaml").write_text("models:\n  - {name: X-1, version: '2'}\n")
    read = load_deployments(spec, ENVIRON | {"WHERE": "near"})
    assert read.deployment("chat").model.id == "azureml://registries/r/models/X-1"
    assert read.catalog.model("X-1").version == "2"
    assert len(read.catalog.models) == len(load().models) + 1
    given = tmp_path / "given.yaml"
    given.write_text("models:\n  - {name: X-1, version: '3'}\n")
    over = load_deployments(spec, ENVIRON | {"WHERE": "near"}, given)
    assert over.deployment("chat").model.version == "3"


def test_a_file_that_is_not_there_is_named_where_the_spec_names_it(spec: Path) -> None:
    assert mistakes(spec) == [
        "deployments.yaml:1:28: there is no file near.yaml (paths are relative to deployments.yaml)"
    ]


def test_a_mistake_in_own_rows_stands_in_their_file_and_what_follows_from_it_is_not_said(spec: Path) -> None:
    (spec.parent / "near.yaml").write_text("models:\n  - {name: x-2}\n")
    spec.write_text(spec.read_text().replace("eastus2:", "eastus2: x\n  eastus2:"))
    first, *rest = mistakes(spec)
    assert first.startswith("deployments.yaml:")
    assert [row.partition(":")[0] for row in rest] == ["near.yaml"] * 4
