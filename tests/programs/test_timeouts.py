"""Each kind of resource gets the spec's time-out."""

from __future__ import annotations

import pytest

from modelstacks.programs.timeouts import timeout_of
from modelstacks.spec.timeouts import Timeouts

TIMEOUTS = Timeouts(online_deployment="4h")


@pytest.mark.parametrize(
    ("token", "longest"),
    [
        ("azure-native:machinelearningservices:OnlineDeployment", "4h"),
        ("azure-native:machinelearningservices:OnlineEndpoint", "30m"),
        ("azure-native:machinelearningservices:Workspace", "1h"),
        ("azure-native:storage:StorageAccount", None),
        ("modelstacks:azure:OnlineDeployment", None),
    ],
)
def test_a_type_has_its_own(token: str, longest: str | None) -> None:
    assert timeout_of(token, TIMEOUTS) == longest
