"""Whose a resource is, by its tags: what belongs to a stack is left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.azure.tags import PROJECT_TAG, STACK_TAG
from modelstacks.errors import ModelstacksError

if TYPE_CHECKING:
    from collections.abc import Mapping


class OwnedByStackError(ModelstacksError):
    """A resource belongs to a Pulumi stack; *stack* is `project/stack`."""

    def __init__(self, what: str, stack: str) -> None:
        self.stack = stack
        super().__init__(
            f"{what} belongs to the Pulumi stack {stack} (its tags say so): it is left alone.\n"
            "Change it through that stack, or give yours another name."
        )


def refuse_owned(what: str, tags: Mapping[str, str]) -> None:
    """Raise OwnedByStackError where *tags* say that a stack owns the resource."""
    if tags.get(STACK_TAG):
        raise OwnedByStackError(what, f"{tags.get(PROJECT_TAG, '?')}/{tags[STACK_TAG]}")
