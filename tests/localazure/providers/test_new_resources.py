"""What Azure answers of a new resource that says no more than it must: all of it, each type's defaults included."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from estate import Estate

ROWS: list[dict[str, Any]] = json.loads(Path(__file__).with_name("new_resources.json").read_text("utf-8"))
"""*made* are paths with bodies, in order; the last one's *answer* at *version* ("": as others are asked) is looked at."""
_CHANGING = {
    r"localhost:\d+": "<host>",
    r"\b1[7-9]\d{8}\b": '"<seconds>"',
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}": "<guid>",
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.\d]*(Z|\+00:00)": "<time>",
    r"\b[0-9a-f]{32}\b": "<hex>",
}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["of"])
def test_all_that_a_new_resource_shows(estate: Estate, row: dict[str, Any]) -> None:
    for path, body in row["made"].items():
        version = row["version"] if path == list(row["made"])[-1] else ""
        made = estate.put(_fill(path, estate), _fill(body, estate), version=version)

    read = estate.arm.send("GET", made["id"], version=row["version"])

    assert _told(made, estate) == row["answer"]
    assert _told(read, estate) == row["answer"]


def _fill(value: Any, estate: Estate) -> Any:
    """Put the estate's own names in."""
    text = json.dumps(value).replace("<tag>", estate.tag).replace("<group>", estate.group)
    return json.loads(text)


def _told(answer: Any, estate: Estate) -> Any:
    """Return *answer* without what differs from one resource to the next."""
    text = json.dumps(answer)
    names = {
        estate.azure.url: "<azure>",
        estate.group: "<group>",
        estate.tag: "<tag>",
        estate.azure.subscription: "<subscription>",
        estate.azure.scenario.tenant.id: "<tenant>",
    }
    for own, name in names.items():
        text = text.replace(own, name)
    for pattern, name in _CHANGING.items():
        text = re.sub(pattern, name, text)
    return json.loads(text)
