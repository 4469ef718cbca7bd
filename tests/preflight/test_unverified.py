"""What could not be read is said, whatever it was: nothing passes because nobody looked."""

from __future__ import annotations

from typing import Any

import pytest

from modelstacks.errors import AzureError
from modelstacks.preflight.asks.registry import AskRegistryModel
from modelstacks.preflight.asks.subscription import AskSubscription
from modelstacks.preflight.asks.workspaces import AskWorkspace
from modelstacks.preflight.checks import all_checks
from modelstacks.preflight.facts import Absent, Ask, Obstacle, Unverified
from modelstacks.preflight.runner import asks_of
from modelstacks.preflight.unanswered import unverified_by
from modelstacks.spec import WorkspaceRef
from preflight_builders import report_on
from spec_builders import CATALOG, deployment, spec_of

ROWS = [
    deployment("chat", "Llama-3.3-70B-Instruct", mode="serverless"),
    deployment("own", mode="managed", quota="dedicated"),
]
THERE = {"swedencentral": WorkspaceRef("swedencentral", "ws-swedencentral", create=False, kind="project")}
MADE = {"swedencentral": WorkspaceRef("swedencentral", "ws1", create=True, kind="project")}
NOT_YET = {AskWorkspace("ws1"): Absent()}
QUESTIONS = [
    pytest.param(workspaces, ask, id=f"{state}: {ask}")
    for state, workspaces in (("there", THERE), ("made", MADE))
    for ask in sorted(asks_of(all_checks(), spec_of(ROWS, workspaces=workspaces), CATALOG), key=repr)
    if not isinstance(ask, AskRegistryModel)  # it only refines what the catalogue says
]


EVERYWHERE: list[Obstacle] = ["sign-in", "unreachable", "throttled", "broken"]


@pytest.mark.parametrize(("workspaces", "ask"), QUESTIONS)
def test_a_question_that_may_not_be_asked_is_named(
    workspaces: dict[str, WorkspaceRef], ask: Ask[Any]
) -> None:
    report = report_on(ROWS, NOT_YET | {ask: Unverified("403")}, workspaces=workspaces)
    [finding] = [finding for finding in report.findings if " could not be read: " in finding.message]
    words = str(ask)
    assert finding.message == f"{words[0].upper()}{words[1:]} could not be read: 403"
    essential = isinstance(ask, AskSubscription | AskWorkspace)
    assert (finding.severity, report.exit_code) == (("error", 1) if essential else ("unverified", 0))


@pytest.mark.parametrize("obstacle", EVERYWHERE)
def test_what_hinders_every_question_is_one_error(obstacle: Obstacle) -> None:
    spec = spec_of(ROWS, workspaces=THERE)
    asks = asks_of(all_checks(), spec, CATALOG)
    report = report_on(
        ROWS, {ask: Unverified(f"about {ask}", "", obstacle) for ask in asks}, workspaces=THERE
    )
    about = [finding for finding in report.findings if " could not be read: " in finding.message]
    [error] = [finding for finding in about if finding.severity == "error"]
    assert error.message.startswith("The subscription (and ")
    assert error.message.endswith(" more answers) could not be read: about the subscription")
    assert all("in the registry" in finding.message for finding in about if finding is not error)
    assert report.exit_code == 1


@pytest.mark.parametrize(
    ("err", "obstacle"),
    [
        (AzureError("Expired.", status=401, code="ExpiredAuthenticationToken"), "sign-in"),
        (AzureError("No.", code="AuthenticationFailed"), "sign-in"),
        (AzureError("No.", status=403, code="AuthorizationFailed"), "refused"),
        (AzureError("No.", status=409, code="MissingSubscriptionRegistration"), "refused"),
        (AzureError("Later.", status=429, code="TooManyRequests"), "throttled"),
        (AzureError("Reset.", code="Unreachable"), "unreachable"),
        (AzureError("Oh.", status=503, code="ServiceUnavailable"), "broken"),
        (AzureError("Oh.", status=500, code="InternalServerError"), "broken"),
        (AzureError("<html>", status=200, code="NotArm"), "broken"),
    ],
)
def test_the_cause_is_told_by_what_came_back(err: AzureError, obstacle: Obstacle) -> None:
    assert unverified_by(err).obstacle == obstacle
