"""How long each kind of resource may take before Pulumi gives up: `timeouts:` in `deployments.yaml`."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer

from modelstacks.durations import read_duration, write_duration
from modelstacks.spec.schema_base import Schema, in_schema

DURATION = r"(?=\d)(\d+h)?(\d+m)?(\d+s)?"


def _duration(written: object) -> object:
    if not isinstance(written, str):
        return written
    try:
        return read_duration(written)
    except ValueError as err:
        raise ValueError(f"a time is written like 90s, 45m or 1h30m, not '{written}'") from err


Duration = Annotated[
    timedelta,
    BeforeValidator(_duration, json_schema_input_type=str),
    PlainSerializer(write_duration, return_type=str, when_used="json"),
    in_schema(pattern=f"^{DURATION}$", examples=["90s", "1h30m"]),
]
"""In a spec it is written `1h30m`."""


class Timeouts(Schema):
    """Times like `90s`, `45m` or `1h30m`; the defaults are some times what was measured.

    A workspace: 30 min were too short for Terraform (azure-docs#86122). Marketplace refuses after more than 5 min
    (Azure-Samples/claude#62). An online endpoint: 1.5 min, 8 to delete (azureml-examples#1891, #1625). An online
    deployment: 15 to 30 min, 20 more for an image, and a 70B model alone more than 17 (deploy-models-managed.md). An account and what is in it: assumed.
    """

    workspace: Duration = timedelta(hours=1)
    """A hub, a project or a workspace."""
    marketplace_subscription: Duration = timedelta(minutes=30)
    """A Marketplace subscription."""
    serverless_endpoint: Duration = timedelta(minutes=30)
    """A serverless endpoint."""
    online_endpoint: Duration = timedelta(minutes=30)
    """A managed deployment's endpoint."""
    online_deployment: Duration = timedelta(hours=3)
    """A managed deployment: its VMs, its image and the model's start."""
    account: Duration = timedelta(minutes=30)
    """A Foundry account, or a project in it."""
    account_deployment: Duration = timedelta(minutes=30)
    """A model's deployment in a Foundry account."""
