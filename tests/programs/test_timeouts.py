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
