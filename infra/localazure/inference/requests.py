"""What request bodies may hold: lenient where the public samples rely on it (`"stream": "True"`).

Ranges and defaults are those of Microsoft's reference of the Llama models and of the Model Inference API. How many
choices, stop sequences and log probabilities one may ask for is nowhere said: those limits are assumed.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from localazure.inference import images

Penalty: TypeAlias = Annotated[float, Field(ge=-2, le=2)]
Count: TypeAlias = Annotated[int, Field(ge=1, le=128)]
Texts: TypeAlias = Annotated[list[str], Field(min_length=1, max_length=128)]


class Body(BaseModel):
    """A request; parameters that are not declared are kept, and the model ignores them (assumed)."""

    model_config = ConfigDict(extra="allow", frozen=True, allow_inf_nan=False, hide_input_in_errors=True)


class TextPart(Body):
    """Words within a message."""

    type: Literal["text"]
    text: str


class ImageUrl(Body):
    """Where an image is: a data URI; other addresses are taken, not fetched."""

    url: Annotated[str, Field(min_length=1)]
    detail: Literal["auto", "low", "high"] = "auto"


class ImagePart(Body):
    """A picture within a message."""

    type: Literal["image_url"]
    image_url: ImageUrl

    @property
    def text(self) -> str:
        """What the token count and the answer see of the picture."""
        return images.described(self.image_url.url)


class AudioPart(Body):
    """A sound within a message."""

    type: Literal["input_audio"]
    input_audio: dict[str, Any]

    @property
    def text(self) -> str:
        """What the token count and the answer see of the sound."""
        return "[audio]"


Part: TypeAlias = Annotated[TextPart | ImagePart | AudioPart, Field(discriminator="type")]


class Message(Body):
    """One turn of a chat; only an assistant's tool calls may stand without content."""

    role: Literal["system", "user", "assistant", "tool"]
    content: str | list[Part] | None = None
    tool_calls: list[dict[str, Any]] | None = None

    @property
    def text(self) -> str:
        """The message as the token count sees it."""
        if isinstance(self.content, list):
            return " ".join(part.text for part in self.content)
        return self.content or ""


class Generated(Body):
    """What chat and text completions have in common; from `n` on only the model's own schema knows it."""

    model: str | None = None
    max_tokens: Annotated[int, Field(ge=1)] | None = None
    stop: str | Annotated[list[str], Field(max_length=128)] | None = None
    stream: bool = False
    temperature: Annotated[float, Field(ge=0, le=2)] | None = 1
    top_p: Annotated[float, Field(ge=0, le=1)] | None = 1
    presence_penalty: Penalty | None = 0
    frequency_penalty: Penalty | None = 0
    seed: int | None = None
    n: Count = 1
    best_of: Count | None = None
    logprobs: Annotated[int, Field(ge=0, le=20)] | bool | None = None
    ignore_eos: bool = False
    use_beam_search: bool = False
    stop_token_ids: list[int] | None = None
    skip_special_tokens: bool = True

    @property
    def prompt_texts(self) -> list[str]:
        """Everything that goes into the model."""
        raise NotImplementedError

    @property
    def choices(self) -> int:
        """How many texts are asked for."""
        return self.n

    @property
    def default_max_tokens_fits(self) -> bool:
        """Whether the schema's small default may cut the answer."""
        return True


class Function(Body):
    """A function that the model may call; *parameters* is a JSON schema."""

    name: Annotated[str, Field(pattern=r"^[a-zA-Z0-9_-]{1,64}$")]
    description: str | None = None
    parameters: dict[str, Any] | None = None


class Tool(Body):
    """Functions are the only tools."""

    type: Literal["function"]
    function: Function


class FunctionName(Body):
    """Names one function."""

    name: str


class NamedTool(Body):
    """Forces the call of one function."""

    type: Literal["function"]
    function: FunctionName


class JsonSchema(Body):
    """The schema that a structured answer follows."""

    name: str | None = None
    schema_: Annotated[dict[str, Any], Field(alias="schema")] = {}


class ResponseFormat(Body):
    """How the answer is written."""

    type: Literal["text", "json_object", "json_schema"]
    json_schema: JsonSchema | None = None


class ChatRequest(Generated):
    """POST /chat/completions."""

    messages: Annotated[list[Message], Field(min_length=1)]
    tools: list[Tool] | None = None
    tool_choice: Literal["none", "auto", "required"] | NamedTool | None = None
    response_format: ResponseFormat | None = None

    @property
    def prompt_texts(self) -> list[str]:
        """All messages' words."""
        return [message.text for message in self.messages]

    @property
    def question(self) -> str:
        """What the user wrote last."""
        return next((m.text for m in reversed(self.messages) if m.role == "user"), "")

    @property
    def usage_in_stream(self) -> Literal["at the end", "after the end", "never"]:
        """Where a stream tells what it used: in the last choice's last chunk, or in a chunk of its own."""
        return "at the end"

    @property
    def default_max_tokens_fits(self) -> bool:
        """JSON and tool calls are not part of the schema that has the small default (assumed: not cut by it)."""
        return not self.tools and (self.response_format is None or self.response_format.type == "text")


class CompletionRequest(Generated):
    """POST /completions."""

    prompt: str | Texts

    @property
    def prompt_texts(self) -> list[str]:
        """The prompts; each gets its choices."""
        return [self.prompt] if isinstance(self.prompt, str) else self.prompt

    @property
    def choices(self) -> int:
        """How many texts are asked for: *n* a prompt."""
        return self.n * len(self.prompt_texts)


class EmbeddingsRequest(Body):
    """POST /embeddings; the encodings that a model may know besides these two are refused (assumed)."""

    model: str | None = None
    input: str | Texts
    dimensions: Annotated[int, Field(ge=1)] | None = None
    encoding_format: Literal["float", "base64"] = "float"
    input_type: Literal["text", "query", "document"] | None = None


class ImageInput(Body):
    """A picture as a data URI, with words about it or without."""

    image: str
    text: str | None = None


class ImageEmbeddingsRequest(Body):
    """POST /images/embeddings."""

    model: str | None = None
    input: Annotated[list[ImageInput], Field(min_length=1, max_length=128)]
    dimensions: Annotated[int, Field(ge=1)] | None = None
    encoding_format: Literal["float", "base64"] = "float"
    input_type: Literal["text", "query", "document"] | None = None


class ScoreParameters(Body):
    """What the registry's Llama images take beside the input; other names are ignored."""

    max_new_tokens: Annotated[int, Field(ge=1)] | None = None
    max_tokens: Annotated[int, Field(ge=1)] | None = None
    stop: str | list[str] | None = None
    temperature: Annotated[float, Field(ge=0)] | None = None
    top_p: Annotated[float, Field(ge=0, le=1)] | None = None
    return_full_text: bool = True


class ScoreInput(Body):
    """Messages for a chat model, texts for one that continues texts."""

    input_string: str | Annotated[list[Message], Field(min_length=1)] | Texts
    parameters: ScoreParameters = ScoreParameters()


class ScoreRequest(Body):
    """POST /score."""

    input_data: ScoreInput
