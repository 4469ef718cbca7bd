"""What the bodies of `/openai` hold beyond those of the Model Inference API."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import model_validator

from localazure.inference.requests import Body, ChatRequest, EmbeddingsRequest


class StreamOptions(Body):
    """What a stream tells besides the answer."""

    include_usage: bool = False


class OpenAIChat(ChatRequest):
    """POST /openai/…/chat/completions; names and meanings are OpenAI's reference."""

    stream_options: StreamOptions = StreamOptions()

    @model_validator(mode="before")
    @classmethod
    def _newer_names(cls, body: Any) -> Any:
        """`max_completion_tokens` took the place of `max_tokens`, the role `developer` that of `system`."""
        if not isinstance(body, dict):
            return body
        renamed = {"max_tokens": most} if (most := body.get("max_completion_tokens")) else {}
        messages = body.get("messages")
        if isinstance(messages, list):
            renamed["messages"] = [_as_system(message) for message in messages]
        without_nulls = {name: value for name, value in body.items() if value is not None}
        return without_nulls | renamed

    @property
    def usage_in_stream(self) -> Literal["at the end", "after the end", "never"]:
        """Only who asks for it gets it."""
        return "after the end" if self.stream_options.include_usage else "never"


class OpenAIEmbeddings(EmbeddingsRequest):
    """POST /openai/…/embeddings: texts, or what a client's own tokenizer made of them (LangChain's default)."""

    @model_validator(mode="before")
    @classmethod
    def _tokens_are_texts(cls, body: Any) -> Any:
        """A text is its token ids; no model reads them here."""
        if not isinstance(body, dict) or not isinstance(body.get("input"), list):
            return body
        texts = body["input"]
        return body | {"input": _text(texts) if _are_tokens(texts) else [_text(text) for text in texts]}


def _are_tokens(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(type(token) is int for token in value)


def _text(value: Any) -> Any:
    return " ".join(map(str, value)) if _are_tokens(value) else value


def _as_system(message: Any) -> Any:
    is_developers = isinstance(message, dict) and message.get("role") == "developer"
    return message | {"role": "system"} if is_developers else message
