"""What goes between Pulumi's SDK and the engine when the program runs in this process, and how."""

from __future__ import annotations

from typing import Any

from pulumi import log
from pulumi.runtime._grpc_settings import _GRPC_CHANNEL_OPTIONS

OWN = ("grpc.use_local_subchannel_pool", 1)


def keep_apart() -> None:
    """Let each of the SDK's connections begin anew.

    gRPC shares what it knows of an address among all connections of a process. The SDK never closes those to an engine that
    ended, and the next engine may get the port of an earlier one: then it counts as unreachable until a pause is over, and
    the run ends with "Resource monitor has terminated". The SDK has no public place for such an option.
    """
    options: list[tuple[str, int]] = _GRPC_CHANNEL_OPTIONS
    if OWN not in options:
        options.append(OWN)


def leave_out_debugging() -> None:
    """Send the engine none of the SDK's debug messages.

    There are a dozen for each resource, each one a call that is answered and an event that comes back. Pulumi shows them
    with --debug alone, which `modelstacks` never says; the SDK has no level that one could set.
    """
    log.debug = _nothing


def _nothing(*_: Any, **__: Any) -> None:
    """Take in a message."""
