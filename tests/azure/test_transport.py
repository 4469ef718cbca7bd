"""The transport's session: it looks for a proxy where the environment names one."""

from __future__ import annotations

import asyncio
import ssl

import pytest

from modelstacks.azure.transport import OneContextTransport


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http", "https", "all", "no"):
        monkeypatch.delenv(f"{name}_proxy", raising=False)
        monkeypatch.delenv(f"{name}_proxy".upper(), raising=False)


def looks_for_proxies(*, proxies: bool = True) -> bool:
    """Whether the session of an open transport asks two threads before each request."""

    async def opened() -> bool:
        async with OneContextTransport(ssl.create_default_context(), proxies=proxies) as transport:
            return bool(transport.session.trust_env)

    return asyncio.run(opened())


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
def test_a_proxy_of_the_environment_is_looked_for(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "http://localhost:3128")
    assert looks_for_proxies()
    assert not looks_for_proxies(proxies=False)


def test_without_one_no_request_waits_for_threads_that_look() -> None:
    assert not looks_for_proxies()
