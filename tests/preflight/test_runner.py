import asyncio
from collections import Counter
from typing import Any

import pytest

from modelstacks.errors import AzureError
from modelstacks.preflight._core import all_checks
from modelstacks.preflight.facts import Ask, AskPermissions, AskSubscription, AskUsages, Unverified
from modelstacks.preflight.runner import asks_of, read_facts, run_checks
from preflight_builders import facts_for, friendly, plan_of, report_on
from spec_builders import CATALOG, deployment, spec_of

FIFTY = [
    deployment(f"d{number:02}", mode="managed", instances=1, regions=("swedencentral", "eastus2"))
    for number in range(50)
]


@pytest.mark.anyio
async def test_each_distinct_question_is_asked_once_for_fifty_deployments() -> None:
    asked: Counter[Ask[Any]] = Counter()

    async def fetch(ask: Ask[Any]) -> Any:
        asked[ask] += 1
        await asyncio.sleep(0)
        return friendly(ask)

    facts = await read_facts([*asks_of(all_checks(), spec_of(FIFTY), CATALOG)] * 2, fetch)
    assert set(asked.values()) == {1}
    assert asked.keys() == facts.answers.keys()


@pytest.mark.anyio
async def test_all_questions_are_under_way_at_the_same_time() -> None:
    everyone = asyncio.Barrier(3)

    async def fetch(_ask: Ask[Any]) -> Any:
        await everyone.wait()
        return ()

    await read_facts([AskUsages(region) for region in ("a", "b", "c")], fetch, timeout_s=5)


@pytest.mark.anyio
async def test_what_azure_refuses_or_never_answers_is_unverified() -> None:
    async def fetch(ask: Ask[Any]) -> Any:
        if ask == AskSubscription():
            raise AzureError("You may not.", status=403, code="AuthorizationFailed", request_id="r1")
        await asyncio.Event().wait()

    facts = await read_facts([AskSubscription(), AskUsages("eastus2")], fetch, timeout_s=0.01)
    assert facts.answers == {
        AskSubscription(): Unverified("AuthorizationFailed: You may not. (request id r1)"),
        AskUsages("eastus2"): Unverified("no answer within 0.01 s"),
    }


def test_a_friendly_azure_has_nothing_in_the_way() -> None:
    report = report_on([deployment("chat", "Llama-3.3-70B-Instruct")])
    assert {finding.severity for finding in report.findings} == {"note"}
    assert (report.exit_code, report.stops_strict) == (0, False)


def test_what_could_not_be_read_is_said_once_for_all_checks_that_needed_it() -> None:
    report = report_on([deployment()], {AskSubscription(): Unverified("403")})
    unverified = [finding for finding in report.findings if finding.severity == "unverified"]
    assert [(finding.check, finding.message) for finding in unverified] == [
        (
            "subscription-enabled, subscription-offer, subscription-paid",
            "The subscription could not be read: 403",
        )
    ]
    assert (report.exit_code, report.stops_strict) == (0, True)


def test_nothing_is_unverified_that_the_spec_does_not_need() -> None:
    spec = spec_of([deployment(mode="serverless")])
    facts = facts_for(spec, {AskPermissions(f"/subscriptions/{spec.subscription}"): Unverified("403")})
    report = run_checks(plan_of(spec, facts), facts, all_checks())
    assert "unverified" not in {finding.severity for finding in report.findings}


def test_many_questions_that_failed_for_one_reason_are_one_finding() -> None:
    regions = ("eastus2", "swedencentral", "uksouth")
    row = deployment(mode="managed", regions=regions, quota="dedicated")
    report = report_on([row], {AskUsages(region): Unverified("403") for region in regions})
    assert [finding.message for finding in report.findings if finding.severity == "unverified"] == [
        "The core quota in eastus2 could not be read: 403"
    ]
    rows = [
        deployment(f"d{region}", mode="managed", regions=(region,), quota="dedicated") for region in regions
    ]
    report = report_on(rows, {AskUsages(region): Unverified("403") for region in regions})
    assert [finding.message for finding in report.findings if finding.severity == "unverified"] == [
        "The core quota in eastus2 (and 2 more like it) could not be read: 403"
    ]
