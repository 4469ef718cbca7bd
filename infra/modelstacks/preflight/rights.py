"""Azure RBAC's rule for one action: allowed by a role's actions and not taken back by the same role's notActions."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from modelstacks.preflight.asks.permissions import PermissionSet


def covers(pattern: str, action: str) -> bool:
    """Say whether *pattern*, in which `*` stands for anything, names *action*; the casing says nothing."""
    return _expression(pattern).fullmatch(action) is not None


def allows(permissions: Iterable[PermissionSet], action: str) -> bool:
    """Say whether *permissions* together allow *action* (without wildcards).

    Any one role is enough, and a notAction of one role does not take from another.
    Source: azure-docs articles/role-based-access-control/role-definitions.md.
    """
    return any(
        any(covers(pattern, action) for pattern in role.actions)
        and not any(covers(pattern, action) for pattern in role.not_actions)
        for role in permissions
    )


@cache
def _expression(pattern: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, pattern.split("*"))), re.IGNORECASE)
