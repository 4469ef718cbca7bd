"""Which types endpoints have, and which of them ARM's list of resources knows."""

from __future__ import annotations

import pytest

from modelstacks.azure.by_mode import endpoint_types, endpoints_of, mode_at, modes_without_list, parent_types

WORKSPACES = "Microsoft.MachineLearningServices/workspaces"
ONLINE, SERVERLESS = f"{WORKSPACES}/onlineEndpoints", f"{WORKSPACES}/serverlessEndpoints"
ACCOUNTS = "Microsoft.CognitiveServices/accounts"


def test_the_deployments_of_accounts_are_in_no_list_of_resources() -> None:
    assert list(endpoint_types()) == [SERVERLESS, ONLINE, f"{ACCOUNTS}/deployments"]
    assert list(endpoint_types(tracked=True)) == [SERVERLESS, ONLINE]
    assert parent_types() == {WORKSPACES.lower(), ACCOUNTS.lower()}


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (None, ["foundry"]),
        (["foundry", "managed"], ["foundry"]),
        (["managed", "serverless"], []),
        ([], []),
    ],
)
def test_they_are_looked_for_account_by_account_where_they_are_asked_for(
    names: list[str] | None, found: list[str]
) -> None:
    assert modes_without_list(names) == [endpoints_of(mode) for mode in found]


def test_a_type_tells_the_mode_in_any_case() -> None:
    assert [mode_at(type_) for type_ in (ONLINE.upper(), SERVERLESS)] == ["managed", "serverless"]
    with pytest.raises(KeyError):
        mode_at(WORKSPACES)
