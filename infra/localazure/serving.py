"""The server process: builds the running local Azure from a state folder and serves it on a bound socket."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import uvicorn

from localazure import catalogue, scenarios
from localazure.clock import LocalClock, machine_now
from localazure.entra.tokens import SigningKey, TokenAuthority, new_signing_key
from localazure.faults import Faults
from localazure.process_start import start_of
from localazure.providers import all_providers
from localazure.request_log import writing
from localazure.running_azure import RunningAzure
from localazure.server import create_app, put_in_place
from localazure.state_dir import write_private
from localazure.store import SqliteStore
from localazure.tls import certificates
from localazure.whole_answers import WholeAnswers

if TYPE_CHECKING:
    import socket
    from collections.abc import Mapping

    from starlette.types import ASGIApp

    from localazure.arm.store import Store
    from localazure.state_dir import StateDir

GRACE_S = 0  # beyond the 0.1 s uvicorn gives anyway: idle TLS connections would use up any grace
KEEP_ALIVE_S = 65  # longer than the pools of the usual clients keep a connection


def build(state: StateDir, url: str, store: Store) -> RunningAzure:
    """Return the local Azure that *state* describes, reachable at *url*."""
    scenario = scenarios.parse(state.scenario.read_text(encoding="utf-8"), str(state.scenario))
    key = SigningKey(state.private_text("signing-key.pem", new_signing_key))
    return RunningAzure(
        url=url,
        store=store,
        providers=all_providers(),
        clock=LocalClock(store),
        scenario=scenario,
        faults=Faults(store),
        tokens=TokenAuthority(url, scenario.tenant.id, key, machine_now),
        secrets={p.name: state.client_secret(p.name) for p in scenario.principals if p.type != "Group"},
        control_token=state.control_token(),
    )


def serve(state: StateDir, listening: socket.socket) -> None:
    """Serve *state* on the socket until SIGTERM or SIGINT; returns after a clean shutdown.

    Raises LocalAzureError where the scenario gives what ARM refuses.
    """
    url = announce(state, listening)
    catalogue.lay_over(state.rows)
    store = SqliteStore(state.database)
    try:
        with writing(state.requests) as log:
            azure = build(state, url, store)
            put_in_place(azure)
            _run(_config(create_app(azure, log, _dump_file(os.environ)), state), listening)
    finally:
        state.server.unlink(missing_ok=True)
        store.close()


def _config(app: ASGIApp, state: StateDir) -> uvicorn.Config:
    server = str(certificates(state.tls).server)
    return uvicorn.Config(
        app,
        http=WholeAnswers,
        log_config=None,
        access_log=False,
        lifespan="off",
        ssl_certfile=server,
        ssl_keyfile=server,
        server_header=False,
        date_header=False,  # Azure's answers carry the local clock's time
        timeout_graceful_shutdown=GRACE_S,
        timeout_keep_alive=KEEP_ALIVE_S,
    )


def _run(config: uvicorn.Config, listening: socket.socket) -> None:
    """Uvicorn raises the signal again once it has shut down; then these handlers let us tidy up."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _leave)
    try:
        uvicorn.Server(config).run(sockets=[listening])
    except SystemExit as left:
        if left.code:
            raise


def _leave(_signal: int, _frame: object) -> NoReturn:
    sys.exit(0)


def _dump_file(environ: Mapping[str, str]) -> Path | None:
    """Tests set MODELSTACKS_LOCAL_DUMP to get every resource body that ARM answers, for the conformance check."""
    given = environ.get("MODELSTACKS_LOCAL_DUMP")
    return Path(given) if given else None


def announce(state: StateDir, listening: socket.socket) -> str:
    """Note which process serves *state*, and where; return the URL.

    The pid alone could be another process's after a reboot: when this one started goes with it.
    """
    port = listening.getsockname()[1]
    url = f"https://localhost:{port}"
    noted = {"pid": os.getpid(), "started": start_of(os.getpid()), "url": url}
    write_private(state.server, json.dumps(noted) + "\n")
    state.remember_port(port)
    return url
