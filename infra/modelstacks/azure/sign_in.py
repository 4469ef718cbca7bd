"""A sign-in that is refused once: the requests that waited for it do not each try again."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Any

from azure.core.exceptions import ClientAuthenticationError

if TYPE_CHECKING:
    from azure.core.credentials import AccessTokenInfo
    from azure.core.credentials_async import AsyncSupportsTokenInfo


class SignIn(AbstractAsyncContextManager["SignIn"]):
    """*credential*, until it gives its first token asked once: whoever asks after a refusal gets the same one.

    azure-core has the requests of a client ask in turn. Each would go through `az` and its like anew, and one that is
    cancelled while such a tool is being started never ends (seen on Python 3.11: `create_subprocess_exec` waits for the
    end of a process that has ended). A refusal after the first token may pass, so that is asked again.
    """

    def __init__(self, credential: AsyncSupportsTokenInfo) -> None:
        self._credential = credential
        self._is_signed_in = False
        self._refusal: ClientAuthenticationError | None = None

    async def get_token_info(self, *scopes: str, **options: Any) -> AccessTokenInfo:
        """Return a token. Raises ClientAuthenticationError, and what else the credential raises."""
        if self._refusal:
            raise self._refusal
        try:
            token = await self._credential.get_token_info(*scopes, **options)
        except ClientAuthenticationError as refusal:
            self._refusal = None if self._is_signed_in else refusal
            raise
        self._is_signed_in = True
        return token

    async def close(self) -> None:
        """Close the credential."""
        await self._credential.close()

    async def __aexit__(self, *_: object) -> None:
        await self.close()
