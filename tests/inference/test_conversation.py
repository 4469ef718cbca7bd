"""What is asked again, and in which schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from answering import Answering, Reply, answering
from modelstacks.catalog import load
from modelstacks.inference.client import Answer, Endpoint, Request, open_client
from modelstacks.inference.conversation import Conversation, in_schema, may_repeat, pause_after
from modelstacks.inference.judges import answered
from modelstacks.inference.probe import Exchange
from modelstacks.inference.schema import BELOW_V1, MODEL_INFERENCE
from modelstacks.inference.target import SmokeTarget

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.inference.schema import Schema

pytestmark = pytest.mark.anyio

ASKED = Exchange(Request("POST", "/chat/completions", {"messages": []}), answered)
AT_ONCE = {"Retry-After": "0"}


@pytest.fixture
def server() -> Iterator[Answering]:
    """A server that answers as told."""
    with answering() as listening:
        yield listening


async def put(server: Answering, *replies: Reply) -> tuple[Answer, str | None]:
    server.say("/chat/completions", *replies)
    async with open_client() as client:
        target = SmokeTarget(Endpoint("phi", server.url, "k3y"), load().model("Phi-4"), "serverless")
        heard = await Conversation(client, target).put(ASKED)
        return heard.answer, heard.wrong


@pytest.mark.parametrize("status", [429, 503])
async def test_what_was_turned_away_is_asked_again(server: Answering, status: int) -> None:
    answer, wrong = await put(server, Reply("later", status, AT_ONCE), Reply({"choices": []}))
    assert (answer.status, wrong, len(server.asked)) == (200, None, 2)


async def test_three_times_is_enough(server: Answering) -> None:
    _, wrong = await put(server, Reply("later", 429, AT_ONCE))
    assert wrong == f"phi: POST {server.url}/chat/completions answered HTTP 429: later"
    assert len(server.asked) == 3


@pytest.mark.parametrize("status", [400, 500, 502, 504])
async def test_what_a_model_may_have_seen_is_asked_once(server: Answering, status: int) -> None:
    await put(server, Reply("no", status))
    assert len(server.asked) == 1


async def test_a_route_that_is_nowhere_is_named_as_it_was_asked_first(server: Answering) -> None:
    _, wrong = await put(server, Reply("nothing", 404))
    assert wrong == f"phi: POST {server.url}/chat/completions answered HTTP 404: nothing"
    paths = [path for _, path, _ in server.asked]
    assert paths == [
        "/chat/completions?api-version=2024-05-01-preview",
        "/v1/chat/completions",
        "/openai/v1/chat/completions",
    ]


@pytest.mark.parametrize(
    ("path", "reply", "schema", "tried"),
    [
        ("/chat/completions", Reply("no", 400), MODEL_INFERENCE, ["POST /chat/completions (HTTP 400)"]),
        (
            "/v1/chat/completions",
            Reply({"choices": []}),
            BELOW_V1,
            ["POST /chat/completions (HTTP 404)", "POST /v1/chat/completions (HTTP 200)"],
        ),
        (
            "/elsewhere",
            Reply(),
            None,
            [
                "POST /chat/completions (HTTP 404)",
                "POST /v1/chat/completions (HTTP 404)",
                "POST /openai/v1/chat/completions (HTTP 404)",
            ],
        ),
    ],
)
async def test_a_schema_is_known_once_a_model_answered_in_it(
    server: Answering, path: str, reply: Reply, schema: Schema | None, tried: list[str]
) -> None:
    server.say(path, reply)
    server.say("/info", Reply({}))
    async with open_client() as client:
        target = SmokeTarget(Endpoint("phi", server.url, "k3y"), load().model("Phi-4"), "serverless")
        conversation = Conversation(client, target)
        await conversation.put(Exchange(Request("GET", "/info"), answered))
        assert conversation.schema is None
        await conversation.put(ASKED)
    assert (conversation.schema, conversation.tried[1:]) == (schema, tried)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [({}, 1), ({"retry-after": "3"}, 3), ({"retry-after": "600"}, 10), ({"retry-after": "tomorrow"}, 1)],
)
def test_a_pause_is_as_long_as_asked_but_bounded(headers: dict[str, str], expected: float) -> None:
    assert pause_after(Answer(429, None, "", headers=headers)) == expected


@pytest.mark.parametrize(("sent", "expected"), [(False, True), (True, False)])
def test_a_connection_that_failed_before_the_request_is_tried_again(sent: bool, expected: bool) -> None:
    assert may_repeat(Answer(0, None, "no answer", sent=sent)) is expected


def test_the_openai_schema_wants_the_models_name() -> None:
    twin = in_schema(Request("POST", "/embeddings", {"input": ["a"]}), BELOW_V1, "Phi-4")
    assert (twin.route, twin.body) == ("/v1/embeddings", {"model": "Phi-4", "input": ["a"]})


def test_a_request_without_a_body_has_no_twin() -> None:
    assert in_schema(Request("GET", "/info"), BELOW_V1, "Phi-4").route == "/info"


INFO = Exchange(Request("GET", "/info"), answered)
NOT_FOUND = (
    ". A new deployment may take 5 minutes to answer; an older one is gone, or not called 'Phi-4': "
    "run `modelstacks show phi`."
)
OURS = Exchange(ASKED.request, answered, in_openai_schema=False)


@pytest.mark.parametrize(
    ("mode", "has_info", "schema", "exchange", "why"),
    [
        ("serverless", True, None, INFO, None),
        ("serverless", False, None, INFO, "the endpoint has no /info"),
        ("serverless", False, None, ASKED, None),
        ("serverless", True, None, OURS, None),
        ("serverless", True, MODEL_INFERENCE, OURS, None),
        ("serverless", True, BELOW_V1, OURS, "the OpenAI v1 schema (below /v1) does not define it"),
        ("serverless", True, BELOW_V1, ASKED, None),
    ],
)
async def test_what_an_endpoint_cannot_be_asked(
    mode: str, has_info: bool, schema: Schema | None, exchange: Exchange, why: str | None
) -> None:
    target = SmokeTarget(Endpoint("phi", "https://phi", "k3y"), load().model("Phi-4"), mode)
    async with open_client() as client:
        assert Conversation(client, target, has_info, schema).not_for(exchange) == why


@pytest.mark.parametrize(
    ("mode", "advice"),
    [
        ("serverless", ""),
        (
            "foundry",
            NOT_FOUND,
        ),
    ],
)
async def test_what_to_do_stands_behind_what_is_wrong(mode: str, advice: str) -> None:
    target = SmokeTarget(Endpoint("phi", "https://phi", "k3y"), load().model("Phi-4"), mode)
    unknown = Answer(404, {"error": {"code": "DeploymentNotFound"}}, "")
    async with open_client() as client:
        assert Conversation(client, target).advice(unknown) == advice
