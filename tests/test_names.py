import pytest

from modelstacks.names import (
    Kind,
    content_safety_name,
    key_vault_name,
    marketplace_subscription_name,
    name_problem,
    storage_account_name,
)


@pytest.mark.parametrize(
    ("kind", "taken", "refused"),
    [
        ("resource group", ["rg", "a.b_(c)-d", "x" * 90], ["", "rg.", "a b", "x" * 91]),
        ("workspace", ["abc", "1_2", "x" * 33], ["ab", "-ab", "a.b", "x" * 34]),
        ("hub", ["hub-1"], ["h"]),
        ("project", ["chat"], ["chat!"]),
        ("online endpoint", ["abc", "a-b-c", "x" * 32], ["ab", "1ab", "a--b", "ab-", "a_b", "x" * 33]),
        ("online deployment", ["blue"], ["Blue Green"]),
        ("serverless endpoint", ["a", "a--b-", "x" * 52], ["", "1a", "a_b", "x" * 53]),
        ("Marketplace subscription", ["Llama-3-3", "1_a"], ["Llama-3.3", "-a"]),
        ("key vault", ["kv-1", "x" * 24], ["kv", "kv-", "k--v", "1kv", "x" * 25]),
        ("storage account", ["st1", "1ab"], ["st", "ST1", "s-t", "x" * 25]),
        ("Log Analytics workspace", ["log1"], ["log", "log-", "log_1"]),
        ("Application Insights component", ["a b.c"], ["", "a/b", "a."]),
    ],
)
def test_names_are_taken_and_refused_as_azure_does(kind: Kind, taken: list[str], refused: list[str]) -> None:
    assert [name for name in taken if name_problem(kind, name)] == []
    assert [name for name in refused if not name_problem(kind, name)] == []


def test_a_refusal_says_the_rule() -> None:
    assert name_problem("online endpoint", "my_chat") == (
        "Azure refuses 'my_chat' as the name of an online endpoint: 3 to 32 characters; "
        "begins with a letter; letters, digits and single hyphens, none at the end"
    )


@pytest.mark.parametrize("owner", ["hub", "A_Very-long__hub-name-of-33-chars", "a__", "1"])
def test_derived_names_are_names_that_azure_takes(owner: str) -> None:
    scope = "/subscriptions/s/resourceGroups/rg"
    assert name_problem("storage account", storage_account_name(owner, scope)) is None
    assert name_problem("key vault", key_vault_name(owner, scope)) is None


def test_derived_names_are_the_same_in_every_version() -> None:
    """Others would make a stack replace what it has made."""
    scope, long = "/subscriptions/s/resourceGroups/rg", "A_Very-long__hub-name-of-33-chars"
    assert [storage_account_name(owner, scope) for owner in ("hub", long)] == [
        "sthubd4ed6d25",
        "staverylonghubnaa61a133e",
    ]
    assert [key_vault_name(owner, scope) for owner in ("hub", long, "averylongname")] == [
        "kv-hub-d4ed6d25",
        "kv-a-very-long-a61a133e",
        "kv-averylongnam-7c72bdf1",
    ]
    assert content_safety_name("Own", "s", "rg") == "cs-own-3583d26d"


def test_derived_names_ignore_case_as_azure_does() -> None:
    assert storage_account_name("Hub", "/A") == storage_account_name("hub", "/a")


def test_a_marketplace_subscription_name_is_taken() -> None:
    name = marketplace_subscription_name("Llama-3.2-11B-Vision-Instruct")
    assert name == "Llama-3-2-11B-Vision-Instruct"
    assert name_problem("Marketplace subscription", name) is None
