"""What the local Azure writes instead of a model: the same words for the same input, and it says what it is."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass

from modelstacks.localazure.inference.tokens import tokenize

_QUOTED_CHARACTERS = 200


@dataclass(frozen=True)
class Limits:
    """Where a text ends: after *max_tokens* (None: its natural end), or before the first of *stop*."""

    max_tokens: int | None = None
    stop: tuple[str, ...] = ()


@dataclass(frozen=True)
class Generation:
    """A text in tokens, and why it ended: `stop` or `length`."""

    tokens: tuple[str, ...]
    finish_reason: str

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(self.tokens)


def generate(model_name: str, prompt: str, limits: Limits, choice: int = 0) -> Generation:
    """Return choice number *choice* (from 0) for *prompt*."""
    text = _stopped(_full_text(model_name, prompt, choice), limits.stop)
    tokens = tuple(tokenize(text))
    if limits.max_tokens is not None and len(tokens) > limits.max_tokens:
        return Generation(tokens[: limits.max_tokens], "length")
    return Generation(tokens, "stop")


def _full_text(model_name: str, prompt: str, choice: int) -> str:
    quoted = " ".join(prompt.split())[:_QUOTED_CHARACTERS]
    numbered = f" This is choice {choice + 1}." if choice else ""
    return f"This is the local Azure in place of {model_name}: no model ran.{numbered} You wrote: {quoted}"


def _stopped(text: str, stop: tuple[str, ...]) -> str:
    ends = [text.index(sequence) for sequence in stop if sequence and sequence in text]
    return text[: min(ends)] if ends else text


def embed(text: str, dimensions: int) -> list[float]:
    """Return a vector of length 1 that depends on *text* alone."""
    raw = [_component(text, index) for index in range(dimensions)]
    length = math.sqrt(sum(value * value for value in raw))
    return [value / length for value in raw]


def _component(text: str, index: int) -> float:
    block, offset = divmod(index, 8)
    digest = hashlib.sha256(f"{block}\n{text}".encode()).digest()
    return int.from_bytes(digest[4 * offset : 4 * offset + 4], "big") / 2**31 - 1
