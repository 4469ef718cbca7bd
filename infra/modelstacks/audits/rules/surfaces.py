"""APIs whose end was announced (catalog/rows/surfaces.json)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from modelstacks.audits._core import Break, no_needs, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.audits.subject import Subject
    from modelstacks.catalog import Surface
    from modelstacks.preflight.asks.deployed import AskDeployed
    from modelstacks.preflight.facts import Facts

ROWS = "catalog/rows/surfaces.json: each row has its own"


def _needs(subject: Subject) -> Iterator[AskDeployed]:
    yield from subject.asks_of_endpoints()


@rule("surface-ends", "error", needs=_needs, source=ROWS)
def surface_ends(subject: Subject, facts: Facts) -> Iterator[Break]:
    """No API that the endpoints speak ends by then, as announced."""
    for surface, speakers in _spoken(subject, facts):
        if subject.today < surface.ends <= subject.by:
            yield _found(surface, speakers, f"is announced to end on {surface.ends}")


@rule("surface-ended", "warning", needs=_needs, source=ROWS)
def surface_ended(subject: Subject, facts: Facts) -> Iterator[Break]:
    """No API that the endpoints speak was announced to have ended already."""
    for surface, speakers in _spoken(subject, facts):
        if surface.ends <= subject.today:
            yield _found(surface, speakers, f"was announced to end on {surface.ends}")


@rule("surface-elsewhere", "note", needs=no_needs, source=ROWS)
def surface_elsewhere(subject: Subject, _facts: Facts) -> Iterator[Break]:
    """Announced ends of what only your own code may use are named: nothing in Azure tells."""
    for surface in subject.spec.catalog.surfaces:
        if not surface.modes and surface.ends <= subject.by:
            yield Break(
                f"{surface.name} ({surface.clients}): its announced end is {surface.ends}. Nothing in Azure tells whether "
                "your code uses it.",
                f"If it does: move to {surface.successor}.",
                surface.ends,
            )


@dataclass(frozen=True)
class _Speakers:
    """Who speaks an API: deployments of the file by name, endpoints by id."""

    deployments: tuple[str, ...]
    endpoints: tuple[str, ...]


def _spoken(subject: Subject, facts: Facts) -> Iterator[tuple[Surface, _Speakers]]:
    for ask in subject.asks_of_endpoints():
        facts.get(ask)
    for surface in subject.spec.catalog.surfaces:
        names = (use.deployment for use in subject.uses if use.mode in surface.modes and use.deployment)
        ids = (endpoint.id for endpoint in subject.endpoints if endpoint.mode in surface.modes)
        speakers = _Speakers(tuple(dict.fromkeys(names)), tuple(ids))
        if speakers.deployments or speakers.endpoints:
            yield surface, speakers


def _found(surface: Surface, by: _Speakers, what: str) -> Break:
    doubt = f" In doubt: {surface.doubt}." if surface.doubt else ""
    return Break(
        f"{surface.name} ({surface.clients}) {what}.{doubt}",
        f"Move to {surface.successor}; `modelstacks smoke` tells what still answers.",
        surface.ends,
        by.deployments,
        by.endpoints,
    )
