"""Desired resources for azure-ai-ml, and how they compare with what exists."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from modelstacks.azure.ownership import refuse_owned
from modelstacks.errors import ModelstacksError

if TYPE_CHECKING:
    from collections.abc import Mapping

Outcome: TypeAlias = Literal["created", "restored", "updated", "unchanged"]
Kind: TypeAlias = Literal["hub", "project", "workspace"]


class DifferenceError(ModelstacksError):
    """A resource is not as desired, in something that can't be changed in place; *differences* are by field."""

    def __init__(self, what: str, differences: Mapping[str, tuple[object, object]]) -> None:
        self.differences = dict(differences)
        lines = "\n".join(
            f"  {name}: it is {live}, but {desired} is wanted"
            for name, (live, desired) in differences.items()
        )
        super().__init__(
            f"{what} exists and differs in what Azure can't change in place:\n{lines}\n"
            "Ask for it as it is, delete it first (`modelstacks ensure --delete`), or choose another name."
        )


@dataclass(frozen=True)
class Ensured:
    """What became of one resource; *changed* names the fields that were written to an existing one."""

    what: str
    outcome: Outcome
    changed: tuple[str, ...] = ()


@dataclass(frozen=True)
class DesiredWorkspace:
    """A hub, a project of the hub *hub_id*, or an Azure ML workspace with what azure-ai-ml makes along with it."""

    name: str
    kind: Kind
    region: str
    hub_id: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class DesiredServerless:
    """A serverless endpoint; *model_id* is without version. azure-ai-ml can't switch its content filter."""

    name: str
    model_id: str
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class DesiredOnlineEndpoint:
    """An online endpoint with keys, without traffic."""

    name: str
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class DesiredOnlineDeployment:
    """A managed deployment; *model_id* is with version. *settings* are further arguments of azure-ai-ml's
    `ManagedOnlineDeployment`: probes, request settings, environment variables."""

    endpoint: str
    name: str
    model_id: str
    instance_type: str
    instances: int = 1
    tags: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Compared:
    """A live resource against the desired one: what may be changed, and what may not."""

    what: str
    live_tags: Mapping[str, str]
    tags: Mapping[str, str]
    fixed: Mapping[str, tuple[object, object]]
    changeable: Mapping[str, tuple[object, object]] = field(default_factory=dict)

    def changes(self) -> tuple[str, ...]:
        """Return the fields to write. Raises OwnedByStackError or DifferenceError."""
        refuse_owned(self.what, self.live_tags)
        differing = {name: pair for name, pair in self.fixed.items() if not is_same(*pair)}
        if differing:
            raise DifferenceError(self.what, differing)
        missing = {name: value for name, value in self.tags.items() if self.live_tags.get(name) != value}
        changed = [name for name, pair in self.changeable.items() if not is_same(*pair)]
        return (*(["tags"] if missing else []), *changed)


def is_same(live: object, desired: object) -> bool:
    """Compare as Azure does: regions, ids and sizes in any casing."""
    if isinstance(live, str) and isinstance(desired, str):
        return live.lower() == desired.lower()
    return live == desired
