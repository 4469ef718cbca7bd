"""Each kind of resource gets the spec's time-out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from modelstacks.programs.timeouts import timeout_of
from modelstacks.spec.timeouts import Timeouts

TIMEOUTS = Timeouts(online_deployment=timedelta(hours=4, minutes=30))


@pytest.mark.parametrize(
    ("token", "longest"),
    [
        ("azure-native:machinelearningservices:OnlineDeployment", "16200s"),
        ("azure-native:machinelearningservices:OnlineEndpoint", "1800s"),
        ("azure-native:machinelearningservices:Workspace", "3600s"),
        ("azure-native:storage:StorageAccount", None),
        ("modelstacks:azure:OnlineDeployment", None),
    ],
)
def test_a_type_has_its_own(token: str, longest: str | None) -> None:
    assert timeout_of(token, TIMEOUTS) == longest


@pytest.mark.parametrize(("asked_for", "given"), [(0.5, "1s"), (1, "1s"), (1.5, "2s")])
def test_a_begun_second_is_a_whole_one(asked_for: float, given: str) -> None:
    timeouts = Timeouts(workspace=timedelta(seconds=asked_for))
    assert timeout_of("azure-native:machinelearningservices:Workspace", timeouts) == given
