"""A small deterministic tokenizer: counts agree with what is streamed and what `max_tokens` cuts.

Real tokenizers download their tables; this one cuts words into pieces of up to five characters.
"""

from __future__ import annotations

import re
import zlib

_TOKEN = re.compile(r"\s?\w{1,5}|\s?[^\w\s]|\s")
VOCABULARY = 128_000
END = "</s>"
"""The special token that ends a text; it shows only where `skip_special_tokens` is off."""


def tokenize(text: str) -> list[str]:
    """Cut *text* into tokens; joined, they are *text* again."""
    return _TOKEN.findall(text)


def count(text: str) -> int:
    """Return how many tokens *text* has."""
    return len(tokenize(text))


def token_id(token: str) -> int:
    """Return the token's number, as `stop_token_ids` names it; two tokens may share one."""
    return zlib.crc32(token.encode()) % VOCABULARY
