"""What goes with a workspace that ensure made: told by what azure-ai-ml is asked for, which takes ten seconds for each."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from azure.core.polling import LROPoller, NoPolling

from modelstacks.azure.ml_remove import remove_workspace
from modelstacks.azure.tags import ENSURED_TAG


@dataclass
class Workspaces:
    """The part of its client that finds and deletes workspaces: the one of that kind and those tags."""

    kind: str
    tags: dict[str, str] | None
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def get(self, name: str) -> Any:
        """Return it."""
        return SimpleNamespace(name=name, _kind=self.kind, tags=self.tags)

    def begin_delete(self, name: str, **options: Any) -> LROPoller[None]:
        """Note it, and say that it is gone."""
        self.asked.append((name, options))
        return LROPoller(None, None, lambda _: None, NoPolling())  # type: ignore[no-untyped-call]  # as it is


@pytest.mark.parametrize(
    ("kind", "more"),
    [("hub", True), ("default", True), ("project", False), ("Hub", True), ("Project", False)],
)
def test_storage_and_vault_go_with_whoever_they_were_made_for_not_with_a_project_of_a_hub(
    kind: str, more: bool
) -> None:
    workspaces = Workspaces(kind, {ENSURED_TAG: "true"})
    client: Any = SimpleNamespace(workspaces=workspaces)
    assert remove_workspace(client, "chat") is True
    assert workspaces.asked == [("chat", {"delete_dependent_resources": more})]


@pytest.mark.parametrize("tags", [None, {}, {"owner": "me"}])
def test_what_ensure_did_not_make_stays(tags: dict[str, str] | None) -> None:
    workspaces = Workspaces("hub", tags)
    client: Any = SimpleNamespace(workspaces=workspaces)
    assert (remove_workspace(client, "chat"), workspaces.asked) == (False, [])
