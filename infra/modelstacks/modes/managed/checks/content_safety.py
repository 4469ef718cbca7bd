"""Managed compute filters nothing by itself: a note tells that it runs unguarded, unless the spec says so itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.preflight._core import Finding, check, no_needs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.preflight.facts import Facts
    from modelstacks.preflight.placed_spec import PlacedSpec


@check(
    "content-safety",
    "note",
    needs=no_needs,
    source="azure-ai-docs articles/ai-foundry/concepts/model-catalog-content-safety.md",
)
def content_safety(placed: PlacedSpec, _facts: Facts) -> Iterator[Finding]:
    """Whether Content Safety guards a managed deployment is chosen, not forgotten."""
    names = tuple(
        deployment.name
        for deployment, _ in placed.deployments("managed")
        if deployment.content_safety is None
    )
    if names:
        yield Finding(
            "On managed compute, without Azure AI Content Safety: nothing filters prompts or answers.",
            "Set content_safety: true (an account and an identity of its own), or false to say that this is meant.",
            names,
        )
