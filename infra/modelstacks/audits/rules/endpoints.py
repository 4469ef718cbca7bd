"""The endpoints themselves: those that Azure deletes after 168 hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.audits._core import Break, rule
from modelstacks.azure.shared_quota import LIFETIME
from modelstacks.preflight.sources import MANAGED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from modelstacks.audits.subject import Subject
    from modelstacks.azure.observed_endpoint import ObservedEndpoint
    from modelstacks.preflight.asks.deployed import AskDeployed
    from modelstacks.preflight.facts import Facts


def _needs(subject: Subject) -> Iterable[AskDeployed]:
    return subject.asks_of_endpoints()


@rule("endpoint-ends", "error", needs=_needs, source=MANAGED)
def endpoint_ends(subject: Subject, facts: Facts) -> Iterator[Break]:
    """Azure deletes no endpoint on shared quota by then."""
    for ask in subject.asks_of_endpoints():
        facts.get(ask)
    for endpoint in subject.endpoints:
        if endpoint.quota != "shared":
            continue
        ends = _end(endpoint)
        if ends is None or ends.date() <= subject.by:
            yield _ending(endpoint, ends, subject)


def _end(endpoint: ObservedEndpoint) -> datetime | None:
    """What it says, else the latest that can be: a client may have written no readable time."""
    return endpoint.expires or (endpoint.created + LIFETIME if endpoint.created else None)


def _ending(endpoint: ObservedEndpoint, ends: datetime | None, subject: Subject) -> Break:
    when = f"on {ends:%Y-%m-%d at %H:%M} UTC" if ends else "within 168 hours"
    behind = [each for each in subject.deployments_behind(endpoint) if not each.endpoint_exists]
    about = tuple(deployment.name for deployment in behind)
    return Break(
        f"Azure deletes the endpoint {endpoint.name} {when}: it is on shared quota, which lasts 168 hours.",
        _fix(endpoint, about, any(deployment.on_expiry == "leave" for deployment in behind)),
        ends.date() if ends else None,
        about,
        (endpoint.id,),
    )


def _fix(endpoint: ObservedEndpoint, about: tuple[str, ...], leave: bool) -> str:
    if not about:
        owner = f"the stack {endpoint.stack}" if endpoint.stack else "nobody's tags are on it"
        return f"Ask whoever owns it ({owner}); `modelstacks endpoints` lists all that end."
    after = (
        "it stays away then" if leave else "else the next `modelstacks up` makes it again, with another key"
    )
    return (
        f"Run `modelstacks renew {about[0]}` before that; {after}. For something lasting: quota: dedicated."
    )
