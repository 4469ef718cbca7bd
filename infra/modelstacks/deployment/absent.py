"""Deployments of a plan whose endpoint is not in Azure: why, and what brings it: pure."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from modelstacks.errors import ModelstacksError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from modelstacks.deployment.planned import Planned

NOTHING: Mapping[str, Any] = MappingProxyType({})


class NotDeployedError(ModelstacksError):
    """The endpoints of *deployments* are not there. *before*: what the stack put out by deployment, where it could be read."""

    def __init__(self, deployments: Sequence[Planned], before: Mapping[str, Any] = NOTHING) -> None:
        self.deployments = tuple(deployments)
        super().__init__(
            "\n".join(absence(deployment, before.get(deployment.name, NOTHING)) for deployment in deployments)
        )


def absence(planned: Planned, before: Mapping[str, Any]) -> str:
    """Say that the endpoint of *planned* is not there, why, and what to do; *before* is what the stack put out for it."""
    endpoint, ref = planned.endpoint, planned.ref
    missing = f"{planned.name} is not deployed: {ref.workspace} has no {endpoint.kind} endpoint {ref.name}."
    if endpoint.existing:
        return f"{missing}\nIt should already exist: correct its name, or ask whoever owns it."
    if endpoint.shared:
        return _ended(planned, missing, before)
    return f"{missing}\n`modelstacks up` creates it."


def _ended(planned: Planned, missing: str, before: Mapping[str, Any]) -> str:
    expires = before.get("expires") if before.get("endpoint") == planned.ref.name else None
    why = "Azure deletes an endpoint on shared quota after 168 hours."
    if expires is None:
        renew = f"; if it existed before, `modelstacks renew {planned.name}` (on_expiry: leave)"
        return f"{missing} {why}\n`modelstacks up` creates it{renew if planned.endpoint.leave else ''}."
    gone = f"{planned.name} was on shared quota until {expires} and is gone. {why}"
    if planned.endpoint.leave:
        return f"{gone}\nIt is not created again (on_expiry: leave): `modelstacks renew {planned.name}` brings it back."
    return f"{gone}\n`modelstacks up` creates it again (on_expiry: recreate)."
