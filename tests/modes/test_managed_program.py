"""What the models program asks Azure for an online endpoint while it builds."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pulumi
import pytest

from modelstacks.errors import AzureError
from modelstacks.modes.managed.program import _Build
from told_arm import ToldArm

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


class SignedIn(ToldArm):
    """Gives a token for each audience, or refuses."""

    async def token(self, scope: str) -> str:
        if "refused" in self.answers:
            raise AzureError("AADSTS50034: no such user", code="AuthenticationFailed")
        return f"token for {scope}"


def build(**answers: Any) -> _Build:
    arm = SignedIn(answers)

    async def ask(question: Callable[[SignedIn], Awaitable[Any]]) -> Any:
        return await question(arm)

    context: Any = SimpleNamespace(azure=SimpleNamespace(ask=ask))
    plan: Any = None
    return _Build(context, plan, [])


def test_an_endpoint_without_keys_is_tested_with_the_callers_own_token_for_its_data() -> None:
    assert asyncio.run(build()._own_token()) == "token for https://ml.azure.com/.default"


def test_a_refusal_is_said_in_azures_words_and_without_a_traceback() -> None:
    with pytest.raises(pulumi.RunError, match="AuthenticationFailed: AADSTS50034: no such user"):
        asyncio.run(build(refused=True)._own_token())
