"""What is told of an endpoint by what it answers first, and what is asked after that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from answering import Answering, Reply, answering
from modelstacks.catalog import load
from modelstacks.inference.client import Answer, Auth, Endpoint, open_client
from modelstacks.inference.readiness import may_come, why_not_asked
from modelstacks.inference.smoke import SmokeResult, SmokeTarget, smoke
from traced import traced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.inference.probe import Level

pytestmark = pytest.mark.anyio

PHI = {"model_name": "Phi-4", "model_type": "chat-completions", "model_provider_name": "Microsoft"}
USAGE = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
SAID = Reply({"choices": [{"message": {"content": "Rhine"}, "finish_reason": "stop"}], "usage": USAGE})
NO_ROUTE = {"error": {"code": "404", "message": "Resource not found"}}


@pytest.fixture
def server() -> Iterator[Answering]:
    """A server that answers as told."""
    with answering() as listening:
        yield listening


async def smoked(
    server: Answering,
    info: Reply,
    chat: Reply | None = None,
    *,
    model: str = "Phi-4",
    level: Level = "info",
    within_s: float = 0,
) -> SmokeResult:
    """Test an endpoint that answers so at `/info`, and at the chat's route."""
    server.say("/info", info)
    if chat:
        server.say("/chat/completions", chat)
    endpoint = Endpoint("phi", server.url, "k3y")
    async with open_client() as client:
        return await smoke(client, SmokeTarget(endpoint, load().model(model), "serverless"), within_s, level)


def asked(server: Answering) -> list[str]:
    return [f"{method} {path.partition('?')[0]}" for method, path, _ in server.asked]


def skipped(result: SmokeResult) -> set[str | None]:
    return {probe.problem for probe in result.probes if probe.state == "skipped"}


async def test_a_model_that_tells_its_name_is_there(server: Answering) -> None:
    result = await smoked(server, Reply(PHI), SAID)
    assert (result.state, result.proved_by, result.answered_as) == ("passed", "GET /info", "Phi-4")
    assert (result.info, result.speaks, asked(server)) == (PHI, None, ["GET /info"])


@pytest.mark.parametrize("within_s", [0, 60])
async def test_without_info_what_the_model_says_proves_that_it_works(
    server: Answering, within_s: float
) -> None:
    result = await smoked(server, Reply(NO_ROUTE, 404), SAID, within_s=within_s)
    assert (result.state, result.proved_by, result.answered_as) == ("passed", "POST /chat/completions", None)
    assert (result.info, result.speaks) == (None, "Azure AI Model Inference API")
    assert result.warning
    assert (
        "; tried as well: POST /chat/completions (HTTP 200). It speaks the Azure AI Model Inference API, "
        "but /info is missing, so it can't be told which model answers. " in result.warning
    )
    assert asked(server)[:2] == ["GET /info", "POST /chat/completions"]


async def test_where_nothing_answers_nothing_is_there(server: Answering) -> None:
    result = await smoked(server, Reply("gone", 404), level="basic")
    assert (result.state, result.proved_by, result.speaks) == ("failed", None, None)
    assert result.problem
    assert result.problem.endswith("(HTTP 404). No route of a model answers.")
    assert skipped(result) == {"not asked: nothing is there"}


async def test_a_model_that_refuses_is_there_but_does_not_work(server: Answering) -> None:
    result = await smoked(server, Reply(NO_ROUTE, 404), Reply("no", 400), level="basic")
    assert (result.state, result.proved_by) == ("failed", None)
    assert skipped(result) == set()


@pytest.mark.parametrize(
    ("model", "info", "state", "proved_by"),
    [
        ("Phi-4", PHI | {"model_name": "Mine"}, "passed", "POST /chat/completions"),
        ("Phi-4", PHI | {"model_name": "Phi-4-mini-instruct"}, "failed", None),
        ("jais-30b-chat", PHI | {"model_name": "Mine"}, "failed", None),
    ],
)
async def test_another_name_is_another_model_where_the_name_is_documented_or_anothers(
    server: Answering, model: str, info: dict[str, Any], state: str, proved_by: str | None
) -> None:
    result = await smoked(server, Reply(info), SAID, model=model)
    assert (result.state, result.proved_by) == (state, proved_by)
    assert (result.info, result.answered_as) == (info, info["model_name"])


@pytest.mark.parametrize(
    ("info", "why"),
    [
        (Reply("no", 401), "not asked: the key was refused"),
        (Reply("no", 403), "not asked: the key was refused"),
        (Reply("<html>"), "not asked: what answers is not a model"),
        (Reply("later", 503), "not asked: the endpoint is not ready"),
    ],
)
async def test_after_some_answers_nothing_else_is_asked(server: Answering, info: Reply, why: str) -> None:
    result = await smoked(server, info, SAID, level="basic")
    assert (result.state, skipped(result), asked(server)) == ("failed", {why}, ["GET /info"])


async def test_an_answer_without_a_name_names_no_model(server: Answering) -> None:
    assert (await smoked(server, Reply({"model": "x"}), SAID)).answered_as is None


@pytest.mark.parametrize(
    ("status", "body", "auth", "why"),
    [
        (401, None, "entra", "not asked: the token was refused"),
        (403, None, "key", "not asked: the key was refused"),
        (200, None, "key", "not asked: what answers is not a model"),
        (200, {}, "key", None),
        (404, None, "key", None),
        (400, None, "key", None),
        *((status, None, "key", "not asked: the endpoint is not ready") for status in (0, 424, 429, 504)),
    ],
)
def test_why_nothing_else_is_asked(
    status: int, body: dict[str, Any] | None, auth: Auth, why: str | None
) -> None:
    assert why_not_asked(Answer(status, body, ""), auth) == why


@pytest.mark.parametrize(
    ("status", "body", "comes"),
    [
        (404, NO_ROUTE, False),
        (404, {"error": {"message": "Endpoint not found"}}, True),
        (404, {"error": {"message": None}}, True),
        (404, {"error": "Resource not found"}, True),
        (404, None, True),
        (500, NO_ROUTE, True),
        (503, None, True),
        (0, None, True),
        (200, NO_ROUTE, False),
        (401, None, False),
    ],
)
def test_a_route_that_is_not_there_does_not_come(
    status: int, body: dict[str, Any] | None, comes: bool
) -> None:
    assert may_come(Answer(status, body, "")) is comes


def test_a_request_names_the_deployment_where_there_are_several_else_the_model() -> None:
    model = load().model("Phi-4")
    plain, sent = (
        SmokeTarget(Endpoint("e", "https://e", "k"), model, "foundry", sent_as=name) for name in (None, "d")
    )
    untold = SmokeTarget(plain.endpoint, model.model_copy(update={"capabilities": ()}), "serverless")
    assert (plain.model_sent, sent.model_sent) == ("Phi-4", "d")
    assert untold.capabilities == ("chat-completion",)


@pytest.mark.parametrize(("info", "failed"), [(Reply(PHI), None), (Reply("gone", 404), "SmokeError")])
async def test_only_an_endpoint_that_fails_is_a_failed_span(
    server: Answering, info: Reply, failed: str | None
) -> None:
    with traced() as exported:
        await smoked(server, info)
    assert exported.attributes(exported.one("smoke phi")).get("error.type") == failed
