"""How a managed deployment serves: what each number may be at the least and at the most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from modelstacks.spec.serving import Autoscale, Liveness, Readiness, Serving

if TYPE_CHECKING:
    from pydantic import BaseModel

PROBES = ("initial_delay_s", "period_s", "timeout_s", "failure_threshold")
LEAST: list[tuple[type[BaseModel], str]] = [
    *((Liveness, key) for key in PROBES),
    *((Readiness, key) for key in PROBES),
    (Serving, "request_timeout_s"),
    (Serving, "concurrent_requests"),
]


@pytest.mark.parametrize(("part", "key"), LEAST)
def test_one_is_the_least(part: type[BaseModel], key: str) -> None:
    assert getattr(part(**{key: 1}), key) == 1
    with pytest.raises(ValidationError, match="greater than or equal to 1"):
        part(**{key: 0})


def test_azure_gives_a_request_three_minutes_at_most() -> None:
    assert Serving(request_timeout_s=180).request_timeout_s == 180
    with pytest.raises(ValidationError, match="less than or equal to 180"):
        Serving(request_timeout_s=181)


@pytest.mark.parametrize(("bounds", "least"), [({"max": 1}, 1), ({"min": 2, "max": 3}, 2)])
def test_a_scale_begins_at_one_vm(bounds: dict[str, Any], least: int) -> None:
    assert Autoscale(**bounds).min == least


@pytest.mark.parametrize("bounds", [{"min": 0, "max": 1}, {"max": 0}, {"min": 1}])
def test_a_scale_without_a_vm_or_an_upper_bound_is_refused(bounds: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Autoscale(**bounds)


def test_what_is_left_out_leaves_a_large_model_time_to_load() -> None:
    serving = Serving()
    alive, ready = serving.liveness, serving.readiness
    assert (alive.initial_delay_s, alive.period_s, alive.timeout_s, alive.failure_threshold) == (
        1000,
        10,
        10,
        30,
    )
    assert ready.initial_delay_s + ready.period_s * ready.failure_threshold == 1810  # half an hour
    assert (ready.timeout_s, serving.request_timeout_s, serving.concurrent_requests) == (10, 90, None)
    assert (serving.environment, serving.autoscale, serving.data_collection) == ({}, None, False)
