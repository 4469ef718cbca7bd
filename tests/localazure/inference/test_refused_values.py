"""What a request may not ask of a model: the whole 422, in the words and at the place that a caller reads."""

from __future__ import annotations

from typing import Any

import pytest

from localazure import catalogue
from localazure.inference import rules
from localazure.inference.calls import parsed, validated
from localazure.inference.refusals import RefusalError
from localazure.inference.requests import ChatRequest, CompletionRequest, Generated

PLAIN = "azureml-meta/models/Meta-Llama-3-8B-Instruct"
TOOLS = "azureml-mistral/models/Ministral-3B"
PICTURES = "azureml/models/Phi-3.5-vision-instruct"
SOUNDS = "azureml/models/Phi-4-multimodal-instruct"
UNTOLD = "azureml-ai21/models/jamba-instruct"
STRUCTURED = "azureml-ai21/models/AI21-Jamba-1.5-Mini"
USER: dict[str, Any] = {"role": "user", "content": "Hi"}
WEATHER: dict[str, Any] = {"type": "function", "function": {"name": "weather"}}
CALLED = {"role": "assistant", "tool_calls": [{"id": "1"}]}
PIXEL = "data:image/png;base64,AAAA"
NO_TOOLS = "Tools are not supported by the model"


def asked(model: str, body: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what is wrong with *body*, a chat or a completion, for *model*; none: it may be asked."""
    found = catalogue.load().model_by_id(f"azureml://registries/{model}")
    assert found is not None
    kind: type[Generated] = CompletionRequest if "prompt" in body else ChatRequest
    try:
        rules.check(validated(kind, body), found)
    except RefusalError as refusal:
        refused = refusal
    else:
        return []
    assert (refused.status, list(refused.body)) == (422, ["detail"])
    return list(refused.body["detail"])


def wrong(where: str, message: str, sent: Any) -> dict[str, Any]:
    """Return one part of a 422; *where* is written with dots."""
    return {"type": "value_error", "loc": ["body", *where.split(".")], "msg": message, "input": sent}


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"n": 2, "best_of": 2}, wrong("best_of", "best_of must be greater than n", 2)),
        ({"n": 2, "best_of": 3}, None),
        ({"n": 1, "best_of": 1}, None),
        ({"stream": True, "best_of": 2}, wrong("best_of", "best_of cannot be streamed", 2)),
        ({"stream": True, "best_of": 1}, None),
        ({"use_beam_search": True, "best_of": 2, "temperature": 0}, None),
        *(
            (
                {"use_beam_search": True, **more},
                wrong(
                    "use_beam_search", "use_beam_search needs best_of greater than 1 and temperature 0", True
                ),
            )
            for more in ({}, {"best_of": 2}, {"temperature": 0}, {"best_of": 1, "temperature": 0})
        ),
    ],
)
@pytest.mark.parametrize("what", [{"prompt": "Hi"}, {"messages": [USER]}])
def test_choices_of_a_text_and_of_a_chat(
    what: dict[str, Any], body: dict[str, Any], problem: dict[str, Any] | None
) -> None:
    assert asked(PLAIN, what | body) == ([] if problem is None else [problem])


@pytest.mark.parametrize(
    ("messages", "missing"),
    [
        ([USER, CALLED], []),
        ([USER, {"role": "assistant"}], [1]),
        ([USER, {"role": "assistant", "tool_calls": []}], [1]),
        ([{"role": "user"}, {**CALLED, "role": "system"}, USER], [0, 1]),
        ([{"role": "user", "content": ""}], []),
    ],
)
def test_messages_without_content(messages: list[dict[str, Any]], missing: list[int]) -> None:
    expected = [wrong(f"messages.{index}.content", "Field required", None) for index in missing]

    assert asked(TOOLS, {"messages": messages}) == expected


@pytest.mark.parametrize(
    ("model", "body", "problems"),
    [
        (TOOLS, {"tools": [WEATHER]}, []),
        (PLAIN, {"tools": [WEATHER]}, [wrong("tools", NO_TOOLS, ["weather"])]),
        (TOOLS, {"messages": [USER, {"role": "tool", "content": "sunny"}]}, []),
        (
            PLAIN,
            {"messages": [USER, {"role": "tool", "content": "sunny"}]},
            [wrong("messages.1.role", NO_TOOLS, "tool")],
        ),
        (TOOLS, {"tools": [WEATHER], "tool_choice": WEATHER}, []),
        (TOOLS, {"tool_choice": WEATHER}, [wrong("tool_choice", "No such tool", "weather")]),
        (TOOLS, {"tools": [WEATHER], "tool_choice": "required"}, []),
        (TOOLS, {"tool_choice": "required"}, [wrong("tool_choice", "There are no tools", "required")]),
        (TOOLS, {"tool_choice": "auto"}, []),
    ],
)
def test_tools(model: str, body: dict[str, Any], problems: list[dict[str, Any]]) -> None:
    assert asked(model, {"messages": [USER], **body}) == problems


def _no_format(kind: str) -> dict[str, Any]:
    return wrong("response_format", f"The model does not support response format {kind}", kind)


@pytest.mark.parametrize(
    ("model", "wanted", "problems"),
    [
        (PLAIN, {"type": "text"}, []),
        (UNTOLD, {"type": "text"}, []),
        (UNTOLD, {"type": "json_object"}, [_no_format("json_object")]),
        (PLAIN, {"type": "json_object"}, [_no_format("json_object")]),
        (PLAIN, {"type": "json_schema"}, [_no_format("json_schema")]),
        (TOOLS, {"type": "json_object"}, []),
        (TOOLS, {"type": "json_schema", "json_schema": {}}, [_no_format("json_schema")]),
        (STRUCTURED, {"type": "json_schema", "json_schema": {}}, []),
        (STRUCTURED, {"type": "json_schema"}, [wrong("response_format.json_schema", "Field required", None)]),
    ],
)
def test_formats(model: str, wanted: dict[str, Any], problems: list[dict[str, Any]]) -> None:
    assert asked(model, {"messages": [USER], "response_format": wanted}) == problems


@pytest.mark.parametrize(
    ("model", "part", "problem"),
    [
        (PICTURES, {"image_url": {"url": PIXEL}}, None),
        (PICTURES, {"image_url": {"url": "http://example.com/a.png"}}, None),
        (PICTURES, {"image_url": {"url": "a.png"}}, "The image is no base64 data URI"),
        (PLAIN, {"image_url": {"url": PIXEL}}, "Images are not supported by the model"),
        (PLAIN, {"input_audio": {}}, "Audio is not supported by the model"),
        (PICTURES, {"input_audio": {}}, "Audio is not supported by the model"),
        (SOUNDS, {"input_audio": {}}, None),
    ],
)
def test_parts_of_a_message(model: str, part: dict[str, Any], problem: str | None) -> None:
    [kind] = part
    content = [{"type": "text", "text": "What is it?"}, {"type": kind, **part}]

    found = asked(model, {"messages": [USER, {"role": "user", "content": content}]})

    assert found == ([] if problem is None else [wrong("messages.1.content.1", problem, kind)])


def test_all_that_is_wrong_is_said_at_once() -> None:
    body = {"messages": [{"role": "user"}], "tools": [WEATHER], "best_of": 2, "n": 2}

    assert [problem["loc"][1] for problem in asked(PLAIN, body)] == ["best_of", "messages", "tools"]


@pytest.mark.parametrize("content", [b"", b"{", b'{"n": NaN}', b'{"n": Infinity}'])
def test_what_is_no_json_is_not_echoed(content: bytes) -> None:
    with pytest.raises(RefusalError) as refusal:
        parsed(content)

    assert refusal.value.status == 422
    assert refusal.value.body == {
        "detail": [{"type": "json_invalid", "loc": ["body"], "msg": "Invalid JSON", "input": None}]
    }


def test_a_field_that_is_missing_has_no_input_and_a_wrong_one_has_its_own() -> None:
    with pytest.raises(RefusalError) as refusal:
        validated(CompletionRequest, parsed(b'{"n": 0, "max_tokens": 1e999}'))

    problems = {problem["loc"][1]: problem for problem in refusal.value.body["detail"]}
    assert (problems["prompt"]["type"], problems["prompt"]["input"]) == ("missing", None)
    assert problems["n"]["input"] == 0
    assert problems["max_tokens"]["input"] == "Infinity"
