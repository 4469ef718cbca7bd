"""A refused sign-in is asked for once: with a real `az`, which is a script here, and the default chain of azure-identity."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from modelstacks.azure.api_versions import SUBSCRIPTIONS
from modelstacks.azure.session import open_arm
from modelstacks.errors import AzureError

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.anyio

GIVEN = '{"accessToken": "given", "expires_on": 4102444800, "tokenType": "Bearer"}'
SCOPE = "https://management.azure.com/.default"


class Az:
    """A command `az` that says what it is told to, call after call; nothing but this: it fails."""

    def __init__(self, folder: Path) -> None:
        self._calls = folder / "calls"
        self._answers = folder / "answers"
        self._answers.mkdir()
        script = folder / "az"
        script.write_text(
            f"#!/bin/sh\necho called >> {self._calls}\n"
            f'cat "{self._answers}/$(wc -l < {self._calls} | tr -d " ")" 2>/dev/null && exit\n'
            "echo \"ERROR: Please run 'az login' to setup account.\" >&2\nexit 1\n"
        )
        script.chmod(0o700)

    def gives_a_token(self, call: int) -> None:
        """Let the call of this number, from 1, succeed."""
        (self._answers / str(call)).write_text(GIVEN)

    @property
    def calls(self) -> int:
        """How often it was called."""
        return len(self._calls.read_text().splitlines())


@pytest.fixture
def az(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Az:
    """The one that the default chain finds, and all that it asks."""
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setenv("AZURE_TOKEN_CREDENTIALS", "AzureCliCredential")
    return Az(tmp_path)


async def test_requests_that_wait_for_a_refused_sign_in_do_not_try_again(az: Az) -> None:
    async with open_arm({}) as arm:
        asked = [arm.get("/subscriptions", SUBSCRIPTIONS) for _ in range(8)]
        refused = await asyncio.gather(*asked, return_exceptions=True)

    assert [error.code for error in refused if isinstance(error, AzureError)] == 8 * ["AuthenticationFailed"]
    assert "Please run 'az login'" in str(refused[-1])
    assert az.calls == 1


async def test_after_a_token_a_refusal_may_pass(az: Az) -> None:
    az.gives_a_token(1)
    az.gives_a_token(3)
    async with open_arm({}) as arm:
        first = await arm.token(SCOPE)
        with pytest.raises(AzureError, match="Please run 'az login'"):
            await arm.token(SCOPE)
        assert [first, await arm.token(SCOPE)] == ["given", "given"]
    assert az.calls == 3
