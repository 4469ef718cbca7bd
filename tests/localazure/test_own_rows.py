"""A local Azure with catalogue rows of the user's own: `modelstacks local start --rows FILE`."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from azure_fixtures import start_local_azure
from estate import Arm
from localazure import catalogue, preparing, process
from localazure.errors import LocalAzureError
from localazure.state_dir import StateDir
from modelstacks.errors import SpecError

if TYPE_CHECKING:
    from pathlib import Path

ROWS = """\
models:
  - {name: X-1, registry: own-registry, publisher: Me, first_party: true, modes: [managed]}
regions:
  - {name: atlantiscentral, display_name: Atlantis Central, geography_group: Sea, latitude: 31.0, longitude: -24.0}
"""


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    """A file of rows that no packaged catalogue has."""
    path = tmp_path / "own.yaml"
    path.write_text(ROWS)
    return path


def test_it_has_what_the_rows_say_and_has_it_again_after_a_stop(tmp_path: Path, rows: Path) -> None:
    state = StateDir(tmp_path / "state")
    azure = start_local_azure(state.path, rows=[rows])
    process.stop(state)
    rows.unlink()
    azure.server = process.start(state, 0).server
    try:
        with closing(Arm(azure)) as arm:
            listed = arm.send("GET", f"/subscriptions/{azure.subscription}/locations", version="2022-12-01")
        region = next(row for row in listed["value"] if row["name"] == "atlantiscentral")
        assert (region["displayName"], region["metadata"]["pairedRegion"]) == ("Atlantis Central", [])
        with pytest.raises(
            LocalAzureError, match=r"is already running with other catalogue rows\.\nStop it first"
        ):
            process.start(state, rows=[_file(tmp_path / "others.yaml", "skus: []\n")])
        assert process.start(state, rows=[_file(rows, ROWS)]).already
    finally:
        process.stop(state)


def test_later_files_lie_over_earlier_ones_and_replace_what_was_given_before(
    tmp_path: Path, rows: Path
) -> None:
    state = StateDir(tmp_path / "state")
    preparing.prepare(
        state, None, [rows, _file(tmp_path / "b.yaml", "models:\n  - {name: X-1, version: '2'}\n")]
    )
    assert catalogue.read(state.rows).model("X-1").version == "2"
    preparing.prepare(state, None, [rows])
    assert [path.read_text() for path in state.rows] == [ROWS]


def test_a_mistake_in_the_rows_is_shown_where_it_stands_and_nothing_is_kept(tmp_path: Path) -> None:
    state, wrong = StateDir(tmp_path / "state"), _file(tmp_path / "wrong.yaml", "modles: []\n")
    with pytest.raises(SpecError, match=r"wrong\.yaml:1:1: unknown key 'modles'; did you mean 'models'\?"):
        preparing.prepare(state, None, [wrong])
    assert state.rows == ()


def _file(path: Path, text: str) -> Path:
    path.write_text(text)
    return path
