"""What the answering of a request learns for the log: who asks, and which right is missing.

It is learned deep inside, by functions that know nothing of HTTP: each request has a note of its own, which the log reads.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY = "endpoint-key"
"""Who asks with a key: whoever has it."""


@dataclass
class Note:
    """*principal* and *app_id* of who asks; *action* is the RBAC action that was missing at *scope* last."""

    principal: str | None = None
    app_id: str | None = None
    action: str | None = None
    scope: str | None = None


_CURRENT: ContextVar[Note | None] = ContextVar("note", default=None)


@contextmanager
def noting() -> Iterator[Note]:
    """Yield the note of the request that is answered in there."""
    token = _CURRENT.set(note := Note())
    try:
        yield note
    finally:
        _CURRENT.reset(token)


def note_caller(principal: str, app_id: str | None = None) -> None:
    """Note who asks."""
    if note := _CURRENT.get():
        note.principal, note.app_id = principal, app_id


def note_missing(action: str, scope: str) -> None:
    """Note that who asks may not do *action* at *scope*."""
    if note := _CURRENT.get():
        note.action, note.scope = action, scope or "/"
