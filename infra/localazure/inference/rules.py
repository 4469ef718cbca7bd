"""What a well-formed request may still not ask: rules between its parameters, and what the model can.

Each rule is a generator of what is wrong; a new rule is one function and one line. Wordings are assumed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from localazure.inference import images, refusals
from localazure.inference.requests import (
    AudioPart,
    ChatRequest,
    Generated,
    ImagePart,
    Message,
    NamedTool,
)
from localazure.inference.tokens import count

if TYPE_CHECKING:
    from localazure.catalogue import Model

FORMAT_CAPABILITY = {"text": "text", "json_object": "json", "json_schema": "structured"}
"""The catalogue's word for each `response_format`."""


@dataclass(frozen=True)
class Problem:
    """A value that is not supported: *where* below the body, and what was sent."""

    where: tuple[str | int, ...]
    message: str
    sent: Any = None

    def detail(self) -> dict[str, Any]:
        """Return its part of a 422; every part of `loc` is a string, as the public samples join them."""
        loc = ["body", *map(str, self.where)]
        return {"type": "value_error", "loc": loc, "msg": self.message, "input": self.sent}


ParameterRule: TypeAlias = Callable[[Generated], Iterator[Problem]]
ChatRule: TypeAlias = "Callable[[ChatRequest, Model], Iterator[Problem]]"


def best_of_exceeds_n(request: Generated) -> Iterator[Problem]:
    """`best_of` must be greater than `n`; both at their default of 1 is no choice at all."""
    if (
        request.best_of is not None
        and request.best_of <= request.n
        and (request.best_of, request.n) != (1, 1)
    ):
        yield Problem(("best_of",), "best_of must be greater than n", request.best_of)


def best_of_is_not_streamed(request: Generated) -> Iterator[Problem]:
    """The best answer is known only when all are written."""
    if request.stream and request.best_of is not None and request.best_of > 1:
        yield Problem(("best_of",), "best_of cannot be streamed", request.best_of)


def beam_search_is_greedy(request: Generated) -> Iterator[Problem]:
    """Beam search needs several candidates and no chance."""
    if request.use_beam_search and not ((request.best_of or 1) > 1 and request.temperature == 0):
        message = "use_beam_search needs best_of greater than 1 and temperature 0"
        yield Problem(("use_beam_search",), message, request.use_beam_search)


def messages_have_content(request: ChatRequest, _: Model) -> Iterator[Problem]:
    """Content is required; only an assistant's tool calls stand without."""
    for index, message in enumerate(request.messages):
        if message.content is None and not (message.role == "assistant" and message.tool_calls):
            yield Problem(("messages", index, "content"), "Field required")


def tools_are_supported(request: ChatRequest, model: Model) -> Iterator[Problem]:
    """A model that is not known to call tools takes none (assumed where the catalogue does not say)."""
    if model.tool_calling:
        return
    if request.tools:
        names = [tool.function.name for tool in request.tools]
        yield Problem(("tools",), "Tools are not supported by the model", names)
    for index, message in enumerate(request.messages):
        if message.role == "tool":
            yield Problem(("messages", index, "role"), "Tools are not supported by the model", message.role)


def tool_choice_names_a_tool(request: ChatRequest, _: Model) -> Iterator[Problem]:
    """What must be called must be there."""
    names = {tool.function.name for tool in request.tools or []}
    if isinstance(request.tool_choice, NamedTool) and request.tool_choice.function.name not in names:
        yield Problem(("tool_choice",), "No such tool", request.tool_choice.function.name)
    if request.tool_choice == "required" and not names:
        yield Problem(("tool_choice",), "There are no tools", "required")


def response_format_is_supported(request: ChatRequest, model: Model) -> Iterator[Problem]:
    """JSON is for models that the catalogue knows to write it (assumed: others don't)."""
    if request.response_format is None:
        return
    kind = request.response_format.type
    if FORMAT_CAPABILITY[kind] not in (model.response_formats or ("text",)):
        yield Problem(("response_format",), f"The model does not support response format {kind}", kind)
    elif kind == "json_schema" and request.response_format.json_schema is None:
        yield Problem(("response_format", "json_schema"), "Field required")


def parts_are_understood(request: ChatRequest, model: Model) -> Iterator[Problem]:
    """Pictures and sounds are for models that take them; a picture is a data URI or an address."""
    for index, message in enumerate(request.messages):
        for place, problem in _parts(message, model.input_modalities):
            yield Problem(("messages", index, "content", place), *problem)


def _parts(message: Message, modalities: tuple[str, ...]) -> Iterator[tuple[int, tuple[str, str]]]:
    for place, part in enumerate(message.content if isinstance(message.content, list) else []):
        if isinstance(part, ImagePart):
            url = part.image_url.url
            if "image" not in modalities:
                yield place, ("Images are not supported by the model", part.type)
            elif images.read(url) is None and not images.is_address(url):
                yield place, ("The image is no base64 data URI", part.type)
        elif isinstance(part, AudioPart) and "audio" not in modalities:
            yield place, ("Audio is not supported by the model", part.type)


PARAMETER_RULES: tuple[ParameterRule, ...] = (
    best_of_exceeds_n,
    best_of_is_not_streamed,
    beam_search_is_greedy,
)
CHAT_RULES: tuple[ChatRule, ...] = (
    messages_have_content,
    tools_are_supported,
    tool_choice_names_a_tool,
    response_format_is_supported,
    parts_are_understood,
)


def check(request: Generated, model: Model) -> None:
    """Raise RefusalError 422 with all that is wrong, or 400 if it is longer than the model's context."""
    problems = [problem for rule in PARAMETER_RULES for problem in rule(request)]
    if isinstance(request, ChatRequest):
        problems += [problem for chat_rule in CHAT_RULES for problem in chat_rule(request, model)]
    if problems:
        raise refusals.invalid_body([problem.detail() for problem in problems])
    _check_length(request, model)


def _check_length(request: Generated, model: Model) -> None:
    together = ["\n".join(request.prompt_texts)] if isinstance(request, ChatRequest) else request.prompt_texts
    longest = max(count(text) for text in together)
    if model.context_length and longest + (request.max_tokens or 0) > model.context_length:
        raise refusals.too_long(model.context_length, longest, request.max_tokens or 0)
