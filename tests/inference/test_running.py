"""Probes put to an endpoint one after the other: what each found, and what that is for the endpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from answering import Reply, answering
from modelstacks.catalog import load
from modelstacks.inference.client import Endpoint, Request, open_client
from modelstacks.inference.conversation import Conversation
from modelstacks.inference.judges import answered
from modelstacks.inference.probe import Exchange, Probe, never
from modelstacks.inference.results import ProbeResult, SmokeResult, not_there
from modelstacks.inference.running import put_probes
from modelstacks.inference.schema import BELOW_V1
from modelstacks.inference.target import SmokeTarget

if TYPE_CHECKING:
    from modelstacks.inference.client import Answer

pytestmark = pytest.mark.anyio


def is_refusal(answer: Answer) -> bool:
    return answer.status == 400


def asking(*, noted: bool = False, doubted: bool = False, ours: bool = False) -> Probe:
    """A probe of two requests; *doubted*: only a refusal tells anything, *ours*: the second is not in OpenAI's schema."""
    is_conclusive = {"is_conclusive": is_refusal} if doubted else {}
    exchanges = [
        Exchange(Request("POST", route, {"a": 1}), answered, in_openai_schema=inside, **is_conclusive)
        for route, inside in (("/first", True), ("/second", not ours))
    ]
    return Probe("asking", "basic", "", never, noted, lambda _target: exchanges)


SKIPPED = Probe("skipped", "basic", "", lambda _target: "it has none", False, lambda _target: ())
GOOD, BAD, REFUSED = Reply({}), Reply("no", 500), Reply("no", 400)


@pytest.mark.parametrize(
    ("probe", "replies", "state", "problem"),
    [
        (asking(), (GOOD, GOOD), "passed", None),
        (asking(), (GOOD, BAD), "failed", "phi: POST {url}/v1/second answered HTTP 500: no"),
        (asking(), (BAD, GOOD), "failed", "phi: POST {url}/v1/first answered HTTP 500: no"),
        (asking(noted=True), (BAD,), "noted", "phi: POST {url}/v1/first answered HTTP 500: no"),
        (asking(doubted=True), (BAD,), "noted", "phi: POST {url}/v1/first answered HTTP 500: no"),
        (asking(doubted=True), (REFUSED,), "failed", "phi: POST {url}/v1/first answered HTTP 400: no"),
        (
            asking(noted=True, doubted=True),
            (REFUSED,),
            "noted",
            "phi: POST {url}/v1/first answered HTTP 400: no",
        ),
        (asking(ours=True), (GOOD,), "skipped", "the OpenAI v1 schema (below /v1) does not define it"),
        (SKIPPED, (), "skipped", "it has none"),
    ],
)
async def test_what_a_probe_found(
    probe: Probe, replies: tuple[Reply, ...], state: str, problem: str | None
) -> None:
    with answering() as server:
        for route, reply in zip(("/v1/first", "/v1/second"), replies, strict=False):
            server.say(route, reply)
        target = SmokeTarget(Endpoint("phi", server.url, "k3y"), load().model("Phi-4"), "serverless")
        async with open_client() as client:
            conversation = Conversation(client, target, schema=BELOW_V1)
            [found] = await put_probes(conversation, [probe], None)
            [skipped] = await put_probes(conversation, [probe], "nothing is there")
    assert (found.id, found.state, found.problem) == (
        probe.id,
        state,
        problem and problem.replace("{url}", server.url),
    )
    assert (found.seconds > 0) is bool(replies)
    assert (skipped.state, skipped.problem, skipped.seconds) == ("skipped", "nothing is there", 0)


PASSED, NOTED = ProbeResult("chat", "passed"), ProbeResult("chat", "noted", "no limits")


@pytest.mark.parametrize(
    ("probes", "state", "problem", "warning"),
    [
        ((), "passed", None, None),
        ((PASSED, NOTED), "passed", None, None),
        ((ProbeResult("info", "noted", "no name"), PASSED), "passed", None, "no name"),
        ((ProbeResult("info", "skipped", "none"), NOTED), "passed", None, None),
        ((ProbeResult("info", "failed", "gone"), NOTED), "failed", "gone", None),
        (
            (ProbeResult("a", "failed", "one"), PASSED, ProbeResult("b", "failed", "two")),
            "failed",
            "one\ntwo",
            None,
        ),
    ],
)
def test_what_failed_fails_the_endpoint_and_what_info_left_open_is_a_warning(
    probes: tuple[ProbeResult, ...], state: str, problem: str | None, warning: str | None
) -> None:
    result = SmokeResult("phi", "https://phi", None, probes, 1.0)
    assert (result.state, result.problem, result.warning) == (state, problem, warning)


def test_what_is_not_there_has_failed() -> None:
    result = not_there("phi", "It was deleted.")
    assert (result.state, result.problem, result.uri) == ("failed", "It was deleted.", "")
