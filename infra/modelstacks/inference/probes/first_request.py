"""The first thing to ask an endpoint: what only a model that works answers, at the least cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.inference.by_mode import smoke_of
from modelstacks.inference.probes import all_probes
from modelstacks.inference.probes.info import INFO

if TYPE_CHECKING:
    from modelstacks.inference.client import Request
    from modelstacks.inference.probe import Exchange, Probe
    from modelstacks.inference.target import SmokeTarget


def first_probe(target: SmokeTarget) -> Probe | None:
    """Return the probe of the first of the model's capabilities; None: no probe is for what the model can."""
    basic = (probe for probe in all_probes() if probe.capability and probe.belongs("basic", target))
    return next(basic, None)


def first_exchange(target: SmokeTarget) -> Exchange | None:
    """Return what that probe puts to the model."""
    probe = first_probe(target)
    return next(iter(probe.exchanges(target))) if probe else None


def first_request(target: SmokeTarget) -> Request:
    """Return `GET /info`, where the mode has it; else that of the first capability, at the last the list of deployments."""
    listing = smoke_of(target.mode).listing
    if listing is None:
        return INFO
    exchange = first_exchange(target)
    return exchange.request if exchange else listing
