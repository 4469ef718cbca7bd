"""Whole commands, from start to end, as whoever types them waits: at 120 and at 1,000 deployments, and a file that bites."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import many
from bench.commands import modelstacks, python
from bench.row import Reading, Row, Target
from bench.servers import BARE_CLIENT, bare_server, local_azure, requests_so_far
from yaml_bomb import bomb

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bench.row import Round

DEPLOYED, IN_A_FILE = 120, 1_000
BOMB = "check: a YAML alias bomb"
LARGE = f"check and lock: {IN_A_FILE:,} deployments"
LOCK, CHECK, SMOKE = (f"modelstacks {word}: {DEPLOYED} all deployed" for word in ("lock", "check", "smoke"))
READ_YAML = "import sys, yaml; yaml.load(open(sys.argv[1]), yaml.CSafeLoader)"
START = "python -c 'import typer, yaml'"
REQUESTS = "a process that sends as many GETs, all at once, with aiohttp to a bare server"


@contextmanager
def bombed(folder: Path) -> Iterator[Round]:
    """A file of twenty lines that stand for 10^20 values; no Azure is asked."""
    (folder / "bomb.yaml").write_text(bomb())
    ours, floor = modelstacks(folder), python(folder)
    yield lambda: {
        BOMB: Reading(floor=floor("-c", "import typer, yaml"), value=ours("check", "bomb.yaml", ends_with=2))
    }


@contextmanager
def large(folder: Path) -> Iterator[Round]:
    """A thousand deployments, of which none is there."""
    with local_azure(folder) as azure, many.build(azure) as estate:
        spec = many.write_spec(estate, folder, IN_A_FILE, sized=False)
        ours, floor = modelstacks(folder, azure.env()), python(folder)
        yield lambda: {
            LARGE: Reading(
                floor=2 * floor("-c", READ_YAML, str(spec)),
                value=ours("check", ends_with=None) + ours("lock"),
            )
        }


@contextmanager
def deployed(folder: Path) -> Iterator[Round]:
    """120 deployments over seven regions, all there; nothing is late."""
    with local_azure(folder) as azure, many.build(azure) as estate, bare_server(azure.state) as bare:
        many.write_spec(estate, folder, DEPLOYED)
        many.deploy(estate, DEPLOYED)
        ours, floor = modelstacks(folder, azure.env()), python(folder)
        counts = {}
        for name, word in ((LOCK, "lock"), (CHECK, "check"), (SMOKE, "smoke")):
            before = requests_so_far(azure.state)
            ours(word)
            counts[name, word] = str(requests_so_far(azure.state) - before)
        yield lambda: {
            name: Reading(floor=floor(BARE_CLIENT, bare.ca, bare.url("ready"), count), value=ours(word))
            for (name, word), count in counts.items()
        }


ROWS = (
    Row(BOMB, Target(1.0), bombed, START),
    Row(LARGE, Target(5.0), large, "two processes that read the file with PyYAML's C loader"),
    Row(LOCK, Target(1.0), deployed, REQUESTS),
    Row(CHECK, Target(1.0), deployed, REQUESTS),
    Row(SMOKE, Target(5.0), deployed, REQUESTS),
)
