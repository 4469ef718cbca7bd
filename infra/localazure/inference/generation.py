"""What the local Azure writes instead of a model: the same words for the same input, and it says what it is."""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from localazure.inference.tokens import END, token_id, tokenize

_QUOTED_CHARACTERS = 200
ENDLESS_TOKENS = 16_384
"""Where texts end that ignore their end, all choices together: a bound of the local Azure's own."""


@dataclass(frozen=True)
class Limits:
    """Where a text ends: after *max_tokens* (None: its natural end), before the first of *stop*, and so on."""

    max_tokens: int | None = None
    stop: tuple[str, ...] = ()
    stop_token_ids: frozenset[int] = frozenset()
    ignore_eos: bool = False
    skip_special_tokens: bool = True
    endless_tokens: int = ENDLESS_TOKENS


@dataclass(frozen=True)
class Generation:
    """A text in tokens, and why it ended: `stop`, `length`, `content_filter` or `content_filter_error`."""

    tokens: tuple[str, ...]
    finish_reason: str

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(self.tokens)


def generate(model_name: str, prompt: str, limits: Limits, choice: int = 0) -> Generation:
    """Return choice number *choice* (from 0) for *prompt*."""
    return cut(_words(model_name, prompt, choice), limits)


def cut(text: str, limits: Limits) -> Generation:
    """Return *text* as far as *limits* let it go."""
    most = limits.max_tokens
    if limits.ignore_eos:
        most = min(most or limits.endless_tokens, limits.endless_tokens)
        text = _repeated(text, most)
    until_stop = _stopped(text, limits.stop)
    tokens = _until_stop_token(tokenize(until_stop), limits.stop_token_ids)
    if until_stop == text and len(tokens) == len(tokenize(text)) and not limits.skip_special_tokens:
        tokens = (*tokens, END)
    if most is not None and len(tokens) > most:
        return Generation(tokens[:most], "length")
    return Generation(tokens, "length" if limits.ignore_eos and until_stop == text else "stop")


def write_json(model_name: str, prompt: str, schema: dict[str, Any] | None = None) -> str:
    """Return a JSON text: an instance of *schema*, or an object that says where it comes from."""
    if schema:
        return json.dumps(example(schema, _quoted(prompt)))
    return json.dumps({"source": "the local Azure", "in_place_of": model_name, "you_wrote": _quoted(prompt)})


def example(schema: Any, text: str, depth: int = 0) -> Any:
    """Return a value that a simple JSON schema takes; *text* stands for every free string."""
    if not isinstance(schema, dict) or depth > 8:
        return text
    if "const" in schema:
        return schema["const"]
    for alternatives in ("enum", "anyOf", "oneOf"):
        if isinstance(schema.get(alternatives), list) and schema[alternatives]:
            first = schema[alternatives][0]
            return first if alternatives == "enum" else example(first, text, depth + 1)
    kind = schema.get("type", "object" if "properties" in schema else "string")
    return _value(kind[0] if isinstance(kind, list) and kind else kind, schema, text, depth)


def _value(kind: object, schema: dict[str, Any], text: str, depth: int) -> Any:
    if kind == "object":
        properties = schema.get("properties")
        members = properties.items() if isinstance(properties, dict) else ()
        return {name: example(member, text, depth + 1) for name, member in members}
    if kind == "array":
        return [example(schema.get("items"), text, depth + 1)]
    simple = {"integer": 1, "number": 1, "boolean": True, "null": None}
    return simple.get(kind, text) if isinstance(kind, str) else text


def _words(model_name: str, prompt: str, choice: int) -> str:
    numbered = f", choice {choice + 1}," if choice else ""
    return f"This is the local Azure{numbered} in place of {model_name}: no model ran. You wrote: {_quoted(prompt)}"


def _quoted(prompt: str) -> str:
    return " ".join(prompt.split())[:_QUOTED_CHARACTERS]


def _repeated(text: str, tokens: int) -> str:
    return " ".join([text] * (tokens // max(1, len(tokenize(text))) + 1))


def _stopped(text: str, stop: tuple[str, ...]) -> str:
    ends = [text.index(sequence) for sequence in stop if sequence and sequence in text]
    return text[: min(ends)] if ends else text


def _until_stop_token(tokens: list[str], ids: frozenset[int]) -> tuple[str, ...]:
    """A stop token is part of the output, unless it is a special one."""
    before = tuple(takewhile(lambda token: token_id(token) not in ids, tokens)) if ids else tuple(tokens)
    return tuple(tokens[: len(before) + 1])


def embed(text: str, dimensions: int) -> list[float]:
    """Return a vector of length 1 that depends on *text* alone."""
    raw = [_component(text, index) for index in range(dimensions)]
    length = math.sqrt(sum(value * value for value in raw))
    return [value / length for value in raw]


def _component(text: str, index: int) -> float:
    block, offset = divmod(index, 8)
    digest = hashlib.sha256(f"{block}\n{text}".encode()).digest()
    return int.from_bytes(digest[4 * offset : 4 * offset + 4], "big") / 2**31 - 1
