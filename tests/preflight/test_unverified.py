"""What could not be read is said, whatever it was: nothing passes because nobody looked."""

from __future__ import annotations

from typing import Any

import pytest

from modelstacks.preflight.checks import all_checks
from modelstacks.preflight.facts import Absent, Ask, AskRegistryModel, AskWorkspace, Unverified
from modelstacks.preflight.runner import asks_of
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


@pytest.mark.parametrize(("workspaces", "ask"), QUESTIONS)
def test_a_question_without_an_answer_is_named(workspaces: dict[str, WorkspaceRef], ask: Ask[Any]) -> None:
    report = report_on(ROWS, NOT_YET | {ask: Unverified("403")}, workspaces=workspaces)
    [finding] = [finding for finding in report.findings if finding.severity == "unverified"]
    words = str(ask)
    assert finding.message == f"{words[0].upper()}{words[1:]} could not be read: 403"
    assert report.exit_code == 0
