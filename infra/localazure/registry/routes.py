"""The registries over HTTP: discovery, and the management front end that azure-ai-ml reads models from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse
from starlette.routing import Route

from localazure.arm.errors import ArmError
from localazure.registry import bodies
from localazure.registry.models import in_registry, version_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from localazure.arm.resource_type import LocalAzure
    from localazure.catalogue import Model

_MODELS = (
    "/mferp/managementfrontend/subscriptions/{subscription}/resourceGroups/{group}"
    "/providers/Microsoft.MachineLearningServices/registries/{registry}/models"
)


async def _discovery(request: Request) -> Response:
    azure = _azure(request)
    found = bodies.discovery(azure, request.path_params["registry"])
    if found is None:
        raise _not_found(f"Registry {request.path_params['registry']}")
    return JSONResponse(found)


async def _list_models(request: Request) -> Response:
    return _page(request, [bodies.container(model) for model in _in_registry(request)])


async def _get_model(request: Request) -> Response:
    return JSONResponse(bodies.container(_model(request)))


async def _list_versions(request: Request) -> Response:
    return _page(request, [bodies.version(_model(request))])


async def _get_version(request: Request) -> Response:
    model = _model(request)
    if request.path_params["version"] != version_of(model):
        raise _not_found(f"Version {request.path_params['version']} of model {model.name}")
    return JSONResponse(bodies.version(model))


def _azure(request: Request) -> LocalAzure:
    """Return the local Azure, once the caller has shown a valid token: public registries ask no right."""
    azure: LocalAzure = request.app.state.azure
    azure.authenticate(request.headers.get("authorization"))
    return azure


def _in_registry(request: Request) -> list[Model]:
    registry = request.path_params["registry"]
    if bodies.discovery(_azure(request), registry) is None:
        raise _not_found(f"Registry {registry}")
    return in_registry(registry)


def _model(request: Request) -> Model:
    name = request.path_params["model"]
    for model in _in_registry(request):
        if model.name.lower() == name.lower():
            return model
    raise _not_found(f"Model {name} in registry {request.path_params['registry']}")


def _page(request: Request, items: list[dict[str, Any]]) -> Response:
    top = request.query_params.get("$top", "")
    return JSONResponse({"value": items[: int(top)] if top.isdigit() else items})


def _not_found(what: str) -> ArmError:
    return ArmError(404, "UserError", f"{what} was not found.")  # wording assumed


ROUTES = [
    Route("/registrymanagement/v1.0/registries/{registry}/discovery", _discovery),
    Route(_MODELS, _list_models),
    Route(_MODELS + "/{model}", _get_model),
    Route(_MODELS + "/{model}/versions", _list_versions),
    Route(_MODELS + "/{model}/versions/{version}", _get_version),
]
