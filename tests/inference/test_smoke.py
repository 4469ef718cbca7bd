"""The smoke test: ready in time, and as the model it should be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from answering import Answering, Reply, answering
from modelstacks import retrying
from modelstacks.catalog import load
from modelstacks.inference.client import Answer, Endpoint, open_client
from modelstacks.inference.smoke import (
    NOT_YET,
    SmokeResult,
    SmokeTarget,
    judge,
    smoke,
    smoke_all,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.anyio

PHI = {"model_name": "Phi-4", "model_type": "chat-completions", "model_provider_name": "Microsoft"}
DOCUMENTED = "jais-30b-chat"


def target(uri: str = "https://phi", name: str = "phi", model: str = "Phi-4") -> SmokeTarget:
    return SmokeTarget(Endpoint(name, uri, "k3y"), load().model(model), "serverless")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Answering]:
    """A server whose warming up takes milliseconds."""
    monkeypatch.setattr(retrying, "FIRST_PAUSE_S", 0.001)
    with answering() as listening:
        yield listening


async def smoked(server: Answering, *replies: Reply, ready_within_s: float = 0.01) -> SmokeResult:
    server.say("/info", *replies)
    async with open_client() as client:
        return await smoke(client, target(server.url), ready_within_s)


@pytest.mark.parametrize(
    ("info", "problem"),
    [
        (PHI, None),
        (PHI | {"model_name": "PHI_4", "model_type": "chat_completion"}, None),
        (PHI | {"extra": "is fine"}, None),
        (
            PHI | {"model_name": "Phi-3"},
            "model_name is 'Phi-3', expected 'Phi-4'",
        ),
        (
            {"model_name": "Phi-4"},
            "model_type is None, expected 'chat-completions'; model_provider_name is None, expected 'Microsoft'",
        ),
    ],
)
def test_an_answer_is_compared_with_the_catalogue(info: dict[str, Any], problem: str | None) -> None:
    other = "phi: GET https://phi/info answers as another model (assumed from the catalogue): "
    assert judge(target(), Answer(200, info, "")) == (problem and other + problem)


def test_what_is_documented_is_not_called_assumed() -> None:
    asked = target(model=DOCUMENTED)
    problem = judge(asked, Answer(200, PHI, ""))
    assert problem is not None
    assert "answers as another model (as documented): model_name is 'Phi-4'" in problem


@pytest.mark.parametrize(
    ("reply", "problem"),
    [
        (
            Reply("<html>hello</html>"),
            "answered something other than a JSON object: HTTP 200: <html>hello</html>",
        ),
        (
            Reply({"error": {"code": "Unauthorized"}}, 401),
            'answered HTTP 401: {"error": {"code": "Unauthorized"}}',
        ),
        (Reply("no", 403), "answered HTTP 403: no"),
        (Reply("", 204), "answered HTTP 204: "),
    ],
)
async def test_a_final_answer_is_judged_at_once(server: Answering, reply: Reply, problem: str) -> None:
    result = await smoked(server, reply, ready_within_s=60)
    assert (result.state, result.problem) == ("failed", f"phi: GET {server.url}/info {problem}")
    assert len(server.asked) == 1


@pytest.mark.parametrize("status", sorted(NOT_YET - {0}))
async def test_an_endpoint_may_warm_up(server: Answering, status: int) -> None:
    replies = (Reply("not yet", status), Reply("not yet", status), Reply(PHI))
    result = await smoked(server, *replies, ready_within_s=10)
    assert (result.state, result.info, len(server.asked)) == ("passed", PHI, 3)


async def test_patience_ends_and_the_last_answer_is_told(server: Answering) -> None:
    result = await smoked(server, Reply("warming\nup", 503))
    assert result.problem == f"phi: GET {server.url}/info answered HTTP 503: warming up (tried for 0 s)"
    assert result.info is None


async def test_without_patience_it_asks_once(server: Answering) -> None:
    await smoked(server, Reply("", 503), ready_within_s=0)
    assert len(server.asked) == 1


async def test_nobody_there_is_a_failure_that_names_the_uri() -> None:
    with answering() as gone:
        pass
    async with open_client() as client:
        result = await smoke(client, target(gone.url), 0)
    assert result.problem == (
        f"phi: GET {gone.url}/info got no answer (ConnectError: All connection attempts failed) "
        "(tried for 0 s)"
    )


async def test_all_are_tested_and_told_in_the_order_given(server: Answering) -> None:
    server.say("/a/info", Reply("", 503), Reply(PHI))
    server.say("/b/info", Reply("no", 401))
    heard: list[str] = []
    results = await smoke_all(
        [target(f"{server.url}/a", "a"), target(f"{server.url}/b", "b")],
        ready_within_s=10,
        done=lambda result: heard.append(result.name),
    )
    assert [(result.name, result.state) for result in results] == [("a", "passed"), ("b", "failed")]
    assert sorted(heard) == ["a", "b"]


async def test_none_to_test_is_no_failure() -> None:
    assert await smoke_all([]) == []


async def test_no_key_shows_in_a_result(server: Answering) -> None:
    result = await smoked(server, Reply("no", 401))
    assert "k3y" not in repr(result) + repr(target())
