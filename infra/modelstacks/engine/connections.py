"""The connections of Pulumi's SDK to the engine, when one process runs several stacks one after the other."""

from __future__ import annotations

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
