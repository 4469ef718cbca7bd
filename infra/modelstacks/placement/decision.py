"""What placement decided."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modelstacks.catalog import Model
    from modelstacks.placement.options import Quota, Rejection


@dataclass(frozen=True)
class Decision:
    """Where a deployment goes. *version* None: Azure takes the newest, or nobody knows it. *details* are its mode's own.

    *workspace* is the name of what its endpoint lies in: a workspace, or what else the mode has (`ModeSpec.parents`).
    """

    deployment: str
    model: Model
    version: str | None
    mode: str
    region: str
    workspace: str
    instance_type: str | None
    instances: int
    quota: Quota | None
    reasons: tuple[str, ...]
    rejected: tuple[Rejection, ...] = ()
    details: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Placement:
    """Decisions by deployment name; *unplaced* names what has no place and every reason."""

    decisions: Mapping[str, Decision] = field(default_factory=dict)
    unplaced: Mapping[str, tuple[Rejection, ...]] = field(default_factory=dict)
