"""Log probabilities in the shape of the Llama reference; the values are made up, the same for the same token."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localazure.inference.tokens import token_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localazure.inference.requests import Generated

_COMMON_WORDS = (
    "the",
    "a",
    "of",
    "and",
    "to",
    "in",
    "is",
    "it",
    "that",
    "for",
    "on",
    "with",
    "as",
    "was",
    "at",
    "by",
)
_ALTERNATIVES = tuple(f" {word}" for word in (*_COMMON_WORDS, "an", "be", "this", "are", "I"))


def requested(request: Generated, tokens: Sequence[str], start: int = 0) -> dict[str, Any] | None:
    """Return the object that *request* wants, or None if it wants none; `true` asks for one other a token."""
    if request.logprobs is None or request.logprobs is False:
        return None
    return logprobs(tokens, int(request.logprobs), start)


def logprobs(tokens: Sequence[str], most: int, start: int = 0) -> dict[str, Any]:
    """Return the object for *tokens*, each with the *most* likely others; *start* is the first one's offset."""
    offsets, offset = [], start
    for token in tokens:
        offsets.append(offset)
        offset += len(token)
    return {
        "text_offsets": offsets,
        "token_logprobs": [_logprob(token) for token in tokens],
        "tokens": list(tokens),
        "top_logprobs": [_top(token, most) for token in tokens],
    }


def _top(token: str, most: int) -> dict[str, float]:
    others = [other for other in _ALTERNATIVES if other != token][:most]
    return {token: _logprob(token)} | {
        other: _logprob(token) - 1 - place for place, other in enumerate(others)
    }


def _logprob(token: str) -> float:
    return -(token_id(token) % 1000) / 1000
