"""Which of the two specs a file is, by its keys, and what to say where the other one is expected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.errors import SpecError

if TYPE_CHECKING:
    from modelstacks.yaml_source import Source

PLATFORM_KEYS = {"hubs", "region"}
"""Top-level keys that only a platform.yaml has."""
DEPLOYMENTS_KEY = "deployments"


def refuse_platform(source: Source) -> None:
    """Raise SpecError where a platform.yaml was read and a deployments.yaml is expected."""
    if (found := sorted(PLATFORM_KEYS & source.data.keys())) and DEPLOYMENTS_KEY not in source.data:
        raise _other_kind(source, found[0], "a platform.yaml", "the file with your `deployments`")


def refuse_deployments(source: Source) -> None:
    """Raise SpecError where a deployments.yaml was read and a platform.yaml is expected."""
    if DEPLOYMENTS_KEY in source.data and not PLATFORM_KEYS & source.data.keys():
        raise _other_kind(
            source, DEPLOYMENTS_KEY, "a deployments.yaml", "the file with your `hubs` or `workspaces`"
        )


def _other_kind(source: Source, key: str, kind: str, expected: str) -> SpecError:
    message = f"'{key}' makes this {kind}, which has no place here: give {expected} instead"
    return SpecError([source.mistake((key,), message, at_key=True)])
