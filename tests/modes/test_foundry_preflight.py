"""What calling a model in a Foundry account takes, and whose models are bought."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from foundry_answers import account, foundry
from modelstacks.modes.foundry.preflight import FoundryPreflight

if TYPE_CHECKING:
    from modelstacks.spec import Deployment

MAAS = "Microsoft.CognitiveServices/accounts/MaaS/*"
CHAT = "Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action"
EMBED = "Microsoft.CognitiveServices/accounts/OpenAI/deployments/embeddings/action"
FOUNDRY = FoundryPreflight()


def openais(*capabilities: str) -> Deployment:
    """A deployment of a model of OpenAI's, as a catalogue row of one's own may have it."""
    known = foundry("chat", "gpt-oss-120b")
    assert known.model.foundry is not None
    offer = known.model.foundry.model_copy(update={"format": "OpenAI"})
    model = known.model.model_copy(update={"foundry": offer, "capabilities": capabilities})
    return replace(known, model=model)


def unlisted() -> Deployment:
    """A deployment of a model of which no row says how accounts call it."""
    known = foundry()
    return replace(known, model=known.model.model_copy(update={"foundry": None}))


@pytest.mark.parametrize(
    ("model", "is_bought"),
    [
        ("Phi-4", False),
        ("Ministral-3B", True),
        ("Cohere-command-a", False),
        ("Llama-3.3-70B-Instruct", False),
    ],
)
def test_what_partners_sell_is_bought_and_what_microsoft_makes_or_azure_sells_is_not(
    model: str, *, is_bought: bool
) -> None:
    assert FOUNDRY.buys(foundry("chat", model)) == is_bought
    assert FOUNDRY.buys(unlisted()) is False


@pytest.mark.parametrize(
    ("fields", "operations"),
    [
        ({}, ["create Foundry account"]),
        ({"project": "chat"}, ["create Foundry account", "create Foundry project"]),
        (
            {"assign_caller": True},
            ["create Foundry account", "create role assignment", "delete role assignment"],
        ),
    ],
)
def test_making_an_account_takes_what_is_made_with_it(fields: dict[str, Any], operations: list[str]) -> None:
    assert list(FOUNDRY.making(account(create=True, **fields))) == operations


def test_keys_are_listed_only_where_they_are_used() -> None:
    assert FOUNDRY.using(account(local_auth=True)) == ("list Foundry account keys",)
    assert FOUNDRY.using(account()) == ()


def test_accounts_have_one_resource_provider() -> None:
    assert FOUNDRY.providers(foundry()) == ("Microsoft.CognitiveServices",)


@pytest.mark.parametrize(
    ("deployment", "actions"),
    [
        (foundry("chat", "Mistral-Large-3"), (MAAS,)),
        (foundry("chat", "gpt-oss-120b"), (MAAS,)),
        (openais("chat-completion"), (CHAT,)),
        (openais("chat-completion", "vision"), (CHAT,)),
        (unlisted(), (MAAS,)),
        (openais("embeddings"), (EMBED,)),
        (openais("chat-completion", "embeddings"), (CHAT, EMBED)),
    ],
)
def test_calling_takes_a_data_action_by_whose_model_it_is(
    deployment: Deployment, actions: tuple[str, ...]
) -> None:
    assert FOUNDRY.calling(deployment, account()) == actions


def test_calling_takes_none_with_keys_or_where_the_stack_gives_the_role() -> None:
    chat = foundry("chat", "Mistral-Large-3")
    assert FOUNDRY.calling(chat, account(local_auth=True)) == ()
    assert FOUNDRY.calling(chat, account(create=True, assign_caller=True)) == ()
    assert FOUNDRY.calling(chat, account(assign_caller=True)) == (MAAS,)
    assert FOUNDRY.calling(chat, account(create=True)) == (MAAS,)
