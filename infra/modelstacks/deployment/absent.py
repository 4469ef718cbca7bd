"""Deployments of a plan whose endpoint is not in Azure: why, and what brings it: pure."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from modelstacks.errors import ModelstacksError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from modelstacks.deployment.plan import OnlineEndpointPlan
    from modelstacks.deployment.planned import Planned

NOTHING: Mapping[str, Any] = MappingProxyType({})


class NotDeployedError(ModelstacksError):
    """The endpoints of *deployments* are not there. *before*: what the stack put out by deployment, where it could be read."""

    def __init__(self, deployments: Sequence[Planned], before: Mapping[str, Any] = NOTHING) -> None:
        self.deployments = tuple(deployments)
        super().__init__(
            "\n".join(absence(deployment, before.get(deployment.name, NOTHING)) for deployment in deployments)
        )


def absence(row: Planned, before: Mapping[str, Any]) -> str:
    """Say that the endpoint of *row* is not there, why, and what to do; *before* is what the stack put out for it."""
    online, kind = row.online, "serverless" if row.online is None else "online"
    lacking = f"{row.name} is not there: {row.ref.workspace} has no {kind} endpoint {row.ref.name}."
    if online and online.existing:
        return f"{lacking}\nIt should exist already: correct its name, or ask those whose it is."
    if online and online.shared:
        return _ended(row, online, lacking, before)
    return f"{lacking}\n`modelstacks up` makes it."


def _ended(row: Planned, online: OnlineEndpointPlan, lacking: str, before: Mapping[str, Any]) -> str:
    expires = before.get("expires") if before.get("endpoint") == row.ref.name else None
    why = "Azure deletes an endpoint on shared quota after 168 hours."
    if expires is None:
        renew = f"; if it was there before, `modelstacks renew {row.name}` (on_expiry: leave)"
        return f"{lacking} {why}\n`modelstacks up` makes it{renew if online.leave else ''}."
    gone = f"{row.name} was on shared quota until {expires} and is gone. {why}"
    if online.leave:
        return f"{gone}\nIt stays away (on_expiry: leave): `modelstacks renew {row.name}` makes it again."
    return f"{gone}\n`modelstacks up` makes it again (on_expiry: recreate)."
