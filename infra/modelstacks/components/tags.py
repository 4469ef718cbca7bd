"""The tags by which a resource is known to be ours, and whose."""

from __future__ import annotations

PROJECT_TAG = "modelstacks-project"
STACK_TAG = "modelstacks-stack"
DEPLOYMENT_TAG = "modelstacks-deployment"
OWNER_TAG = "modelstacks-owner"


def stack_tags(project: str, stack: str, owner: str | None = None) -> dict[str, str]:
    """Return the tags that every resource of a stack carries."""
    owned = {OWNER_TAG: owner} if owner else {}
    return {PROJECT_TAG: project, STACK_TAG: stack, **owned}
