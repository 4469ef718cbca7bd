"""What a server is built of, as its state says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localazure import preparing, serving
from localazure.state_dir import StateDir
from localazure.store import SqliteStore

if TYPE_CHECKING:
    from pathlib import Path

TEAM = """
name: mine
extends: sandbox
principals:
  - {name: owner, object_id: o1, app_id: a1}
  - {name: somebody, object_id: o2, type: User}
  - {name: team, object_id: o3, type: Group}
assignments: []
"""


def test_a_group_has_no_secret_to_sign_in_with(tmp_path: Path) -> None:
    own, state = tmp_path / "own.yaml", StateDir(tmp_path / "state")
    own.write_text(TEAM)
    preparing.prepare(state, str(own))
    store = SqliteStore(state.database)

    azure = serving.build(state, "https://localhost:1", store)

    store.close()
    assert azure.secrets == {name: state.client_secret(name) for name in ("owner", "somebody")}
