"""An account's deployments as callers meet them: whether one answers, which model it is, how much it takes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from localazure import catalogue
from localazure.inference.foundry import refusals
from localazure.inference.metering import MINUTE_S, Allowance
from localazure.providers.cognitiveservices import offered
from localazure.providers.cognitiveservices.names import DEPLOYMENTS
from localazure.providers.cognitiveservices.offered import Named

if TYPE_CHECKING:
    from localazure.arm.resource_type import Json, LocalAzure, Resource
    from localazure.catalogue import Model

_MADE, _WORKED_ON = frozenset({"Succeeded"}), frozenset({"Accepted", "Creating", "Updating"})
_CAPABILITIES = {"chatCompletion": "chat-completion", "embeddings": "embeddings"}
"""What the catalogue calls each of a deployment's capabilities."""


def every(azure: LocalAzure, account: Resource) -> list[Resource]:
    """Return the account's deployments by name."""
    return list(azure.store.of_type(DEPLOYMENTS, str(account.id)))


def answering(azure: LocalAzure, account: Resource, name: str) -> Resource:
    """Return the deployment of that name. Raises RefusalError 404, 423, or 400 if no model stands behind it."""
    deployment = azure.store.find(account.id.child("deployments", name)) if name else None
    if deployment is None or not is_up(deployment):
        raise refusals.no_deployment()
    settings = azure.scenario.data_plane
    if _age(azure, deployment) < timedelta(seconds=settings.propagation_s):
        raise refusals.no_deployment()
    if str(deployment.properties.get("deploymentState")).lower() == "paused":
        raise refusals.paused(deployment.id.name)
    if settings.knows_not(deployment.id.name):
        raise refusals.unknown_model(deployment.id.name)
    if offered.is_over(azure, _row(deployment)):
        raise refusals.no_deployment()  # 404 documented (model-lifecycle-retirement), the body is assumed
    return deployment


def is_up(resource: Resource) -> bool:
    """Whether an account or a deployment answers: since it was made, and while it is changed (assumed)."""
    state = resource.properties.get("provisioningState")
    return state in _MADE or (state in _WORKED_ON and resource.changed != resource.created)


def _age(azure: LocalAzure, deployment: Resource) -> timedelta:
    return azure.clock.now() - datetime.fromisoformat(deployment.created)


def is_openai(deployment: Resource) -> bool:
    """Whether the model is one of Azure OpenAI, whose data actions are others."""
    return str(deployment.properties["model"]["format"]).lower() == "openai"


def model_of(deployment: Resource) -> Model:
    """Return the deployment's model under ARM's name: the catalogue's row, or what the deployment itself tells."""
    name = str(deployment.properties["model"]["name"])
    found = catalogue.load().find_model(_row(deployment).get("catalogued", name))
    return found.model_copy(update={"name": name}) if found else _described(name, deployment)


def _row(deployment: Resource) -> Json:
    return offered.find(Named.of(deployment.properties["model"])) or {}


def _described(name: str, deployment: Resource) -> Model:
    """Only Azure OpenAI's models have no row: they call tools, write JSON and see (assumed for all of them)."""
    told = deployment.properties.get("capabilities") or {}
    context = str(told.get("maxContextToken", ""))
    return catalogue.Model(
        name=name,
        registry="azure-openai",
        publisher=str(deployment.properties["model"]["format"]),
        first_party=True,
        modes=("serverless",),
        capabilities=tuple(ours for theirs, ours in _CAPABILITIES.items() if told.get(theirs) == "true"),
        context_length=int(context) if context.isdecimal() else None,
        input_modalities=("text", "image"),
        tool_calling=True,
        response_formats=("text", "json", "structured"),
    )


def allowance_of(deployment: Resource) -> Allowance | None:
    """Return what a minute may hold, after the deployment's `rateLimits`; None: it has none, as provisioned ones."""
    a_minute = {
        str(limit["key"]): int(limit["count"] * MINUTE_S / limit["renewalPeriod"])
        for limit in deployment.properties.get("rateLimits") or ()
    }
    if not a_minute:
        return None
    return Allowance(a_minute.get("request", UNLIMITED), a_minute.get("token", UNLIMITED))


UNLIMITED = 10**9
"""Where a deployment limits only the other one of requests and tokens."""
