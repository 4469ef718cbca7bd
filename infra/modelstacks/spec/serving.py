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
    """Seconds until the first probe."""
    period_s: Seconds = 10
    """Seconds from one probe to the next."""
    timeout_s: Seconds = 10
    """Seconds that an answer may take."""
    failure_threshold: Annotated[int, Field(ge=1)] = 30
    """Probes in a row without an answer after which the container is restarted."""


class Readiness(Schema):
    """When Azure sends requests: as soon as a probe is answered.

    Asked early, so that a small model need not wait, and for half an hour, so that a 70B model can load (assumed to be
    as good as the sample's long delay).
    """

    initial_delay_s: Seconds = 10
    """Seconds until the first probe."""
    period_s: Seconds = 10
    """Seconds from one probe to the next."""
    timeout_s: Seconds = 10
    """Seconds that an answer may take."""
    failure_threshold: Annotated[int, Field(ge=1)] = 180
    """Probes in a row without an answer after which the instance gets no requests."""


class Autoscale(Schema):
    """Azure Monitor keeps the instances between *min* and *max*, by the GPUs' (or else the CPUs') utilization.

    ARM's own `scaleSettings` offer managed compute nothing but a fixed count: how-to-autoscale-endpoints.md.
    """

    min: Annotated[int, Field(ge=1)] = 1
    """The fewest VMs; `instances` lies between both."""
    max: Annotated[int, Field(ge=1)]
    """The most VMs."""


class Serving(Schema):
    """Requests, probes, scale and what is recorded."""

    request_timeout_s: Annotated[int, Field(ge=1, le=LONGEST_REQUEST_S)] = 90
    """Seconds after which Azure gives a request up, managed compute only."""
    concurrent_requests: Annotated[int, Field(ge=1)] | None = None
    """Requests that each instance takes at a time, managed compute only. Default: Azure's, 1."""
    liveness: Liveness = Liveness()
    """When Azure restarts the container, managed compute only."""
    readiness: Readiness = Readiness()
    """When Azure sends requests to an instance, managed compute only."""
    environment: dict[str, str] = Field(default_factory=dict)
    """Environment variables of the container, managed compute only."""
    autoscale: Autoscale | None = None
    """Let Azure Monitor change the number of instances by their load, managed compute only."""
    data_collection: bool = False
    """Whether Azure records requests and answers in the workspace's storage account, managed compute only."""
