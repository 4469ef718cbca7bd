"""What an account lists: the catalogue, its deployments as `/openai` shows them, and as a project does."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse

from localazure.inference import refusals as plain
from localazure.inference.foundry import deployments, refusals
from localazure.providers.cognitiveservices import offered

if TYPE_CHECKING:
    from starlette.responses import Response

    from localazure.arm.resource_type import Json, Resource
    from localazure.inference.foundry.visits import Visit

_MODELS, _DEPLOYMENTS = "accounts/OpenAI/models/read", "accounts/OpenAI/deployments/read"
_PROJECT_DEPLOYMENTS = "accounts/AIServices/deployments/read"  # assumed


async def get_models(visit: Visit) -> Response:
    """List the whole catalogue, deployed or not (seen: hugalafutro/model-hotel PR 506)."""
    visit.require(_MODELS)
    return JSONResponse({"object": "list", "data": [_model(visit, model) for model in offered.every()]})


async def get_model(visit: Visit) -> Response:
    """Show one of them."""
    visit.require(_MODELS)
    wanted = visit.request.path_params["model"].lower()
    for model in offered.every():
        shown = _model(visit, model)
        if shown["id"] == wanted:
            return JSONResponse(shown)
    raise plain.no_route()


def _model(visit: Visit, model: Json) -> Json:
    """Fields after the published Azure OpenAI models list; *created* and *owned_by* are OpenAI's own (assumed)."""
    created = _seconds(model["created"])
    told = model["capabilities"]
    return {
        "id": f"{model['name']}-{model['version']}".lower(),
        "object": "model",
        "created": created,
        "created_at": created,
        "updated_at": created,
        "owned_by": str(model["format"]).lower(),
        "status": "succeeded",
        "lifecycle_status": _dashed(offered.status_of(visit.azure, model)),
        "deprecation": {"inference": _seconds(model["retires"])},
        "capabilities": {
            "chat_completion": told.get("chatCompletion") == "true",
            "completion": told.get("completion") == "true",
            "embeddings": told.get("embeddings") == "true",
            "inference": True,
            "fine_tune": told.get("fineTune") == "true",
        },
    }


async def get_deployments(visit: Visit) -> Response:
    """List the account's deployments (seen: openai/openai-python#447)."""
    visit.require(_DEPLOYMENTS)
    data = [_deployment(each) for each in deployments.every(visit.azure, visit.account)]
    return JSONResponse({"data": data, "object": "list"})


def _deployment(deployment: Resource) -> Json:
    return {
        "id": deployment.id.name,
        "model": deployment.properties["model"]["name"],
        "object": "deployment",
        "created_at": _seconds(deployment.created),
        "owner": "organization-owner",
    }


async def get_project_deployments(visit: Visit) -> Response:
    """List the deployments as a project sees them: all of its account's; the filters are the query's."""
    visit.require(_PROJECT_DEPLOYMENTS)
    query = visit.request.query_params
    asked = {name: query[name] for name in ("modelName", "modelPublisher", "deploymentType") if name in query}
    shown = map(_in_project, deployments.every(visit.azure, visit.account))
    return JSONResponse({"value": [each for each in shown if _fits(each, asked)]})


async def get_project_deployment(visit: Visit) -> Response:
    """Show one of them; how it says that there is none is assumed."""
    visit.require(_PROJECT_DEPLOYMENTS)
    name = visit.request.path_params["name"].lower()
    for each in deployments.every(visit.azure, visit.account):
        if each.id.name.lower() == name:
            return JSONResponse(_in_project(each))
    raise refusals.no_deployment()


def _fits(deployment: Json, asked: dict[str, str]) -> bool:
    return all(deployment["type" if name == "deploymentType" else name] == asked[name] for name in asked)


def _in_project(deployment: Resource) -> Json:
    """Fields after azure-ai-projects 2.10; the SKU's family, size and tier were not seen (assumed empty)."""
    model, sku = deployment.properties["model"], deployment.body["sku"]
    empty: dict[str, Any] = {"family": "", "size": "", "tier": ""}
    return {
        "name": deployment.id.name,
        "type": "ModelDeployment",
        "modelName": model["name"],
        "modelVersion": model["version"],
        "modelPublisher": model.get("publisher") or model["format"],
        "capabilities": _capabilities(deployment),
        "sku": empty | sku,
    }


def _capabilities(deployment: Resource) -> Json:
    """`chat_completion`, as azure-ai-projects' samples print it; other names are made alike (assumed)."""
    told = deployment.properties.get("capabilities") or {}
    return {_dashed(name, "_"): value for name, value in told.items()}


def _dashed(name: str, dash: str = "-") -> str:
    """Write `GenerallyAvailable` as `generally-available`."""
    return "".join(f"{dash}{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip(dash)


def _seconds(time: str) -> int:
    return int(datetime.fromisoformat(time).timestamp())
