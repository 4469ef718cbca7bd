"""Keys of endpoints. Azure ML tells nobody when they were made, so an endpoint's age is the most that they can have."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from modelstacks.audits._core import Break, rule
from modelstacks.preflight.sources import OWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from modelstacks.audits.subject import Subject
    from modelstacks.azure.observed_endpoint import ObservedEndpoint
    from modelstacks.preflight.asks.deployed import AskDeployed
    from modelstacks.preflight.facts import Facts

ROTATE = (
    "New ones: `az ml online-endpoint regenerate-keys`, for serverless endpoints POST …/regenerateKeys; or let the endpoint "
    "take Entra ID's tokens alone."
)


def _needs(subject: Subject) -> Iterable[AskDeployed]:
    return subject.asks_of_endpoints()


@rule("keys-unrotated", "note", needs=_needs, source=OWN)
def keys_unrotated(subject: Subject, facts: Facts) -> Iterator[Break]:
    """Endpoints with keys are named: no source tells whether the keys were ever rotated."""
    if with_keys := [endpoint for endpoint in _with_keys(subject, facts) if not _too_old(endpoint, subject)]:
        yield _about(
            with_keys,
            subject,
            f"No source tells when keys were made: unless somebody rotated them they are as old as their endpoint, the oldest "
            f"since {min(_born(endpoint, subject) for endpoint in with_keys)}.",
            f"{ROTATE} --max-key-age 365d makes older ones an error.",
            None,
        )


@rule("keys-too-old", "error", needs=_needs, source=OWN)
def keys_too_old(subject: Subject, facts: Facts) -> Iterator[Break]:
    """No keys may be older than --max-key-age by then, where that is given."""
    age = subject.thresholds.max_key_age
    if age is None:
        return
    if old := [endpoint for endpoint in _with_keys(subject, facts) if _too_old(endpoint, subject)]:
        first = min(_born(endpoint, subject) for endpoint in old)
        yield _about(
            old,
            subject,
            f"Keys may be older than {age // timedelta(days=1)} days by then: unless somebody rotated them they are as old as their "
            f"endpoint, the oldest since {first}.",
            f"{ROTATE} Azure shows no trace of a rotation: a longer --max-key-age is how you say that there was one.",
            max(subject.today, first + age),
        )


def _with_keys(subject: Subject, facts: Facts) -> list[ObservedEndpoint]:
    for ask in subject.asks_of_endpoints():
        facts.get(ask)
    return [endpoint for endpoint in subject.endpoints if endpoint.has_keys]


def _too_old(endpoint: ObservedEndpoint, subject: Subject) -> bool:
    age = subject.thresholds.max_key_age
    return age is not None and _born(endpoint, subject) + age <= subject.by


def _born(endpoint: ObservedEndpoint, subject: Subject) -> date:
    """Where Azure does not say: today, the latest that can be."""
    return endpoint.created.date() if endpoint.created else subject.today


def _about(
    endpoints: list[ObservedEndpoint], subject: Subject, message: str, fix: str, when: date | None
) -> Break:
    behind = (deployment.name for each in endpoints for deployment in subject.deployments_behind(each))
    return Break(message, fix, when, tuple(dict.fromkeys(behind)), tuple(each.id for each in endpoints))
