"""Ask every question once, all at the same time; then run the checks on the answers."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from modelstacks.errors import AzureError
from modelstacks.lock_decisions import kept_decisions
from modelstacks.placement import PlacementFacts, as_modes_see, place
from modelstacks.preflight.asks.subscription import AskSubscription
from modelstacks.preflight.by_mode import preflight_of
from modelstacks.preflight.checks import all_checks
from modelstacks.preflight.facts import Absent, Ask, Facts, Unverified
from modelstacks.preflight.placed_spec import PlacedSpec
from modelstacks.preflight.report import Report, Reported
from modelstacks.preflight.unanswered import Unanswered, no_answer, unverified_by
from modelstacks.telemetry.spans import span

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable
    from datetime import date

    from modelstacks.catalog import Catalog
    from modelstacks.preflight._core import Check
    from modelstacks.preflight.check_context import CheckContext
    from modelstacks.spec import Spec

TIMEOUT_S = 20.0
"""How long one question may take before it counts as unverified."""


def placement_asks(spec: Spec) -> set[Ask[Any]]:
    """Return the questions that placement needs answered, whatever the checks need."""
    asks: set[Ask[Any]] = {AskSubscription()}
    for deployment in spec.deployments:
        for mode, seen in as_modes_see(deployment, spec):
            asks.update(preflight_of(mode).asks(seen))
    return asks


async def read_facts(
    asks: Iterable[Ask[Any]], fetch: Callable[[Ask[Any]], Awaitable[Any]], timeout_s: float = TIMEOUT_S
) -> Facts:
    """Ask *fetch* every distinct question, all at once. What Azure refuses or does not answer is unverified."""

    async def answer(ask: Ask[Any]) -> Any:
        try:
            async with asyncio.timeout(timeout_s):
                return await fetch(ask)
        except AzureError as err:
            return unverified_by(err)
        except TimeoutError:
            return no_answer(timeout_s)

    async def traced(ask: Ask[Any]) -> Any:
        with span(str(ask), "question") as question:
            answered = await answer(ask)
            if isinstance(answered, Unverified) and answered.obstacle != "nobody":
                question.fail(answered.reason, answered.obstacle)
            return answered

    distinct = list(dict.fromkeys(asks))
    with span("questions", asked=len(distinct)):
        answers = await asyncio.gather(*(traced(ask) for ask in distinct))
    return Facts(dict(zip(distinct, answers, strict=True)))


def asks_of(checks: Iterable[Check], spec: Spec, catalog: Catalog) -> set[Ask[Any]]:
    """Return every distinct question of *checks* and of placement."""
    return placement_asks(spec).union(*(check.needs(spec, catalog) for check in checks))


def placement_facts(catalog: Catalog, known: Facts, today: date) -> PlacementFacts:
    """Return what placement needs of what is *known*; what was not verified is left out."""
    facts = PlacementFacts(today)
    for ask, answer in known.verified():
        facts = ask.placing(answer, facts, catalog)
    return facts


def run_checks(placed: PlacedSpec, facts: Facts, checks: Iterable[Check]) -> Report:
    """Run every check on its declared facts; what was looked at in vain is reported once for each cause."""
    found: list[Reported] = []
    unanswered = Unanswered()
    ran = []
    for check in checks:
        declared = facts.limited_to(set(check.needs(placed.spec, placed.catalog)))
        ran.append(check.id)
        found += [
            Reported(check.id, check.severity, finding.message, finding.fix, finding.about)
            for finding in check.run(placed, declared)
        ]
        for ask, why in declared.missed.items():
            unanswered.add(check, ask, why)
    found += unanswered.findings()
    return Report(tuple(sorted(found)), tuple(ran))


@dataclass(frozen=True, repr=False)
class Examination:
    """What was asked and found: the answers, what placement made of them, and the checks' report.

    Without a repr of its own: where a coroutine returned it, `asyncio.run` has the task's shown, only to find that it
    is no signal handler, which took a second for a thousand deployments.
    """

    facts: Facts
    placed: PlacedSpec
    report: Report


async def examine(
    spec: Spec,
    catalog: Catalog,
    fetch: Callable[[Ask[Any]], Awaitable[Any]],
    context: CheckContext,
) -> Examination:
    """Ask everything, place every deployment (what the lock decided stays), and run all checks."""
    return conclude(spec, catalog, await read_facts(asks_of(all_checks(), spec, catalog), fetch), context)


def conclude(spec: Spec, catalog: Catalog, facts: Facts, context: CheckContext) -> Examination:
    """Place every deployment by the *facts*, and run all checks: asks nothing."""
    checks = list(all_checks())
    with span("placement", deployments=len(spec.deployments)):
        about = placement_facts(catalog, facts, context.today)
        placement = place(spec, catalog, about, kept_decisions(spec, context.lock), context.taken)
        placed = PlacedSpec(spec, catalog, context.today, placement, context.tags)
    with span("checks") as checking:
        report = run_checks(placed, facts, _worth_running(checks, placed, facts))
        checking.set(run=len(report.checks), found=len(report.findings))
    return Examination(facts, placed, report)


def _worth_running(checks: Iterable[Check], placed: PlacedSpec, facts: Facts) -> list[Check]:
    """All checks; where there is no subscription, those that look at nothing in it: the rest has the same cause."""
    if facts.answers[AskSubscription()] != Absent():
        return list(checks)
    return [check for check in checks if set(check.needs(placed.spec, placed.catalog)) <= {AskSubscription()}]
