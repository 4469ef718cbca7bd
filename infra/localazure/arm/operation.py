"""A long-running operation: what a provider says of it, and what the store keeps of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from localazure.arm.errors import ArmError
    from localazure.arm.resource import Json


@dataclass(frozen=True)
class Operation:
    """A long-running operation that a write begins.

    It says `InProgress` to the first *polls* polls and until *seconds* have passed on the local clock, then ends:
    Succeeded, or Failed with *error*. A GET of the resource counts as a poll. *kind* is a prefix that some
    providers put in the operation's name (`oe`, `odidp`). A scenario may override *polls* and *seconds* by type.
    """

    running: str = "Creating"
    polls: int = 1
    seconds: float = 0
    kind: str = ""
    error: ArmError | None = None


@dataclass(frozen=True)
class Running:
    """An operation as the store keeps it; *verb* is PUT, PATCH, DELETE or POST, times are ISO 8601.

    *status_path* and *result_path* are where clients poll it, a query behind a `?` included. *polls* counts down what
    is still answered with InProgress; *due* is when the clock lets it end; *error* is an ArmError's fields: the one it
    is bound to end with while it runs, then the one it ended with.
    """

    name: str
    resource: str
    verb: str
    status_path: str
    result_path: str
    polls: int
    due: str
    started: str
    ended: str = ""
    status: str = "InProgress"
    error: Json | None = None
    result: Any = None
