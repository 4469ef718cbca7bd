"""A key that nobody gave out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from modelstacks.inference.judges import refused
from modelstacks.inference.probe import Exchange, probe
from modelstacks.inference.probes.first_request import first_request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.inference.target import SmokeTarget

WRONG = "0" * 32


@probe("wrong-key", "full")
def wrong_key(target: SmokeTarget) -> Iterator[Exchange]:
    """A wrong key is refused."""
    request = replace(first_request(target), headers={"Authorization": f"Bearer {WRONG}"})
    yield Exchange(request, refused(401, 403, why="a wrong key"))
