"""The rules of Azure RBAC as pure functions: wildcards, what a role grants, and at which scopes.

Source: learn.microsoft.com/azure/role-based-access-control/role-definitions and /overview: rights add up over all
assignments at the scope and above; notActions subtract within one role only; nothing granted means denied.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class Permission:
    """What one role grants; entries are operations in any casing, with `*` for any run of characters."""

    actions: tuple[str, ...] = ()
    not_actions: tuple[str, ...] = ()
    data_actions: tuple[str, ...] = ()
    not_data_actions: tuple[str, ...] = ()

    def grants(self, action: str, *, data: bool = False) -> bool:
        """Tell whether *action* is granted; *data*: a data action, which `actions` never covers."""
        granted, but = (
            (self.data_actions, self.not_data_actions) if data else (self.actions, self.not_actions)
        )
        return matches_any(granted, action) and not matches_any(but, action)


@dataclass(frozen=True)
class Grant:
    """A permission at a scope (a resource id, "" or "/" for the tenant)."""

    scope: str
    permission: Permission


def allows(grants: Iterable[Grant], action: str, scope: str, *, data: bool = False) -> bool:
    """Tell whether any grant at *scope* or above it grants *action*."""
    return any(covers(grant.scope, scope) and grant.permission.grants(action, data=data) for grant in grants)


def covers(outer: str, inner: str) -> bool:
    """Tell whether scope *outer* is *inner* or one of its ancestors; ids in any casing."""
    above, below = (scope.strip("/").lower() for scope in (outer, inner))
    return not above or below == above or below.startswith(f"{above}/")


def matches_any(patterns: Iterable[str], action: str) -> bool:
    """Tell whether one of the patterns matches the whole of *action*, ignoring case."""
    return any(_compiled(pattern).fullmatch(action) for pattern in patterns)


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, pattern.split("*"))), re.IGNORECASE | re.DOTALL)
