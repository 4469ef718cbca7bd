"""What the probes say of answers, each with its edges."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from modelstacks.catalog import load
from modelstacks.inference.client import Answer
from modelstacks.inference.judges import error_code, object_that, refused
from modelstacks.inference.probes.chat import chat_problem
from modelstacks.inference.probes.chat_stream import stream_problem
from modelstacks.inference.probes.completions import completion_problem
from modelstacks.inference.probes.content_safety import filter_problem
from modelstacks.inference.probes.embeddings import vectors_problem
from modelstacks.inference.probes.extra_parameters import handed_on
from modelstacks.inference.probes.json_format import json_problem, refused_by_name
from modelstacks.inference.probes.rate_limits import limits_problem

if TYPE_CHECKING:
    from collections.abc import Sequence

USAGE = {"usage": {"total_tokens": 3}}


def choice_with(content: Any, finish: str = "stop", **more: Any) -> dict[str, Any]:
    return {"choices": [{"message": {"content": content} | more, "finish_reason": finish}]}


def answer(status: int, body: dict[str, Any] | None = None) -> Answer:
    return Answer(status, body, json.dumps(body))


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (choice_with("Rhine") | USAGE, None),
        (choice_with("Rhine", "length") | USAGE, None),
        (choice_with(None, reasoning_content="Rivers …") | USAGE, None),
        ({}, "no choices[0].message with words"),
        ({"choices": []}, "no choices[0].message with words"),
        ({"choices": "none"}, "no choices[0].message with words"),
        ({"choices": {"0": 1}}, "no choices[0].message with words"),
        (choice_with("", "length") | {"usage": {"total_tokens": 3, "completion_tokens": 2}}, None),
        *(
            (
                choice_with("", finish) | {"usage": {"completion_tokens": tokens}},
                "no choices[0].message with words",
            )
            for finish, tokens in (("length", 0), ("stop", 2), ("length", "2"), ("length", None))
        ),
        ({"choices": [{"message": "Rhine"}]}, "no choices[0].message with words"),
        (choice_with(""), "no choices[0].message with words"),
        (choice_with("Rhine", "tired") | USAGE, "finish_reason 'tired'"),
        (choice_with("Rhine"), "no usage.total_tokens"),
        (choice_with("Rhine") | {"usage": {"total_tokens": "3"}}, "no usage.total_tokens"),
    ],
)
def test_a_chat_completion(body: dict[str, Any], problem: str | None) -> None:
    assert chat_problem(body) == problem


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"choices": [{"text": " Rhine", "finish_reason": "length"}]} | USAGE, None),
        ({"choices": [{"text": "", "finish_reason": "length"}]} | USAGE, "no choices[0].text"),
        ({"choices": [{"text": 7, "finish_reason": "length"}]} | USAGE, "no choices[0].text"),
        ({"choices": [{"text": " Rhine", "finish_reason": None}]} | USAGE, "finish_reason None"),
        ({"choices": [{"text": " Rhine", "finish_reason": "stop"}]}, "no usage.total_tokens"),
    ],
)
def test_a_text_completion(body: dict[str, Any], problem: str | None) -> None:
    assert completion_problem(body) == problem


def event(content: str | None = None, finish: str | None = None) -> dict[str, Any]:
    return {"choices": [{"delta": {"content": content}, "finish_reason": finish}]}


@pytest.mark.parametrize(
    ("events", "done", "problem"),
    [
        ([event("a"), event(finish="stop")], True, None),
        ([event("a"), event(finish="stop"), {"choices": [], "usage": {}}], True, None),
        ([], True, "with stream: true does not stream: HTTP 200: "),
        ([{"choices": []}], True, "with stream: true sent no words in 1 events: HTTP 200: "),
        ([event("a")], True, "with stream: true ended with finish_reason None"),
        ([event("a", "stop")], False, "with stream: true ended without [DONE]"),
        ([event(finish="length")], True, None),
    ],
)
def test_a_stream(events: Sequence[dict[str, Any]], done: bool, problem: str | None) -> None:
    assert stream_problem(Answer(200, None, "", events=tuple(events), done=done)) == problem


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (Answer(0, None, "no answer"), "with stream: true got no answer"),
        (Answer(400, None, "no"), "with stream: true answered HTTP 400: no"),
        (Answer(200, {}, "{}"), "with stream: true does not stream: HTTP 200: {}"),
    ],
)
def test_what_is_no_stream(answer: Answer, problem: str) -> None:
    assert stream_problem(answer) == problem


@pytest.mark.parametrize(
    ("vectors", "problem"),
    [
        ([[0.5] * 1024], None),
        ([[0.5] * 1023], "embeddings of 1023 numbers, Cohere-embed-v3-english has 1024"),
        ([], "0 vectors for 1 inputs"),
        ([[0.5] * 1024] * 2, "2 vectors for 1 inputs"),
        ([[0.0] * 1024], "an embedding of zeros"),
        (["AAAA"], "an embedding that is not a list of numbers"),
        ([["1"] * 1024], "an embedding that is not a list of numbers"),
        ([7], "an embedding that is not a list of numbers"),
    ],
)
def test_vectors(vectors: list[Any], problem: str | None) -> None:
    body = {"data": [{"embedding": vector} for vector in vectors]}
    assert vectors_problem(load().model("Cohere-embed-v3-english"), body, 1) == problem


def test_what_is_no_object_is_no_vector() -> None:
    assert vectors_problem(load().model("Phi-4"), {"data": ["AAAA"]}, 1) == "0 vectors for 1 inputs"


def test_where_no_size_is_known_any_will_do() -> None:
    assert vectors_problem(load().model("Phi-4"), {"data": [{"embedding": [1]}]}, 1) is None


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        (answer(400, {"error": {"code": "content_filter"}}), None),
        (
            answer(400, {"error": {"code": "other"}}),
            "should refuse with content_filter, but answered HTTP 400",
        ),
        (
            answer(422, {"error": {"code": "content_filter"}}),
            "should refuse with content_filter, but answered",
        ),
        (answer(200, {}), "let a prompt through that the content filter stops: HTTP 200: {}"),
        (Answer(0, None, "no answer (ReadTimeout)"), "got no answer (ReadTimeout)"),
    ],
)
def test_a_filtered_prompt(given: Answer, problem: str | None) -> None:
    found = filter_problem(given)
    assert found is problem if problem is None else str(found).startswith(problem)


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        (answer(422, {"detail": [{"loc": ["body", "response_format"], "input": "json_object"}]}), None),
        (answer(422, {"detail": "no"}), "refused response_format without saying where"),
        (answer(422, {"detail": [{"loc": []}]}), "refused response_format without saying where"),
        (answer(422, {"detail": [{"input": "json_object"}]}), "refused response_format without saying where"),
        (answer(422, {"detail": ["loc and input"]}), "refused response_format without saying where"),
        (answer(422), "refused response_format without saying where"),
        (answer(200, {}), "should refuse response_format (HTTP 422), but answered HTTP 200"),
        (Answer(0, None, "no answer"), "got no answer"),
    ],
)
def test_a_refused_response_format(given: Answer, problem: str | None) -> None:
    found = refused_by_name(given)
    assert found is problem if problem is None else str(found).startswith(problem)


@pytest.mark.parametrize(("words", "problem"), [('{"a": 1}', None), ("Rhine", "text that is not JSON")])
def test_an_answer_in_json(words: str, problem: str | None) -> None:
    assert json_problem(choice_with(words)) == problem


@pytest.mark.parametrize(
    ("status", "good"), [(200, True), (400, True), (422, True), (500, False), (0, False)]
)
def test_what_is_handed_on_may_be_taken_or_refused(status: int, good: bool) -> None:
    assert (handed_on(answer(status, choice_with("Rhine") | USAGE)) is None) is good


@pytest.mark.parametrize(
    ("headers", "problem"),
    [
        ({"X-RateLimit-Remaining-Tokens": "9"}, None),
        ({"x-request-id": "9"}, "has no x-ratelimit-* headers (HTTP 200)"),
    ],
)
def test_limits(headers: dict[str, str], problem: str | None) -> None:
    assert limits_problem(Answer(200, {}, "", headers=headers)) == problem


@pytest.mark.parametrize(
    ("answer", "wrong"),
    [
        (Answer(200, {"id": "chat"}, ""), None),
        (Answer(200, {}, "{}"), "answered no id: HTTP 200: {}"),
        (Answer(200, None, "<html>"), "answered something other than a JSON object: HTTP 200: <html>"),
        (Answer(403, {}, "no"), "answered HTTP 403: no"),
        (Answer(0, None, "no answer"), "got no answer"),
    ],
)
def test_an_object_is_wanted_of_which_nothing_is_wrong(answer: Answer, wrong: str | None) -> None:
    assert object_that(lambda body: None if body.get("id") else "no id")(answer) == wrong


@pytest.mark.parametrize(
    ("answer", "wrong"),
    [
        (Answer(400, {}, "no"), None),
        (Answer(422, None, "no"), None),
        (Answer(200, {}, "yes"), "should refuse it (HTTP 400 or 422), but answered HTTP 200: yes"),
        (Answer(0, None, "no answer"), "got no answer"),
    ],
)
def test_a_refusal_is_wanted(answer: Answer, wrong: str | None) -> None:
    assert refused(400, 422, why="it")(answer) == wrong


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"error": {"code": "Gone"}}, "Gone"),
        ({"error": {"code": 404}}, None),
        ({"error": {}}, None),
        ({"error": "Gone"}, None),
        ({}, None),
        (None, None),
    ],
)
def test_a_refusal_s_code(body: dict[str, Any] | None, code: str | None) -> None:
    assert error_code(Answer(404, body, "")) == code
