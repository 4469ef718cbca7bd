"""Functions on texts."""

from __future__ import annotations

import base64
import json
import re
from typing import Any
from urllib.parse import quote, unquote, urljoin

from modelstacks.localazure.templates import hashes, refusals
from modelstacks.localazure.templates.function import plain, text, text_of, whole

_PLACE = re.compile(r"\{\{|\}\}|\{(\d+)(?:,(-?\d+))?(?::([^}]*))?\}")


def _concat(*values: Any) -> Any:
    if all(isinstance(value, list) for value in values):
        return [item for value in values for item in value]
    if any(isinstance(value, list | dict) for value in values):
        raise refusals.wrong_arguments("concat", "all parameters must be either strings or arrays.")
    return "".join(text_of(value) for value in values)


def _format(pattern: Any, *values: Any) -> str:
    """format('{0}-{1:D3}', …), as .NET's String.Format has it."""

    def filled(match: re.Match[str]) -> str:
        if match[1] is None:
            return match[0][0]
        if int(match[1]) >= len(values):
            raise refusals.wrong_arguments("format", "the format string names an argument that is not there.")
        shown = _formatted(values[int(match[1])], match[3] or "")
        width = int(match[2] or 0)
        return shown.rjust(width) if width > 0 else shown.ljust(-width)

    return _PLACE.sub(filled, text("format", pattern))


def _formatted(value: Any, how: str) -> str:
    """Return a value in a format: numbers know D, N, X with a number of digits."""
    kind, digits = how[:1].upper(), int(how[1:]) if how[1:].isdecimal() else 0
    if isinstance(value, int) and not isinstance(value, bool) and kind in {"D", "N", "X"}:
        return {"D": f"{value:0{digits}d}", "X": f"{value:0{digits}X}", "N": f"{value:,.{digits or 2}f}"}[
            kind
        ]
    return "" if value is None else text_of(value)


def _string(value: Any) -> str:
    return json.dumps(value, separators=(",", ":")) if isinstance(value, list | dict) else text_of(value)


def _substring(value: Any, start: Any, length: Any = None) -> str:
    whole_text, at = text("substring", value), whole("substring", start)
    count = len(whole_text) - at if length is None else whole("substring", length)
    if at < 0 or count < 0 or at + count > len(whole_text):
        raise refusals.wrong_arguments(
            "substring", "the index and length must refer to a location within the string."
        )
    return whole_text[at : at + count]


def _replace(value: Any, old: Any, new: Any) -> str:
    return text("replace", value).replace(text("replace", old), text("replace", new))


def _split(value: Any, delimiters: Any) -> list[str]:
    marks = delimiters if isinstance(delimiters, list) else [delimiters]
    return re.split("|".join(re.escape(text("split", mark)) for mark in marks), text("split", value))


def _join(values: Any, delimiter: Any) -> str:
    return text("join", delimiter).join(text_of(value) for value in values)


def _pad_left(value: Any, width: Any, mark: Any = " ") -> str:
    return text_of(value).rjust(whole("padLeft", width), text("padLeft", mark))


def _json(value: Any) -> Any:
    try:
        return json.loads(text("json", value))
    except ValueError as err:
        raise refusals.wrong_arguments("json", "the parameter is not valid JSON.") from err


def _decoded(value: Any) -> str:
    return base64.b64decode(text("base64ToString", value)).decode()


def _encoded(value: Any) -> str:
    return base64.b64encode(text("base64", value).encode()).decode()


FUNCTIONS = (
    plain("concat", _concat, 1, None),
    plain("format", _format, 1, None),
    plain("string", _string, 1),
    plain("substring", _substring, 2, 3),
    plain("replace", _replace, 3),
    plain("split", _split, 2),
    plain("join", _join, 2),
    plain("padLeft", _pad_left, 2, 3),
    plain("trim", lambda value: text("trim", value).strip(), 1),
    plain("toLower", lambda value: text("toLower", value).lower(), 1),
    plain("toUpper", lambda value: text("toUpper", value).upper(), 1),
    plain("startsWith", lambda value, part: value.lower().startswith(text("startsWith", part).lower()), 2),
    plain("endsWith", lambda value, part: value.lower().endswith(text("endsWith", part).lower()), 2),
    plain("json", _json, 1),
    plain("base64", _encoded, 1),
    plain("base64ToString", _decoded, 1),
    plain("base64ToJson", lambda value: json.loads(_decoded(value)), 1),
    plain("uri", lambda base, path: urljoin(text("uri", base), text("uri", path)), 2),
    plain("uriComponent", lambda value: quote(text("uriComponent", value), safe=""), 1),
    plain("uriComponentToString", lambda value: unquote(text("uriComponentToString", value)), 1),
    plain("guid", lambda *values: hashes.guid("-".join(text("guid", value) for value in values)), 1, None),
    plain(
        "uniqueString",
        lambda *values: hashes.unique_string("-".join(text("uniqueString", value) for value in values)),
        1,
        None,
    ),
)
