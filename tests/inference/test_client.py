"""The client of a model's routes, against a real server that answers oddly."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from answering import Answering, Reply, answering
from modelstacks import logs
from modelstacks.inference.client import (
    AT_ONCE,
    SHOWN_CHARACTERS,
    Answer,
    Endpoint,
    Request,
    get_info,
    open_client,
)

if TYPE_CHECKING:
    from modelstacks.logs import LoggedRequest

pytestmark = pytest.mark.anyio


def endpoint(server: Answering, deployment: str | None = None) -> Endpoint:
    return Endpoint("chat", f"{server.url}/chat/", "k3y", deployment)


async def answer_of(reply: Reply) -> Answer:
    with answering() as server:
        server.say("/chat/info", reply)
        async with open_client() as client:
            return await get_info(client, endpoint(server))


async def test_an_object_is_taken_as_it_is() -> None:
    assert await answer_of(Reply({"a": 1})) == Answer(200, {"a": 1}, '{"a": 1}')


@pytest.mark.parametrize("body", ["<html>", [1], "", "null"])
async def test_anything_else_is_only_text(body: object) -> None:
    assert (await answer_of(Reply(body))).body is None


async def test_a_refusal_is_an_answer_too() -> None:
    answer = await answer_of(Reply({"error": {"code": "Unauthorized"}}, 401))
    assert (answer.status, answer.shown()) == (401, 'HTTP 401: {"error": {"code": "Unauthorized"}}')


async def test_nobody_there_is_an_answer_with_status_0() -> None:
    with answering() as server:
        pass
    async with open_client() as client:
        answer = await get_info(client, endpoint(server))
    assert answer == Answer(0, None, "no answer (ConnectError: All connection attempts failed)")
    assert answer.shown() == answer.text
    assert not answer.sent


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply({"error": {"code": "Unauthorized"}}, 401), "Unauthorized"),
        (Reply({"error": {"code": "BadRequest"}}, 400), "BadRequest"),
        (Reply({"error": {"code": 404}}, 404), None),
        (Reply("<html>", 502), None),
        (Reply({"error": {"code": "Odd"}}), None),
        (None, "no answer (ConnectError: All connection attempts failed)"),
    ],
)
async def test_each_request_is_logged_with_what_it_was_refused_for(
    monkeypatch: pytest.MonkeyPatch, reply: Reply | None, error: str | None
) -> None:
    heard: list[LoggedRequest] = []
    monkeypatch.setattr(logs, "hearers", [lambda _, request: heard.append(request)])
    with answering() as server:
        if reply:
            server.say("/chat/info", reply)
            await ask_info(server)
    if not reply:
        await ask_info(server)
    [request] = heard
    assert (request.method, request.path, request.scheme) == ("GET", "/chat/info", "http")
    assert f"http://{request.host}" == server.url
    assert (request.status, request.error) == (reply.status if reply else 0, error)


async def ask_info(server: Answering) -> None:
    async with open_client() as client:
        await get_info(client, endpoint(server))


def test_a_request_is_named_by_method_and_route() -> None:
    assert str(Request("GET", "/info")) == "GET /info"


@pytest.mark.parametrize(
    ("deployment", "route"), [(None, {}), ("blue", {"azureml-model-deployment": "blue"})]
)
async def test_a_request_carries_the_key_and_names_its_deployment(
    deployment: str | None, route: dict[str, str]
) -> None:
    with answering() as server:
        async with open_client() as client:
            await get_info(client, endpoint(server, deployment))
    ((_, _, headers),) = server.asked
    sent = {name.lower(): value for name, value in headers.items()}
    assert sent["authorization"] == "Bearer k3y"
    assert {name: value for name, value in sent.items() if name.startswith("azureml-")} == route


def test_a_key_never_shows() -> None:
    shown = Endpoint("chat", "https://a", "k3y")
    assert "k3y" not in repr(shown) + str(shown)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\n\n  b", "HTTP 500: a b"),
        ("x" * SHOWN_CHARACTERS, "HTTP 500: " + "x" * SHOWN_CHARACTERS),
        ("x" * (SHOWN_CHARACTERS + 1), "HTTP 500: " + "x" * SHOWN_CHARACTERS + "…"),
    ],
)
def test_an_answer_fits_a_line(text: str, shown: str) -> None:
    assert Answer(500, None, text).shown() == shown


@dataclass
class Crowd:
    """A server that answers nobody before *awaited* requests are there at once."""

    awaited: int
    connections: int = 0
    inside: int = 0
    most: int = 0
    full: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer request after request of one connection."""
        self.connections += 1
        while not reader.at_eof():
            try:
                await reader.readuntil(b"\r\n\r\n")
            except asyncio.IncompleteReadError:
                break
            self.inside += 1
            self.most = max(self.most, self.inside)
            if self.inside == self.awaited:
                self.full.set()
            await self.full.wait()
            self.inside -= 1
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
        writer.close()


async def test_many_requests_share_their_connections_and_wait_for_their_turn() -> None:
    crowd = Crowd(AT_ONCE)
    async with await asyncio.start_server(crowd.serve, "127.0.0.1", 0) as server, open_client() as client:
        port = server.sockets[0].getsockname()[1]
        asked = [Endpoint(f"e{number}", f"http://127.0.0.1:{port}", "k3y") for number in range(3 * AT_ONCE)]
        answers = await asyncio.gather(*(get_info(client, one) for one in asked))
    assert {answer.status for answer in answers} == {200}
    assert crowd.most == crowd.connections == AT_ONCE
