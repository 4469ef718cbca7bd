"""The parameter rules as properties: an answer is refused exactly if one of the documented rules says so."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localazure.inference import rules
from localazure.inference.calls import limits_of, validated
from localazure.inference.generation import generate
from localazure.inference.refusals import RefusalError
from localazure.inference.requests import ChatRequest, CompletionRequest, Generated
from localazure.inference.tokens import count
from modelstacks import catalog

if TYPE_CHECKING:
    from modelstacks.catalog import Model

LLAMA = catalog.load().model_by_id("azureml://registries/azureml-meta/models/Meta-Llama-3-8B-Instruct")

PARAMETERS = st.fixed_dictionaries(
    {"prompt": st.text(max_size=30)},
    optional={
        "n": st.integers(-1, 4),
        "best_of": st.integers(-1, 5),
        "stream": st.sampled_from([True, False, "True", "false"]),
        "temperature": st.sampled_from([-0.1, 0, 0.5, 2, 2.1]),
        "top_p": st.sampled_from([-0.1, 0.5, 1, 1.1]),
        "presence_penalty": st.sampled_from([-2.1, -2, 0, 2, 2.1]),
        "frequency_penalty": st.sampled_from([-2.1, -2, 0, 2, 2.1]),
        "use_beam_search": st.booleans(),
        "logprobs": st.sampled_from([None, 0, 5, -1]),
        "max_tokens": st.sampled_from([0, 1, 16, 8000, 9000]),
        "stop": st.sampled_from(["Azure", ["local", "model"], []]),
    },
)


def model() -> Model:
    """Return a model with a context of 8,192 tokens."""
    assert LLAMA is not None
    return LLAMA


def may_be_asked(body: dict[str, Any]) -> bool:
    """The rules of the reference, written once more and without the code's help."""
    n, best_of = body.get("n", 1), body.get("best_of", 1)
    streams = body.get("stream", False) in {True, "True"}
    in_range = (
        n >= 1
        and best_of >= 1
        and 0 <= body.get("temperature", 1) <= 2
        and 0 <= body.get("top_p", 1) <= 1
        and abs(body.get("presence_penalty", 0)) <= 2
        and abs(body.get("frequency_penalty", 0)) <= 2
        and (body.get("logprobs") or 0) >= 0
        and body.get("max_tokens", 16) >= 1
        and count(body["prompt"]) + body.get("max_tokens", 16) <= 8192
    )
    chosen = "best_of" not in body or best_of > n or best_of == n == 1
    beams = not body.get("use_beam_search") or (best_of > 1 and body.get("temperature", 1) == 0)
    return in_range and chosen and beams and not (streams and best_of > 1)


@given(PARAMETERS)
def test_exactly_what_the_reference_forbids_is_refused(body: dict[str, Any]) -> None:
    expected = nullcontext() if may_be_asked(body) else pytest.raises(RefusalError)

    with expected:
        rules.check(validated(CompletionRequest, body), model())


def test_a_question_longer_than_the_context_says_how_much_is_too_much() -> None:
    body = {"messages": [{"role": "user", "content": "word " * 9000}]}

    with pytest.raises(RefusalError) as refusal:
        rules.check(validated(ChatRequest, body), model())

    asked = count(body["messages"][0]["content"])
    assert (refusal.value.status, refusal.value.body) == (
        400,
        {
            "object": "error",
            "message": f"This model's maximum context length is 8192 tokens. However, you requested {asked} tokens "
            f"({asked} in the messages, 0 in the completion). Please reduce the length of the messages or completion.",
            "type": "BadRequestError",
            "param": None,
            "code": 400,
        },
    )


WORD = " word"
"""One token."""


@pytest.mark.parametrize(
    ("kind", "body", "fits"),
    [
        (CompletionRequest, {"prompt": WORD * 8192}, True),
        (CompletionRequest, {"prompt": WORD * 8193}, False),
        (CompletionRequest, {"prompt": WORD * 8192, "max_tokens": 1}, False),
        (CompletionRequest, {"prompt": WORD * 8191, "max_tokens": 1}, True),
        (CompletionRequest, {"prompt": [WORD * 8192, WORD * 8192]}, True),
        (ChatRequest, {"messages": [{"role": "user", "content": WORD * 4096}]}, True),
        (ChatRequest, {"messages": [{"role": "user", "content": WORD * 4096}] * 2}, False),
    ],
)
def test_what_fits_the_context_may_be_asked(kind: type[Generated], body: dict[str, Any], fits: bool) -> None:
    """Each text of many alone, the messages of a chat together."""
    request = validated(kind, body)

    if fits:
        rules.check(request, model())
        return
    with pytest.raises(RefusalError) as refusal:
        rules.check(request, model())
    assert refusal.value.status == 400


def test_what_the_answer_may_take_is_named_beside_the_question() -> None:
    with pytest.raises(RefusalError) as refusal:
        rules.check(validated(CompletionRequest, {"prompt": "word", "max_tokens": 8192}), model())

    assert (
        "you requested 8193 tokens (1 in the messages, 8192 in the completion)."
        in (refusal.value.body["message"])
    )


@given(PARAMETERS.filter(may_be_asked))
def test_an_answer_keeps_to_its_limits(body: dict[str, Any]) -> None:
    asked = validated(CompletionRequest, body)

    generation = generate("Model", body["prompt"], limits_of(asked))

    assert asked.max_tokens is None or len(generation.tokens) <= asked.max_tokens
    stop = [asked.stop] if isinstance(asked.stop, str) else asked.stop or []
    assert not any(sequence in generation.text for sequence in stop)


@settings(max_examples=40)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=4),
        max_leaves=10,
    )
)
def test_nothing_but_a_refusal_comes_of_nonsense(anything: Any) -> None:
    body = {"messages": anything, "n": anything, "tools": anything, "response_format": anything}

    with pytest.raises(RefusalError) as refusal:
        rules.check(validated(ChatRequest, body), model())

    assert all(isinstance(part, str) for problem in refusal.value.body["detail"] for part in problem["loc"])
