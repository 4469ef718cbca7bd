"""What azure-ai-ml is asked for: as the spec says how a deployment serves."""

from __future__ import annotations

from typing import Any

import pytest

from modelstacks.modes.managed.ensure import _desired
from modelstacks.modes.managed.plan import OnlineDeploymentPlan
from modelstacks.spec.serving import Liveness, Readiness, Serving
from spec_builders import CATALOG

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]  # azure-ai-ml's own, about marshmallow

SERVING = Serving(
    request_timeout_s=60,
    concurrent_requests=4,
    liveness=Liveness(initial_delay_s=600, period_s=20, timeout_s=5, failure_threshold=3),
    readiness=Readiness(initial_delay_s=30, period_s=15, timeout_s=2, failure_threshold=7),
)


def settings(serving: Serving) -> dict[str, Any]:
    plan = OnlineDeploymentPlan(
        "blue",
        CATALOG.model("Phi-4"),
        "azureml://registries/azureml/models/Phi-4/versions/8",
        instance_type="Standard_NC24ads_A100_v4",
        instances=2,
        traffic=100,
        serving=serving,
    )
    wanted = _desired("ep", plan, {"team": "x"})
    assert (wanted.endpoint, wanted.name, wanted.instance_type) == ("ep", "blue", plan.instance_type)
    assert (wanted.instances, wanted.model_id, wanted.tags) == (2, plan.model_id, {"team": "x"})
    return dict(wanted.settings)


def test_requests_and_probes_are_as_the_spec_says() -> None:
    found = settings(SERVING)
    request, alive, ready = (
        found.pop(name) for name in ("request_settings", "liveness_probe", "readiness_probe")
    )
    assert found == {}
    assert (request.request_timeout_ms, request.max_concurrent_requests_per_instance) == (60_000, 4)
    assert [
        (probe.initial_delay, probe.period, probe.timeout, probe.failure_threshold, probe.success_threshold)
        for probe in (alive, ready)
    ] == [(600, 20, 5, 3, 1), (30, 15, 2, 7, 1)]


def test_environment_variables_go_along_where_there_are_any() -> None:
    assert settings(SERVING.model_copy(update={"environment": {"LEVEL": "high"}}))[
        "environment_variables"
    ] == {"LEVEL": "high"}
