"""How long each kind of resource may take before Pulumi gives up: `timeouts:` in `deployments.yaml`."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator

from modelstacks.durations import read_duration
from modelstacks.spec.schema_base import Schema


def _duration(written: object) -> object:
    if not isinstance(written, str):
        return written
    try:
        return read_duration(written)
    except ValueError as err:
        raise ValueError(f"a time is written like 90s, 45m or 1h30m, not '{written}'") from err


Duration = Annotated[timedelta, BeforeValidator(_duration, json_schema_input_type=str)]
"""In a spec it is written `1h30m`."""


class Timeouts(Schema):
    """Defaults are some times what was measured (facts/azure-behaviour.md, C).

    A workspace: 30 min were too short for Terraform (azure-docs#86122). Marketplace refuses after more than 5 min
    (Azure-Samples/claude#62). An online endpoint: 1.5 min, 8 to delete (azureml-examples#1891, #1625). An online
    deployment: 15 to 30 min, 20 more for an image, and a 70B model alone more than 17 (deploy-models-managed.md).
    """

    workspace: Duration = timedelta(hours=1)
    marketplace_subscription: Duration = timedelta(minutes=30)
    serverless_endpoint: Duration = timedelta(minutes=30)
    online_endpoint: Duration = timedelta(minutes=30)
    online_deployment: Duration = timedelta(hours=3)
