"""The rules of RBAC, as properties."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localazure.rbac import roles
from localazure.rights import Grant, Permission, allows, covers, matches_any

if TYPE_CHECKING:
    from collections.abc import Sequence


def joined(segments: Sequence[str], *lengths: int) -> list[str]:
    """All paths of these segments: one is chosen from them at once, which is five times as quick as segment by segment."""
    return ["/".join(each) for length in lengths for each in product(segments, repeat=length)]


SEGMENTS = ("Microsoft.A", "Microsoft.B", "x", "y", "read", "write", "delete")
ACTIONS = st.sampled_from(joined(SEGMENTS, 2, 3, 4))
PATTERNS = st.sampled_from(joined([*SEGMENTS, "*"], 1, 2, 3, 4))
PATTERN_SETS = st.lists(PATTERNS, max_size=3).map(tuple)
PERMISSIONS = st.builds(Permission, PATTERN_SETS, PATTERN_SETS, PATTERN_SETS, PATTERN_SETS)
SCOPES = st.sampled_from(
    ["", *(f"/{path}" for path in joined(("subscriptions", "s", "resourceGroups", "g"), 1, 2, 3, 4))]
)
GRANTS = st.lists(st.builds(Grant, SCOPES, PERMISSIONS), max_size=4)

GROUP = "/subscriptions/s/resourceGroups/g"


@given(ACTIONS, SCOPES)
def test_nothing_granted_is_denied(action: str, scope: str) -> None:
    assert not allows([], action, scope)


@given(GRANTS, st.builds(Grant, SCOPES, PERMISSIONS), ACTIONS, SCOPES)
def test_another_assignment_never_takes_rights_away(
    grants: list[Grant], more: Grant, action: str, scope: str
) -> None:
    assert allows([*grants, more], action, scope) or not allows(grants, action, scope)


@given(GRANTS, ACTIONS, SCOPES, SCOPES)
def test_rights_are_inherited_downwards(grants: list[Grant], action: str, scope: str, below: str) -> None:
    assert allows(grants, action, scope + below) or not allows(grants, action, scope)


@given(GRANTS, ACTIONS, SCOPES)
def test_casing_never_matters(grants: list[Grant], action: str, scope: str) -> None:
    assert allows(grants, action.upper(), scope.upper()) == allows(grants, action.lower(), scope.lower())


@given(PERMISSIONS, ACTIONS)
def test_what_is_excepted_is_not_granted(permission: Permission, action: str) -> None:
    assert not (permission.grants(action) and matches_any(permission.not_actions, action))


@given(PATTERN_SETS, ACTIONS)
def test_actions_never_grant_data_actions(patterns: tuple[str, ...], action: str) -> None:
    assert not Permission(actions=patterns).grants(action, data=True)


@given(ACTIONS)
def test_a_star_matches_everything(action: str) -> None:
    assert matches_any(("*",), action)


@pytest.mark.parametrize(
    ("pattern", "action", "matches"),
    [
        ("*/read", "Microsoft.A/x/y/read", True),
        ("*/read", "Microsoft.A/x/write", False),
        ("Microsoft.A/*", "Microsoft.AB/x/read", False),
        ("Microsoft.A/x/read", "Microsoft.A/x/read/action", False),
        ("Microsoft.A/*/Write", "microsoft.a/x/y/write", True),
        ("Microsoft.A/x.y", "Microsoft.A/xzy", False),
    ],
)
def test_wildcards(pattern: str, action: str, matches: bool) -> None:
    assert matches_any((pattern,), action) is matches


@pytest.mark.parametrize(
    ("outer", "inner", "expected"),
    [
        ("", GROUP, True),
        ("/", "", True),
        (GROUP, GROUP, True),
        (GROUP.lower() + "/", GROUP, True),
        (GROUP, f"{GROUP}/providers/Microsoft.A/x/y", True),
        (GROUP, f"{GROUP}2", False),
        (GROUP, "/subscriptions/s", False),
    ],
)
def test_a_scope_covers_itself_and_what_is_below(outer: str, inner: str, expected: bool) -> None:
    assert covers(outer, inner) is expected


@pytest.mark.parametrize(
    ("role", "action", "granted"),
    [
        ("Owner", "Microsoft.Authorization/roleAssignments/write", True),
        ("Contributor", "Microsoft.Authorization/roleAssignments/write", False),
        ("Contributor", "Microsoft.MachineLearningServices/workspaces/write", True),
        ("Reader", "Microsoft.MachineLearningServices/workspaces/serverlessEndpoints/listKeys/action", False),
        (
            "AzureML Data Scientist",
            "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/write",
            True,
        ),
        ("AzureML Data Scientist", "Microsoft.MachineLearningServices/workspaces/write", False),
        ("Role Based Access Control Administrator", "Microsoft.Authorization/roleAssignments/delete", True),
    ],
)
def test_built_in_roles_grant_what_azure_says(role: str, action: str, granted: bool) -> None:
    found = roles.built_in_named(role)
    assert found is not None
    assert found.permissions[0].grants(action) is granted


def test_every_built_in_role_has_a_source_and_a_guid_of_its_own() -> None:
    assert len(roles.built_in()) == len({role.name for role in roles.built_in().values()})
