"""The smoke test of a hundred endpoints as a command; each request, ARM's and the endpoints', is answered after 50 ms."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import many
from bench.bare_server import DELAY_S
from bench.commands import modelstacks, python
from bench.row import Reading, Row, Target
from bench.servers import BARE_CLIENT, bare_server, local_azure, requests_so_far

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bench.row import Round

DEPLOYMENTS = 100
NAME = f"smoke --level basic: {DEPLOYMENTS}, 50 ms away"
WORDS = ("smoke", "--level", "basic")
FLOOR = (
    "a process that sends as many GETs, all at once, with aiohttp to a bare server that answers after 50 ms"
)


@contextmanager
def smoking(folder: Path) -> Iterator[Round]:
    """A hundred deployments over seven regions, locked and deployed."""
    with local_azure(folder) as azure, many.build(azure) as estate, bare_server(azure.state) as bare:
        many.write_spec(estate, folder, DEPLOYMENTS)
        many.deploy(estate, DEPLOYMENTS)
        ours, floor = modelstacks(folder, azure.env()), python(folder)
        ours("lock")
        before = requests_so_far(azure.state)
        ours(*WORDS)
        count = requests_so_far(azure.state) - before
        bare_words = (BARE_CLIENT, bare.ca, bare.url("late"), str(count))
        azure.control("POST", "faults", {"delay_s": DELAY_S})
        yield lambda: {NAME: Reading(floor=floor(*bare_words), value=ours(*WORDS))}
        azure.control("DELETE", "faults")


ROWS = (Row(NAME, Target(1.5), smoking, FLOOR),)
