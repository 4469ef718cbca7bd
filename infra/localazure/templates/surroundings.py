"""What a template, and a loop in it, is deployed in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from localazure.arm.resource_type import Json


@dataclass(frozen=True)
class Surroundings:
    """Where a template is deployed: *scope* is an id; *group* is None at a subscription.

    *reference* reads a resource (by id, with an api-version or None) as GET shows it, *action* runs one of its POST
    actions (id, name, api-version); both are None where nothing may be read.
    """

    scope: str
    subscription: Json
    group: Json | None
    new_guid: Callable[[], str]
    now: datetime = datetime(1, 1, 1, tzinfo=UTC)
    deployment: Json = field(default_factory=dict)
    environment: Json = field(default_factory=dict)
    tenant: Json = field(default_factory=dict)
    reference: Callable[[str, str | None], Json] | None = None
    action: Callable[[str, str, str], Json] | None = None


@dataclass(frozen=True)
class Copy:
    """The turn of a copy loop that is being computed."""

    name: str
    index: int
