"""The tags by which a resource is known to be ours, and whose."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

PROJECT_TAG = "modelstacks-project"
STACK_TAG = "modelstacks-stack"
ENSURED_TAG = "modelstacks-ensured"
"""Marks what `modelstacks ensure` created; no stack and no state knows of it."""
DEPLOYMENT_TAG = "modelstacks-deployment"
OWNER_TAG = "modelstacks-owner"
EXPIRES_TAG = "modelstacks-expires"


def stack_tags(project: str, stack: str) -> dict[str, str]:
    """Return the tags that make a resource a stack's own."""
    return {PROJECT_TAG: project, STACK_TAG: stack}


def owner_tag(owner: str | None) -> dict[str, str]:
    """Return the tag that names who answers for a resource, or none."""
    return {OWNER_TAG: owner} if owner else {}


def expiry_tag(expires: datetime | None) -> dict[str, str]:
    """Return the tag that says when Azure deletes an endpoint (ISO 8601, UTC), or none."""
    return {EXPIRES_TAG: expires.isoformat()} if expires else {}


def carries(tags: Mapping[str, str], own: Mapping[str, str]) -> bool:
    """Say whether a resource with these *tags* is one of those that carry all of *own*; without any, none is."""
    return bool(own) and all(tags.get(name) == value for name, value in own.items())
