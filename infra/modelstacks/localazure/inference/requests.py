"""What a request body may hold: lenient where the public samples rely on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from modelstacks.localazure.inference import refusals
from modelstacks.localazure.inference.generation import Limits

if TYPE_CHECKING:
    from starlette.requests import Request

B = TypeVar("B", bound=BaseModel)
_JSON_ERRORS = "json_invalid"


class _Body(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True)


class Message(_Body):
    """One turn of a chat; *content* is a text or a list of parts."""

    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: str | list[dict[str, Any]] | None = None

    @property
    def text(self) -> str:
        """The message's words; parts that are no text are left out."""
        if isinstance(self.content, list):
            return " ".join(str(part.get("text", "")) for part in self.content if part.get("type") == "text")
        return self.content or ""


class _Generated(_Body):
    max_tokens: Annotated[int, Field(ge=0)] | None = None
    stop: str | list[str] | None = None
    n: Annotated[int, Field(ge=1, le=128)] = 1
    stream: bool = False
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    top_p: Annotated[float, Field(ge=0, le=1)] | None = None

    @property
    def limits(self) -> Limits:
        """Where the texts end."""
        stop = (self.stop,) if isinstance(self.stop, str) else tuple(self.stop or ())
        return Limits(self.max_tokens, stop)


class ChatRequest(_Generated):
    """POST /chat/completions."""

    messages: Annotated[list[Message], Field(min_length=1)]

    @property
    def prompt(self) -> str:
        """All messages' words, as the token count sees them."""
        return "\n".join(message.text for message in self.messages)

    @property
    def question(self) -> str:
        """What the user wrote last."""
        return next((m.text for m in reversed(self.messages) if m.role == "user"), "")


class CompletionRequest(_Generated):
    """POST /completions."""

    prompt: str | list[str]

    @property
    def prompts(self) -> list[str]:
        """The prompts; each gets its choices."""
        return [self.prompt] if isinstance(self.prompt, str) else self.prompt


class EmbeddingsRequest(_Body):
    """POST /embeddings."""

    input: str | Annotated[list[str], Field(min_length=1)]
    dimensions: Annotated[int, Field(ge=1)] | None = None
    encoding_format: Literal["float", "base64"] = "float"

    @property
    def inputs(self) -> list[str]:
        """The texts to embed."""
        return [self.input] if isinstance(self.input, str) else self.input


async def body_of(request: Request, kind: type[B]) -> B:
    """Read the request's JSON as *kind*. Raises RefusalError 422 with what is wrong where."""
    try:
        return kind.model_validate_json(await request.body())
    except ValidationError as err:
        problems = [
            {
                "type": e["type"],
                "loc": ["body", *e["loc"]],
                "msg": e["msg"],
                "input": _shown(e["input"], e["type"]),
            }
            for e in err.errors(include_url=False, include_context=False)
        ]
        raise refusals.invalid_body(problems) from err


def _shown(value: Any, kind: str) -> Any:
    """What was not even JSON is not echoed."""
    return None if kind == _JSON_ERRORS else value
