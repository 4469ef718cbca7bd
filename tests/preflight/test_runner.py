import asyncio
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelstacks.errors import AzureError
from modelstacks.preflight.asks.permissions import AskPermissions
from modelstacks.preflight.asks.quota import AskUsages
from modelstacks.preflight.asks.subscription import AskSubscription
from modelstacks.preflight.check_context import CheckContext
from modelstacks.preflight.checks import all_checks
from modelstacks.preflight.facts import NO_REQUEST, Absent, Ask, Unverified
from modelstacks.preflight.runner import asks_of, examine, read_facts, run_checks
from modelstacks.preflight.unanswered import no_answer, unverified_by
from modelstacks.telemetry.spans import Span, Watcher, watched_by
from preflight_builders import TODAY, facts_for, friendly, placed_of, report_on, usages
from spec_builders import CATALOG, deployment, spec_of

MODELS = [
    "Phi-4",
    "Llama-3.3-70B-Instruct",
    "Llama-4-Scout-17B-16E-Instruct",
    "Llama-Guard-3-8B",
    "Phi-3-mini-4k-instruct",
]
REGIONS = ["swedencentral", "uksouth"]
FIFTY = [
    deployment(f"d{number:02}", mode="managed", instances=1, regions=("swedencentral", "eastus2"))
    for number in range(50)
]


@pytest.mark.anyio
async def test_each_distinct_question_is_asked_once_for_fifty_deployments() -> None:
    times_asked: Counter[Ask[Any]] = Counter()

    async def fetch(ask: Ask[Any]) -> Any:
        times_asked[ask] += 1
        await asyncio.sleep(0)
        return friendly(ask)

    facts = await read_facts([*asks_of(all_checks(), spec_of(FIFTY), CATALOG)] * 2, fetch)
    assert set(times_asked.values()) == {1}
    assert times_asked.keys() == facts.answers.keys()


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
        AskSubscription(): Unverified("AuthorizationFailed: You may not."),
        AskUsages("eastus2"): no_answer(0.01),
    }


@pytest.mark.anyio
async def test_a_question_that_failed_is_traced_as_failed_and_one_that_nobody_can_answer_is_not() -> None:
    answers = {"a": Unverified("403"), "b": NO_REQUEST, "c": {}}

    async def fetch(ask: Any) -> Any:
        return answers[ask.region]

    errors: dict[str, tuple[str | None, str]] = {}

    class Ended(Watcher):
        def ended(self, span: Span) -> None:
            errors[span.name] = (span.error, span.error_type)

    with watched_by(Ended()):
        await read_facts([AskUsages(region) for region in answers], fetch)
    assert errors == {
        "the core quota in a": ("403", "refused"),
        "the core quota in b": (None, ""),
        "the core quota in c": (None, ""),
        "questions": (None, ""),
    }


@pytest.mark.anyio
async def test_a_right_that_is_missing_at_many_scopes_is_one_cause() -> None:
    async def fetch(ask: Ask[Any]) -> Any:
        message = f"The client 'c' does not have authorization to perform action 'A/read' over scope '{ask}'."
        raise AzureError(message, status=403, code="AuthorizationFailed")

    facts = await read_facts([AskUsages("eastus2"), AskUsages("westus3")], fetch)
    assert set(facts.answers.values()) == {Unverified("AuthorizationFailed: A/read is not granted to you")}


def test_another_refusal_of_an_action_keeps_its_words() -> None:
    message = "The client may perform action 'A/read', but not on the linked scope."
    err = AzureError(message, status=403, code="LinkedAuthorizationFailed")
    assert unverified_by(err).reason == f"LinkedAuthorizationFailed: {message}"


def test_no_answer_says_how_long_it_was_waited_for_and_where_to_look() -> None:
    nothing = no_answer(20.0)
    assert (nothing.reason, nothing.obstacle) == ("no answer within 20 s", "unreachable")
    assert "See whether a proxy or a firewall is in between" in nothing.fix


def test_a_friendly_azure_has_nothing_in_the_way() -> None:
    report = report_on([deployment("chat", "Llama-3.3-70B-Instruct")])
    assert {finding.severity for finding in report.findings} == {"note"}
    assert (report.exit_code, report.stops_strict) == (0, False)


def test_what_could_not_be_read_is_said_once_for_all_checks_that_needed_it() -> None:
    report = report_on([deployment()], {AskSubscription(): Unverified("403")})
    errors = [finding for finding in report.findings if finding.severity == "error"]
    assert [(finding.check, finding.message) for finding in errors] == [
        (
            "subscription-enabled, subscription-offer, subscription-paid, subscription-there",
            "The subscription could not be read: 403",
        )
    ]
    assert (report.exit_code, report.stops_strict) == (1, True)


def test_nothing_is_unverified_that_the_spec_does_not_need() -> None:
    spec = spec_of([deployment(mode="serverless")])
    facts = facts_for(spec, {AskPermissions(f"/subscriptions/{spec.subscription}"): Unverified("403")})
    report = run_checks(placed_of(spec, facts), facts, all_checks())
    assert "unverified" not in {finding.severity for finding in report.findings}


def test_many_questions_that_failed_for_one_reason_are_one_finding() -> None:
    regions = ("eastus2", "swedencentral", "uksouth")
    requested = deployment(mode="managed", regions=regions, quota="dedicated")
    report = report_on([requested], {AskUsages(region): Unverified("403") for region in regions})
    assert [finding.message for finding in report.findings if finding.severity == "unverified"] == [
        "The core quota in eastus2 could not be read: 403"
    ]
    deployments = [
        deployment(f"d{region}", mode="managed", regions=(region,), quota="dedicated") for region in regions
    ]
    report = report_on(deployments, {AskUsages(region): Unverified("403") for region in regions})
    assert [finding.message for finding in report.findings if finding.severity == "unverified"] == [
        "The core quota in eastus2 (and 2 more like it) could not be read: 403"
    ]


@pytest.mark.anyio
async def test_without_a_subscription_nothing_else_is_blamed() -> None:
    async def fetch(ask: Ask[Any]) -> Any:
        if ask == AskSubscription():
            return Absent()
        raise AzureError("No such subscription.", status=404, code="SubscriptionNotFound")

    spec = spec_of([deployment(mode="managed"), deployment("chat2", "Llama-3.3-70B-Instruct")])
    report = (await examine(spec, CATALOG, fetch, CheckContext(TODAY))).report
    assert [finding.check for finding in report.findings if finding.severity in ("error", "unverified")] == [
        "subscription-there"
    ]


@given(st.lists(st.sampled_from(MODELS), max_size=5), st.sampled_from([0, 24, 100]), st.sampled_from(REGIONS))
def test_whatever_has_no_place_is_in_an_error(models: list[str], cores: int, region: str) -> None:
    deployments = [deployment(f"d{number}", model, regions=(region,)) for number, model in enumerate(models)]
    spec = spec_of(deployments)
    facts = facts_for(spec, {AskUsages(region): usages(cores)})
    placed = placed_of(spec, facts)
    report = run_checks(placed, facts, all_checks())
    blamed = {name for finding in report.findings if finding.severity == "error" for name in finding.about}
    assert placed.placement.unplaced.keys() <= blamed
