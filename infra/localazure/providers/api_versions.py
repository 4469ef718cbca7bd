"""Which api-versions each resource provider and type serves: the rows of `api_versions.json`."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import TypeAlias

_Rows: TypeAlias = dict[str, list[str] | dict[str, str]]


def served(name: str) -> tuple[str, ...]:
    """Return the api-versions of a type, or of a namespace, oldest or newest first as the file has them.

    A type without a row serves what the one above it does. Raises KeyError where the namespace has no row either.
    """
    row = _rows().get(name)
    above = name.rpartition("/")[0]
    if row is None and above:
        return served(above)
    if isinstance(row, dict):
        return tuple(version for version in served(above) if version >= row["since"])
    return tuple(_rows()[name] if row is None else row)


@cache
def _rows() -> _Rows:
    text = resources.files(__package__).joinpath("api_versions.json").read_text(encoding="utf-8")
    rows: _Rows = json.loads(text)["served"]
    return rows
