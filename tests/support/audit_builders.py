"""What is audited, without Azure: a spec, its lock, endpoints that were found, and what the rules find of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from locked_decisions import locked_decision
from modelstacks.audits.rules import all_rules
from modelstacks.audits.runner import judged
from modelstacks.audits.subject import Subject, Thresholds
from modelstacks.catalog import Surface
from modelstacks.lock_decisions import Lock, asked_for
from modelstacks.preflight.asks.deployed import AskDeployed, AskServed
from modelstacks.preflight.facts import Facts
from preflight_builders import GROUP, friendly
from spec_builders import spec_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from modelstacks.audits.report import Audited, AuditReport
    from modelstacks.azure.observed_endpoint import ObservedEndpoint
    from modelstacks.preflight.facts import Ask
    from modelstacks.spec import Deployment

TODAY = date(2026, 11, 20)
BY = date(2027, 2, 18)


def subject_of(
    deployments: Iterable[Deployment],
    endpoints: Iterable[ObservedEndpoint] = (),
    *,
    locked: Mapping[str, Any] | None = None,
    lock: bool = True,
    by: date = BY,
    **thresholds: Any,
) -> Subject:
    """A spec of *deployments*, locked where it would go first; *locked*: other fields of every decision."""
    spec = spec_of(deployments)
    decisions = {
        each.name: locked_decision(each, **({"asked": asked_for(each, spec)} | dict(locked or {})))
        for each in spec.deployments
    }
    limits = Thresholds(**thresholds)
    return Subject(spec, Lock(decisions) if lock else None, TODAY, by, limits, endpoints=tuple(endpoints))


def report_on(subject: Subject, answers: Mapping[Any, Any] | None = None) -> AuditReport:
    """What all rules find, with friendly answers to all that is not in *answers*."""
    rules = list(all_rules())
    asks = {ask for rule in rules for ask in rule.needs(subject)}
    return judged(subject, Facts({ask: _answer(ask, answers or {}) for ask in asks}), rules)


def found_by(rule: str, subject: Subject, answers: Mapping[Any, Any] | None = None) -> list[Audited]:
    """What one rule finds."""
    return [each for each in report_on(subject, answers).findings if rule in each.rule.split(", ")]


def _answer(ask: Ask[Any], answers: Mapping[Any, Any]) -> Any:
    if ask in answers:
        return answers[ask]
    match ask:
        case AskDeployed():
            return ()
        case AskServed():
            return {}
        case _:
            return friendly(ask)


def id_of(name: str, workspace: str = "ws-swedencentral", collection: str = "onlineEndpoints") -> str:
    """The ARM id of an endpoint in the spec's resource group."""
    return f"{GROUP}/providers/Microsoft.MachineLearningServices/workspaces/{workspace}/{collection}/{name}"


def with_surface(subject: Subject, ends: date, *modes: str) -> Subject:
    """Return *subject* in a world where one API is known to end; *modes* are those that it serves for certain."""
    row = Surface(
        name="Old API",
        clients="the package old",
        ends=ends,
        modes=modes,
        successor="the new one",
        doubt=None,
        source="a page",
        read=TODAY,
    )
    catalog = replace(subject.spec.catalog, surfaces=(row,))
    return replace(subject, spec=replace(subject.spec, catalog=catalog))
