"""JSON as ARM reads it: with comments, bare keys and line ends in strings. The Azure CLI sends templates so."""

from __future__ import annotations

import json
import re
from typing import Any

_STRING, _COMMENT, _BARE_KEY = r'"(?:\\.|[^"\\])*"', r"//[^\n]*|/\*.*?\*/", r"[A-Za-z_$][\w$]*(?=\s*:)"
_TOKEN = re.compile(f"(?P<string>{_STRING})|{_COMMENT}|(?P<key>{_BARE_KEY})", re.DOTALL)


def loads(content: bytes) -> Any:
    """Return the value. Raises ValueError."""
    try:
        return json.loads(content)
    except ValueError:
        return json.loads(_TOKEN.sub(_strict, content.decode()), strict=False)


def _strict(token: re.Match[str]) -> str:
    if token["key"]:
        return f'"{token["key"]}"'
    return token["string"] or " "
