"""What Pulumi's SDK would send with each resource of a run and nobody reads: it costs more than the resources themselves.

Tried with Pulumi 3.225 to 3.272: of a stack of 20 endpoints its state was half stack traces, and the engine writes the
whole state once or twice for each resource. A resource of azure-native brings up to 40 aliases, each worked out in
Python, with those of its parents.
"""

from __future__ import annotations

import re

import pulumi
from pulumi.runtime import resource as registering
from pulumi.runtime.proto.source_pb2 import StackTrace

OF_A_VERSION = re.compile(r"azure-native:\w+/v\d{8}\w*:\w+")


def register_leanly() -> None:
    """Let every resource that is registered from now on come without its stack trace and without `is_unread` aliases."""
    _send_no_stack_traces()
    pulumi.runtime.register_stack_transformation(without_unread_aliases)


def is_unread(alias: pulumi.Input[pulumi.Alias | str]) -> bool:
    """Say whether that alias names a type of one API version: our programs never registered any by such a name."""
    return (
        isinstance(alias, pulumi.Alias)
        and isinstance(alias.type_, str)
        and bool(OF_A_VERSION.fullmatch(alias.type_))
    )


def _send_no_stack_traces() -> None:
    """They name lines of our own package on this machine. The SDK has no public place to say so."""
    registering._get_stack_trace = StackTrace  # noqa: SLF001  as the docstring says


def without_unread_aliases(
    args: pulumi.ResourceTransformationArgs,
) -> pulumi.ResourceTransformationResult | None:
    """Take the `is_unread` aliases from a resource that is about to be registered."""
    aliases = args.opts.aliases
    if not isinstance(aliases, list) or not any(map(is_unread, aliases)):
        return None
    options = pulumi.ResourceOptions.merge(args.opts, None)
    options.aliases = [alias for alias in aliases if not is_unread(alias)]
    return pulumi.ResourceTransformationResult(args.props, options)
