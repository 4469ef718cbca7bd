"""How long each kind of resource may take before Pulumi gives up: `timeouts:` in `deployments.yaml`."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator

from modelstacks.spec.schema_base import Schema, in_schema

DURATION = r"(?=\d)(\d+h)?(\d+m)?(\d+s)?"


def _duration(written: str) -> str:
    if not re.fullmatch(DURATION, written):
        raise ValueError(f"a time is written like 90s, 45m or 1h30m, not '{written}'")
    return written


Duration = Annotated[
    str, AfterValidator(_duration), in_schema(pattern=f"^{DURATION}$", examples=["90s", "1h30m"])
]
"""As Pulumi writes a custom timeout."""


class Timeouts(Schema):
    """Times like `90s`, `45m` or `1h30m`; the defaults are some times what was measured.

    A workspace: 30 min were too short for Terraform (azure-docs#86122). Marketplace refuses after more than 5 min
    (Azure-Samples/claude#62). An online endpoint: 1.5 min, 8 to delete (azureml-examples#1891, #1625). An online
    deployment: 15 to 30 min, 20 more for an image, and a 70B model alone more than 17 (deploy-models-managed.md).
    """

    workspace: Duration = "1h"
    """A hub, a project or a workspace."""
    marketplace_subscription: Duration = "30m"
    """A Marketplace subscription."""
    serverless_endpoint: Duration = "30m"
    """A serverless endpoint."""
    online_endpoint: Duration = "30m"
    """A managed deployment's endpoint."""
    online_deployment: Duration = "3h"
    """A managed deployment: its VMs, its image and the model's start."""
