"""Two deployed models in the local Azure with the spec and the lock that they stand in: one of each mode."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from estate import PHI, REGION, Estate
from locked_decisions import A100, write_lock

if TYPE_CHECKING:
    from pathlib import Path

    from azure_fixtures import LocalAzureServer


@dataclass(frozen=True)
class DeployedModels:
    """`phi` is serverless, `own` on managed compute; *spec* is their deployments.yaml."""

    estate: Estate
    project: str
    spec: Path

    def key(self, collection: str, name: str) -> str:
        """The primary key of an endpoint, as Azure has it."""
        path = f"{self.project}/{collection}/{name}-{self.estate.tag}/listKeys"
        return str(self.estate.post(path)["primaryKey"])

    @property
    def keys(self) -> dict[str, str]:
        """The primary keys by deployment."""
        return {"phi": self.key("serverlessEndpoints", "phi"), "own": self.key("onlineEndpoints", "own")}


def deploy(azure: LocalAzureServer, folder: Path) -> DeployedModels:
    """Deploy both as the models stack would; the caller closes the estate."""
    estate = Estate(azure)
    project = estate.project()
    estate.serverless(project, PHI, estate.name("phi"))
    endpoint = estate.online(project, estate.name("own"))
    estate.deployment(endpoint, "own")
    estate.traffic(endpoint, own=100)
    spec = folder / "deployments.yaml"
    spec.write_text(
        f"""\
subscription: {azure.subscription}
resource_group: rg-{estate.tag}
name_suffix: "{estate.tag}"
workspaces:
  {REGION}: chat
deployments:
  phi: {{model: Phi-4, mode: serverless}}
  own: {{model: Phi-4, mode: managed, instance_type: {A100}}}
""",
        encoding="utf-8",
    )
    write_lock(spec, azure.env())
    return DeployedModels(estate, project, spec)
