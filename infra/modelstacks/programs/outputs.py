"""What this stack put out when it was last up, asked of the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pulumi

from modelstacks.errors import UsageError
from modelstacks.retrying import attempts

if TYPE_CHECKING:
    from collections.abc import Callable

READ_ATTEMPTS = 3
"""The file backend writes a checkpoint's attributes in place: who reads meanwhile meets an empty file (`EOF`)."""


def read_outputs() -> dict[str, Any]:
    """Return what this stack put out for its deployments when it was last up; nothing where it never was.

    Raises UsageError where the engine can't tell.
    """
    return stack_outputs(full_name(), pulumi.runtime.invoke).get("deployments") or {}


def full_name() -> str:
    """Return this stack's name as any backend takes it."""
    return f"{pulumi.get_organization()}/{pulumi.get_project()}/{pulumi.get_stack()}"


def stack_outputs(name: str, invoke: Callable[..., Any]) -> dict[str, Any]:
    """Return what the stack of that full name put out; *invoke* asks the engine. Raises UsageError."""
    try:
        for attempt in attempts(lambda err: str(err).endswith("EOF"), tries=READ_ATTEMPTS):
            with attempt:
                answer = invoke("pulumi:pulumi:readStackOutputs", {"name": name}).value
    except Exception as err:
        raise UsageError(f"The outputs of stack {name} can't be read: {err}") from err
    outputs: dict[str, Any] = (answer or {}).get("outputs") or {}
    return outputs
