import pytest

from modelstacks.preflight.asks.permissions import PermissionSet
from modelstacks.preflight.rights import allows

READER = PermissionSet(("*/read",))
DEVELOPER = PermissionSet(("Microsoft.ML/workspaces/*/write", "*/read"), ("Microsoft.ML/workspaces/hubs/*",))


@pytest.mark.parametrize(
    ("permissions", "action", "allowed"),
    [
        ([], "Microsoft.ML/workspaces/read", False),
        ([READER], "Microsoft.ML/workspaces/read", True),
        ([READER], "microsoft.ml/WORKSPACES/READ", True),
        ([READER], "Microsoft.ML/workspaces/write", False),
        ([DEVELOPER], "Microsoft.ML/workspaces/endpoints/write", True),
        ([DEVELOPER], "Microsoft.ML/workspaces/hubs/write", False),
        (
            [DEVELOPER, PermissionSet(("Microsoft.ML/workspaces/hubs/*",))],
            "Microsoft.ML/workspaces/hubs/write",
            True,
        ),
        ([PermissionSet(("*",), ("Microsoft.Authorization/*/Write",))], "Microsoft.ML/x/action", True),
        (
            [PermissionSet(("*",), ("Microsoft.Authorization/*/Write",))],
            "Microsoft.Authorization/locks/write",
            False,
        ),
        ([PermissionSet(("Microsoft.ML/a.b/read",))], "Microsoft.ML/aXb/read", False),
    ],
)
def test_an_action_is_allowed_by_one_role_that_does_not_take_it_back(
    permissions: list[PermissionSet], action: str, allowed: bool
) -> None:
    assert allows(permissions, action) is allowed
