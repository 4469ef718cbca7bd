"""The workspaces that a stack deleted and that Azure may still keep: the stack's tags remember their ids.

No documented request lists soft-deleted workspaces, and a stack's state forgets what it deleted. Its tags lie beside the
state in the backend: an up and a destroy leave them as they are, every machine reads them, and they go with the stack.
Backends of one's own keep tags since Pulumi 3.211 (pulumi/pulumi#19882).
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from modelstacks.engine.stacks import raising_stack_errors

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from pulumi.automation import Stack

    from modelstacks.lifecycle.leftovers import StateResource

PREFIX = "modelstacks:deleted-"
"""A tag's name takes 40 characters, its value 256: an id has at most 245."""

GONE = "purged"


def remember(stack: Stack, workspaces: Iterable[StateResource]) -> bool:
    """Note these, which are about to be deleted; False where the backend keeps no tags. Raises StackError."""
    wanted = {_tag(row): row.id for row in workspaces}
    with raising_stack_errors():
        for name, id_ in wanted.items():
            stack.workspace.set_tag(stack.name, name, id_)
        return not wanted or wanted.items() <= stack.workspace.list_tags(stack.name).items()


def remembered(stack: Stack) -> list[str]:
    """Return their ids, projects before hubs. Raises StackError."""
    return [id_ for _, id_ in sorted(_tags(stack).items())]


def forget(stack: Stack, ids: Collection[str]) -> None:
    """Strike out these, of which nothing is left. Raises StackError.

    The tag stays: Pulumi 3.225 says that it removed the last one of a stack in a file backend, and leaves it there (tried).
    """
    gone = {id_.lower() for id_ in ids}
    for name, id_ in _tags(stack).items():
        if id_.lower() in gone:
            with raising_stack_errors():
                stack.workspace.set_tag(stack.name, name, GONE)


def _tags(stack: Stack) -> dict[str, str]:
    with raising_stack_errors():
        tags = stack.workspace.list_tags(stack.name)
    return {name: id_ for name, id_ in tags.items() if name.startswith(PREFIX) and id_ != GONE}


def _tag(workspace: StateResource) -> str:
    """The names sort projects before the hubs that they lie in."""
    kind = "project" if workspace.outputs.get("kind") == "Project" else "workspace"
    return f"{PREFIX}{kind}-{sha256(workspace.id.lower().encode()).hexdigest()[:8]}"
