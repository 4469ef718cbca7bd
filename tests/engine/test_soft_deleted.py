"""What a stack's tags remember of the workspaces that it deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest

from modelstacks.engine.soft_deleted import forget, remember, remembered
from modelstacks.lifecycle.leftovers import StateResource

if TYPE_CHECKING:
    from pulumi.automation import Stack


class Backend:
    """A stack's tags, kept or not."""

    name = "dev"

    def __init__(self, *, keeps: bool = True, tags: dict[str, str] | None = None) -> None:
        self.tags = {"somebody": "else"} if tags is None else tags
        self._keeps = keeps

    @property
    def workspace(self) -> Backend:
        """The workspace's part of it."""
        return self

    def set_tag(self, _stack: str, name: str, value: str) -> None:
        """As Pulumi's, where the backend keeps tags."""
        if self._keeps:
            self.tags[name] = value

    def list_tags(self, _stack: str) -> dict[str, str]:
        """As Pulumi's."""
        return self.tags


def stack(backend: Backend) -> Stack:
    return cast("Stack", backend)


def workspace(name: str, kind: str) -> StateResource:
    fields: dict[str, Any] = {"urn": name, "type": "", "id": f"/Workspaces/{name}", "outputs": {"kind": kind}}
    return StateResource(**fields)


HUB, PROJECT = workspace("hub", "Hub"), workspace("chat", "Project")


def test_workspaces_are_remembered_projects_first_until_they_are_purged() -> None:
    backend = Backend()
    assert remember(stack(backend), [HUB, PROJECT]) is True
    assert remembered(stack(backend)) == [PROJECT.id, HUB.id]
    assert max(map(len, backend.tags)) <= 40
    forget(stack(backend), [PROJECT.id.upper()])
    assert remembered(stack(backend)) == [HUB.id]
    assert backend.tags["somebody"] == "else"


def test_the_first_tags_of_a_stack_are_kept_as_well() -> None:
    assert remember(stack(Backend(tags={})), [HUB]) is True


@pytest.mark.parametrize(("deleted", "kept"), [([HUB], False), ([], True)])
def test_a_backend_without_tags_can_only_remember_nothing(deleted: list[StateResource], kept: bool) -> None:
    assert remember(stack(Backend(keeps=False)), deleted) is kept
