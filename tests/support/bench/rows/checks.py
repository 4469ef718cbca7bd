"""The checks, in a process that has imported what they need; each request is answered after 50 ms."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from unittest import mock

import many
from bench.bare_server import DELAY_S
from bench.row import Reading, Row, Target
from bench.servers import bare_server, local_azure
from bench.timing import seconds_of
from examined import examined_in
from modelstacks.azure.transport import OneContextTransport

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from azure_fixtures import LocalAzureServer
    from bench.row import Round, Scene

FLOOR = "as many GETs, all at once, from aiohttp to a bare server that answers after 50 ms"
ONCE = "each different request once"


def names(deployments: int, deployed: bool) -> tuple[str, str]:
    """Return the names of the two rows: the seconds, and the requests."""
    what = f"check: {deployments} {'all deployed' if deployed else 'deployments'}"
    return f"{what}, 50 ms away", f"{what}, requests"


def checking(deployments: int, *, deployed: bool) -> Scene:
    """Return the scene of the checks of that many deployments over seven regions."""

    @contextmanager
    def scene(folder: Path) -> Iterator[Round]:
        with local_azure(folder) as azure, many.build(azure) as estate, bare_server(azure.state) as bare:
            spec = many.write_spec(estate, folder, deployments)
            if deployed:
                many.deploy(estate, deployments)
            azure.control("POST", "faults", {"delay_s": DELAY_S})
            environ = azure.env()
            sent = requests_of(azure, spec)
            took, requests = names(deployments, deployed)

            def one_round() -> dict[str, Reading]:
                floor = bare.late(len(sent))
                seconds = seconds_of(lambda: examined_in(environ, spec))
                return {
                    took: Reading(seconds, floor),
                    requests: Reading(len(sent), len(set(sent))),
                }

            yield one_round
            azure.control("DELETE", "faults")

    return scene


def requests_of(azure: LocalAzureServer, spec: Path) -> list[str]:
    """Return the ARM requests of the checks of *spec*: method, URL and body."""
    sent: list[str] = []
    send = OneContextTransport.send

    async def noting(self: OneContextTransport, request: Any, **more: Any) -> Any:
        sent.append(f"{request.method} {request.url} {request.content or request.data}")
        return await send(self, request, **more)

    with mock.patch.object(OneContextTransport, "send", noting):
        examined_in(azure.env(), spec)
    return sent


def rows(deployments: int, most_s: float, *, deployed: bool) -> tuple[Row, Row]:
    """Return the rows of that many."""
    scene = checking(deployments, deployed=deployed)
    took, requests = names(deployments, deployed)
    return (
        Row(took, Target(most_s), scene, FLOOR),
        Row(requests, Target(1, "ratio"), scene, ONCE, unit="requests"),
    )


ROWS = (
    *rows(50, 0.35, deployed=False),
    *rows(50, 0.35, deployed=True),
    *rows(120, 0.5, deployed=False),
    *rows(120, 0.5, deployed=True),
)
