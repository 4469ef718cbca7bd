from dataclasses import replace

import pytest

from modelstacks.preflight.asks.subscription import AskSubscription, SubscriptionState
from modelstacks.preflight.facts import Absent
from preflight_builders import ENTERPRISE, found_by
from spec_builders import SUBSCRIPTION, deployment

LLAMA = deployment("chat", "Llama-3.3-70B-Instruct")
PHI = deployment("phi", "Phi-4")
MANAGED = deployment("own", "Phi-4", mode="managed")


def offer(quota_id: str, spending_limit: str = "Off") -> dict[AskSubscription, SubscriptionState]:
    return {AskSubscription(): SubscriptionState("Models", "Enabled", quota_id, spending_limit)}


def test_a_subscription_that_is_not_there_is_an_error() -> None:
    [finding] = found_by("subscription-there", PHI, answers={AskSubscription(): Absent()})
    assert finding.message == (
        f"The subscription {SUBSCRIPTION} is not there, or not for you; nothing else was looked at."
    )


def test_a_disabled_subscription_is_an_error() -> None:
    answers = {AskSubscription(): replace(ENTERPRISE, state="Disabled")}
    [finding] = found_by("subscription-enabled", PHI, answers=answers)
    assert finding.message == f"The subscription Models ({SUBSCRIPTION}) is Disabled: nothing can be created."
    assert finding.severity == "error"


@pytest.mark.parametrize(
    ("quota_id", "kind"),
    [
        ("FreeTrial_2014-09-01", "free trial"),
        ("AzureForStudents_2018-01-01", "Azure for Students"),
        ("Sponsored_2016-01-01", "Azure Sponsorship"),
    ],
)
def test_an_unpaid_subscription_can_not_deploy_serverless(quota_id: str, kind: str) -> None:
    [finding] = found_by("subscription-paid", LLAMA, PHI, answers=offer(quota_id))
    assert finding.message.startswith(
        f"The subscription Models is of type {kind} ({quota_id}), which forbids "
    )
    assert finding.about == ("chat", "phi")
    [alone] = found_by("subscription-paid", PHI, answers=offer(quota_id))
    assert (alone.about, alone.message) == (("phi",), finding.message)
    assert alone.fix == (
        "Use a paid subscription, or mode: managed with a model that needs no Marketplace offer."
    )
    assert found_by("subscription-offer", LLAMA, answers=offer(quota_id)) == []


def test_an_unpaid_subscription_may_run_managed_compute() -> None:
    assert found_by("subscription-paid", MANAGED, answers=offer("FreeTrial_2014-09-01")) == []


def test_a_spending_limit_stops_purchases_only() -> None:
    answers = offer("MSDN_2014-09-01", "On")
    [finding] = found_by("subscription-paid", LLAMA, PHI, answers=answers)
    assert finding.message == (
        "The subscription Models (Visual Studio subscription) has its spending limit on: "
        "it can buy no Marketplace offer."
    )
    assert finding.about == ("chat",)
    assert found_by("subscription-paid", PHI, MANAGED, answers=answers) == []


def test_csp_is_a_warning_for_what_is_bought() -> None:
    [finding] = found_by("subscription-offer", LLAMA, PHI, answers=offer("CSP_2015-05-01"))
    assert finding.message == (
        "The subscription Models is of type Cloud Solution Provider (CSP), which forbids Marketplace offers "
        "whose publisher or partner has not opted in to CSP."
    )
    assert (finding.severity, finding.about) == ("warning", ("chat",))


@pytest.mark.parametrize(
    "quota_id", ["EnterpriseAgreement_2014-09-01", "PayAsYouGo_2014-09-01", "New_2030-01-01"]
)
def test_paid_and_unknown_offer_types_are_fine(quota_id: str) -> None:
    answers = offer(quota_id)
    assert found_by("subscription-paid", LLAMA, answers=answers) == []
    assert found_by("subscription-offer", LLAMA, answers=answers) == []
