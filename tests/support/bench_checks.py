"""How long the checks take in a process that has imported what they need, with latency put into each request."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import many
from bench_measuring import Measured, timed
from examined import examined_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from azure_fixtures import LocalAzureServer

DEPLOYMENTS = 50
LATENCY_MS = 50
"""Injected for each request that the local Azure answers, tokens and metadata included."""
CHECK_S = 1.0
ARM_LOG = logging.getLogger("azure.core.pipeline.policies.http_logging_policy")


class Requests(logging.Handler):
    """Counts the requests that azure-core logs."""

    count = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Count one."""
        self.count += record.getMessage().startswith("Request URL")


def measured(azure: LocalAzureServer, folder: Path) -> Iterator[Measured]:
    """Yield `check` of fifty deployments: before they are there, and with all of them deployed."""
    with many.build(azure) as estate:
        spec = many.write_spec(estate, folder, DEPLOYMENTS)
        yield check(azure, spec, "nothing deployed yet")
        many.deploy(estate, DEPLOYMENTS)
        yield check(azure, spec, "all deployed")


def check(azure: LocalAzureServer, spec: Path, when: str) -> Measured:
    """Measure the checks of *spec* in this process."""
    environ = azure.env()
    azure.control("POST", "faults", {"delay_s": LATENCY_MS / 1000})
    examined_in(environ, spec)
    requests = Requests()
    ARM_LOG.addHandler(requests)
    ARM_LOG.setLevel(logging.INFO)
    examined_in(environ, spec)
    ARM_LOG.removeHandler(requests)
    ARM_LOG.setLevel(logging.WARNING)
    times = timed(lambda: examined_in(environ, spec))
    azure.control("DELETE", "faults")
    what = f"the checks, {DEPLOYMENTS} deployments, {len(many.REGIONS)} regions, {LATENCY_MS} ms away, {when}"
    return Measured(what, times, CHECK_S, requests.count)
