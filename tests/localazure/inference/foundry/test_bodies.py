"""What the bodies of `/openai` mean, without a server."""

from __future__ import annotations

from typing import Any

import pytest

from localazure.inference.calls import validated
from localazure.inference.foundry.bodies import OpenAIChat, OpenAIEmbeddings
from localazure.inference.foundry.refusals import in_openai_words
from localazure.inference.foundry.responses import ResponsesRequest
from localazure.inference.refusals import RefusalError

HI = [{"role": "user", "content": "Hi"}]
IMAGE = "data:image/png;base64,YWJj"


def test_what_is_null_was_not_sent() -> None:
    nulls = dict.fromkeys(
        ("n", "stream", "stream_options", "max_tokens", "max_completion_tokens", "logprobs")
    )

    assert validated(OpenAIChat, {"messages": HI} | nulls) == validated(OpenAIChat, {"messages": HI})


@pytest.mark.parametrize(
    ("sent", "max_tokens"),
    [
        ({"max_tokens": 5}, 5),
        ({"max_tokens": 5, "max_completion_tokens": 7}, 7),
        ({"max_completion_tokens": 7}, 7),
        ({}, None),
    ],
)
def test_the_newer_name_of_the_most_tokens_counts(sent: dict[str, int], max_tokens: int | None) -> None:
    assert validated(OpenAIChat, {"messages": HI} | sent).max_tokens == max_tokens


def test_a_developer_is_the_system() -> None:
    said = [{"role": role, "content": "x"} for role in ("developer", "system", "user", "assistant")]

    roles = [message.role for message in validated(OpenAIChat, {"messages": said}).messages]

    assert roles == ["system", "system", "user", "assistant"]


@pytest.mark.parametrize(
    ("options", "told"),
    [({}, "never"), ({"include_usage": False}, "never"), ({"include_usage": True}, "after the end")],
)
def test_use_is_told_after_the_end_to_who_asks(options: dict[str, bool], told: str) -> None:
    assert validated(OpenAIChat, {"messages": HI, "stream_options": options}).usage_in_stream == told


@pytest.mark.parametrize(
    ("sent", "texts"),
    [
        ("a", "a"),
        (["a", "b"], ["a", "b"]),
        ([15, 22], "15 22"),
        ([[15, 22], [7]], ["15 22", "7"]),
        (["a", [7]], ["a", "7"]),
    ],
)
def test_token_ids_are_a_text(sent: Any, texts: Any) -> None:
    assert validated(OpenAIEmbeddings, {"input": sent}).input == texts


NO_CHATS: list[Any] = [[], "x", None, {"messages": [None]}, {"messages": "x"}, {"messages": ["x"]}]
NO_INPUTS: list[Any] = [None, 7, [], ["a", 7], [True], [1, "a"], [[]], [[1, "a"]], [1.5], [None]]
NO_EMBEDDINGS: list[Any] = [[], "x", None, {}, *({"input": sent} for sent in NO_INPUTS)]


@pytest.mark.parametrize(
    ("kind", "body"),
    [*((OpenAIChat, each) for each in NO_CHATS), *((OpenAIEmbeddings, each) for each in NO_EMBEDDINGS)],
)
def test_what_is_no_body_is_refused(kind: Any, body: Any) -> None:
    with pytest.raises(RefusalError) as refusal:
        validated(kind, body)

    assert refusal.value.status == 422


@pytest.mark.parametrize(
    ("asked", "messages"),
    [
        ({"input": "Hi"}, [("user", "Hi")]),
        ({"input": "Hi", "instructions": "Be brief"}, [("system", "Be brief"), ("user", "Hi")]),
        (
            {"input": [{"role": "developer", "content": "x"}, {"type": "reasoning"}, *HI]},
            [("system", "x"), ("user", "Hi")],
        ),
        (
            {
                "input": [
                    {"role": "assistant", "content": [{"type": "output_text", "text": "a"}]},
                    {
                        "role": "user",
                        "content": [
                            {"type": "input_text", "text": "b"},
                            {"type": "input_image", "image_url": IMAGE},
                            {"type": "text", "text": "c"},
                        ],
                    },
                ]
            },
            [("assistant", "a"), ("user", "b [image/png, 3 bytes] c")],
        ),
    ],
)
def test_what_is_asked_for_a_response_is_a_chat(
    asked: dict[str, Any], messages: list[tuple[str, str]]
) -> None:
    chat = validated(ResponsesRequest, asked | {"max_output_tokens": 9}).as_chat()

    assert [(message.role, message.text) for message in chat.messages] == messages
    assert chat.max_tokens == 9


@pytest.mark.parametrize(("body", "param"), [([], None), ({"messages": [{"role": "x"}]}, "messages.0.role")])
def test_a_mistake_is_told_at_its_place(body: Any, param: str | None) -> None:
    with pytest.raises(RefusalError) as refusal:
        validated(OpenAIChat, body)

    told = in_openai_words(refusal.value)

    assert (told.status, told.body["error"]["param"], told.body["error"]["code"]) == (400, param, None)
    assert told.body["error"]["message"] == refusal.value.body["detail"][0]["msg"]
    assert in_openai_words(told) is told
