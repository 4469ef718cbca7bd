"""How long each kind of resource may take before Pulumi gives up: `timeouts:` in `deployments.yaml`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from modelstacks.spec.shape_base import Shape

Duration = Annotated[str, Field(pattern=r"^(\d+[hms]){1,3}$")]
"""`90s`, `45m`, `1h30m`: as Pulumi writes a custom timeout."""


class Timeouts(Shape):
    """Defaults are some times what was measured (facts/azure-behaviour.md, C).

    A workspace: 30 min were too short for Terraform (azure-docs#86122). Marketplace refuses after more than 5 min
    (Azure-Samples/claude#62). An online endpoint: 1.5 min, 8 to delete (azureml-examples#1891, #1625). An online
    deployment: 15 to 30 min, 20 more for an image, and a 70B model alone more than 17 (deploy-models-managed.md).
    """

    workspace: Duration = "1h"
    marketplace_subscription: Duration = "30m"
    serverless_endpoint: Duration = "30m"
    online_endpoint: Duration = "30m"
    online_deployment: Duration = "3h"
