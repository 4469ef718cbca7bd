"""Actions that only some api-versions have."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from localazure.arm.refusals import no_registered_provider, relative_type
from localazure.providers.cognitiveservices.names import API_VERSIONS

if TYPE_CHECKING:
    from localazure.arm.resource_type import Action, Call


def since(first: str, action: Action, *, preview_only: bool = False) -> Action:
    """Return *action* as api-versions from *first* on have it (*preview_only*: no stable one does)."""
    versions = tuple(
        each for each in API_VERSIONS if each >= first and (each.endswith("-preview") or not preview_only)
    )

    def run(call: Call) -> Any:
        if call.api_version not in versions:
            name = f"{relative_type(call.id)}/{action.name}"
            raise no_registered_provider(name, call.api_version, "", versions)
        return action.run(call)

    return replace(action, run=run)
