"""Ask what is there, then what that hangs on, each question once; then let the rules judge."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from modelstacks.audits.report import Audited, AuditReport
from modelstacks.audits.rules import all_rules
from modelstacks.preflight.asked_azure import open_asked
from modelstacks.preflight.facts import Facts
from modelstacks.preflight.runner import read_facts
from modelstacks.preflight.unanswered import Unanswered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from modelstacks.audits._core import Rule
    from modelstacks.audits.subject import Subject
    from modelstacks.azure.observed_endpoint import ObservedEndpoint
    from modelstacks.preflight.facts import Ask

TIMEOUT_S = 120.0
"""How long one question may take: the one about a thousand endpoints is as many requests, a few at a time."""


async def audit_azure(subject: Subject, tags: Mapping[str, str], environ: Mapping[str, str]) -> AuditReport:
    """Read what *subject* hangs on in the Azure that *environ* names, and judge; *tags* are the stack's own.

    Raises AzureError where the cloud or the sign-in fails; a single question that fails is an `unverified` finding.
    """
    async with open_asked(subject.spec, tags, environ) as azure:

        async def read(asks: Iterable[Ask[Any]]) -> Facts:
            return await read_facts(asks, lambda ask: ask.fetch(azure), TIMEOUT_S)

        there = await read(subject.asks())
        found = replace(subject, endpoints=tuple(endpoints_in(there, subject)))
        rules = list(all_rules())
        asks = {ask for rule in rules for ask in rule.needs(found)} - there.answers.keys()
        rest = await read(asks)
    return judged(found, Facts({**there.answers, **rest.answers}), rules)


def endpoints_in(there: Facts, subject: Subject) -> Iterator[ObservedEndpoint]:
    """Yield the endpoints that were found, with what they serve where that was read."""
    served: dict[str, tuple[str, ...]] = {}
    for ask in subject.asks_of_models():
        served.update(there.get(ask) or ())
    for asked in subject.asks_of_endpoints():
        for endpoint in there.get(asked) or ():
            yield replace(endpoint, model_ids=served.get(endpoint.id.lower(), endpoint.model_ids))


def judged(subject: Subject, facts: Facts, rules: Iterable[Rule]) -> AuditReport:
    """Let every rule judge on its declared facts; what was looked at in vain is reported once for each cause."""
    found: list[Audited] = []
    ran: list[str] = []
    unanswered = Unanswered()
    for rule in rules:
        declared = facts.limited_to(set(rule.needs(subject)))
        ran.append(rule.id)
        found += [
            Audited(rule.id, rule.severity, each.message, each.fix, each.when, each.about, each.resources)
            for each in rule.judge(subject, declared)
        ]
        for ask, why in declared.missed.items():
            unanswered.add(rule, ask, why)
    found += [
        Audited(each.check, each.severity, each.message, each.fix, needed=each.needed)
        for each in unanswered.findings()
    ]
    return AuditReport(subject.today, subject.by, tuple(sorted(found)), tuple(ran))
