"""azure-core's aiohttp transport with one TLS context for all requests.

Given a CA bundle, azure-core 1.4x reads it anew for each request (45 ms for the system's) and, since connections are
pooled by context, opens a connection for each. Here the session's connector holds the context.

Told to trust the environment, aiohttp has a thread look for a proxy and another one for a netrc file, for each request: it is
told so only where there is a proxy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.request import getproxies

import aiohttp
from azure.core.pipeline.transport import AioHttpTransport

if TYPE_CHECKING:
    from ssl import SSLContext


class OneContextTransport(AioHttpTransport):  # type: ignore[misc]  # azure-core imports it lazily, so it is Any
    """Trusts what *context* says; the clients above it must not name a CA bundle of their own.

    *proxies*: whether it asks through those of the environment.
    """

    def __init__(self, context: SSLContext, *, proxies: bool = True) -> None:
        super().__init__()
        self._proxies = proxies
        self.session: aiohttp.ClientSession | None
        self._context = context

    async def open(self) -> None:
        """Open the session as azure-core does, with our connector: it needs the running loop."""
        if self.session is None and not self._has_been_opened:
            self.session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(ssl=self._context),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=self._proxies and bool(getproxies()),
                auto_decompress=False,
            )
        await super().open()
