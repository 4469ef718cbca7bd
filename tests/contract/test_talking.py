"""What a user of an endpoint gets: one /info and one chat, judged; against a real server."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from model_server import KEY, ModelServer, model_server
from modelstacks.contract.talking import talk
from modelstacks.inference.client import Endpoint
from modelstacks.inference.target import SmokeTarget
from spec_builders import CATALOG

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModelServer]:
    """One for all."""
    with model_server(tmp_path_factory.mktemp("model-server")) as listening:
        yield listening


@pytest.mark.parametrize(
    ("model", "defects", "wrong"),
    [
        ("Phi-4", [], []),
        ("Phi-4", ["empty-answer"], ["no choices[0].message with words"]),
        ("Phi-4", ["chat-fails"], ["the chat was answered with "]),
        ("Phi-4-mini-instruct", [], ["chat: "]),
    ],
)
def test_only_what_is_wrong_is_said(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch, model: str, defects: list[str], wrong: list[str]
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(server.ca))
    server.defects = set(defects)
    target = SmokeTarget(Endpoint("chat", server.url, KEY), CATALOG.model(model), "serverless")
    said = asyncio.run(talk(target))
    assert [line[: len(start)] for line, start in zip(said, wrong, strict=True)] == wrong
