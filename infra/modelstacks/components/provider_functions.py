"""A provider's functions, called while the stack is built."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pulumi
from pulumi_azure_native import _utilities

if TYPE_CHECKING:
    from collections.abc import Mapping

MODULE = "azure-native:machinelearningservices"
ENDING = ("the client connection is closing", "Resource monitor has terminated", "context canceled")
"""What a call meets that was under way when something else failed and the engine ended: gRPC's words for its own closed
connection and Go's for a call given up, as the SDK hands them on, and the SDK's own."""


def options() -> pulumi.InvokeOptions:
    """Return what the SDK gives its own functions: its version, without which the engine makes a second provider."""
    return _utilities.get_invoke_opts_defaults()


async def call(function: str, arguments: Mapping[str, Any], refusal: str) -> Any:
    """Return what *function* of Azure ML answers. Raises pulumi.RunError: *refusal*, and Azure's answer.

    While the engine ends, nothing is reported, for the cause was: the answer is unknown then, and what depends on it is not
    done.
    """
    try:
        return await pulumi.runtime.invoke_async(f"{MODULE}:{function}", dict(arguments), options())
    except Exception as err:  # the SDK raises nothing narrower for a failed function
        if any(words in str(err) for words in ENDING):
            return pulumi.UNKNOWN
        raise pulumi.RunError(f"{refusal}\n{err}") from err
