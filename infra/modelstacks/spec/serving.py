"""How a managed deployment serves: part of an entry under `deployments:`, for managed compute only."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from modelstacks.spec.schema_base import Schema

LONGEST_REQUEST_S = 180
"""The longest time-out of a request that Azure takes: azure-ai-docs, how-to-manage-quotas.md."""

Seconds = Annotated[int, Field(ge=1)]


class Liveness(Schema):
    """When Azure restarts the container: after *failure_threshold* probes in a row went unanswered.

    The delay is that of Microsoft's sample for a 70B model (deploy-models-managed.md): until then it may be loading.
    """

    initial_delay_s: Seconds = 1000
    period_s: Seconds = 10
    timeout_s: Seconds = 10
    failure_threshold: Annotated[int, Field(ge=1)] = 30


class Readiness(Schema):
    """When Azure sends requests: as soon as a probe is answered.

    Asked early, so that a small model need not wait, and for half an hour, so that a 70B model can load (assumed to be
    as good as the sample's long delay).
    """

    initial_delay_s: Seconds = 10
    period_s: Seconds = 10
    timeout_s: Seconds = 10
    failure_threshold: Annotated[int, Field(ge=1)] = 180


class Autoscale(Schema):
    """Azure Monitor keeps the instances between *min* and *max*, by the GPUs' (or else the CPUs') utilization.

    ARM's own `scaleSettings` offer managed compute nothing but a fixed count: how-to-autoscale-endpoints.md.
    """

    min: Annotated[int, Field(ge=1)] = 1
    max: Annotated[int, Field(ge=1)]


class Serving(Schema):
    """Requests, probes, scale and what is recorded. *concurrent_requests* is for each instance (None: Azure's 1)."""

    request_timeout_s: Annotated[int, Field(ge=1, le=LONGEST_REQUEST_S)] = 90
    concurrent_requests: Annotated[int, Field(ge=1)] | None = None
    liveness: Liveness = Liveness()
    readiness: Readiness = Readiness()
    environment: dict[str, str] = Field(default_factory=dict)
    autoscale: Autoscale | None = None
    data_collection: bool = False
