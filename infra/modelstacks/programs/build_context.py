"""What every resource of one run of the models program shares, and the outputs of each deployment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from modelstacks.azure.tags import DEPLOYMENT_TAG
from modelstacks.deployment.expired import DEPLOYED, STATE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    import pulumi

    from modelstacks.catalog import Model
    from modelstacks.deployment.observed import Observed
    from modelstacks.deployment.plan import ModelsPlan
    from modelstacks.inference.smoke import SmokeResult
    from modelstacks.programs.azure_thread import AzureThread
    from modelstacks.programs.entry import Settings
    from modelstacks.programs.one_identity import Caller


@dataclass(frozen=True)
class BuildContext:
    """The plan, the settings, the tags of the stack, what was read from Azure beforehand, and who asks it from now on.

    *smoked* takes each smoke test by its deployment. *caller* is whoever deploys; None: nobody knows it.
    """

    plan: ModelsPlan
    settings: Settings
    tags: Mapping[str, str]
    observed: Observed
    azure: AzureThread
    smoked: dict[str, SmokeResult]
    caller: Caller | None = None

    def tags_of(self, deployment: str, resource_id: str = "") -> dict[str, str]:
        """Return the tags of what belongs to one deployment, and of a resource of Azure ML by its id."""
        return {**self.tags, DEPLOYMENT_TAG: deployment, **self.observed.repair_tag(resource_id)}


@dataclass(frozen=True)
class BuiltDeployment:
    """A deployment as it was built: where it answers, its key, and what `/info` answered there.

    *key* None: none is put out. *deployment*: its name in Azure, where requests carry that.
    """

    uri: pulumi.Output[str]
    key: pulumi.Output[str | None] | pulumi.Output[str] | None
    model: Model
    mode: str
    region: str
    info: pulumi.Output[dict[str, Any]]
    expires: datetime | None = None
    endpoint: str | None = None
    deployment: str | None = None

    def outputs(self) -> dict[str, Any]:
        """Return the stack's outputs; where Azure deletes the endpoint by itself, when (ISO 8601, UTC), and whether it did."""
        ending: dict[str, Any] = {}
        if self.expires:
            ending = {"endpoint": self.endpoint, "expires": self.expires.isoformat(), STATE: DEPLOYED}
        return {
            "uri": self.uri,
            **({} if self.deployment is None else {"deployment": self.deployment}),
            **({} if self.key is None else {"key": self.key}),
            "model": self.model.name,
            "mode": self.mode,
            "region": self.region,
            "info": self.info,
            **ending,
        }
