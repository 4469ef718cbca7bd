"""accounts/deployments: a model under a name of its own in an account, with its share of the region's quota."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localazure.arm.errors import ArmError
from localazure.arm.ids import ResourceId
from localazure.arm.refusals import resource_not_found
from localazure.arm.resource_type import Draft, Read, ResourceType
from localazure.providers import bodies
from localazure.providers.cognitiveservices import models
from localazure.providers.cognitiveservices.names import API_VERSIONS, DEPLOYMENTS
from localazure.providers.generic import merged

if TYPE_CHECKING:
    from localazure.arm.resource_type import Call, Json, Write

_DEFAULTS: Json = {
    "sku": {"name": "Standard", "capacity": 1},
    "properties": {"versionUpgradeOption": "OnceNewDefaultVersionAvailable"},
}


def _put(write: Write) -> Draft:
    body = merged(_DEFAULTS, bodies.check(DEPLOYMENTS, write.body))
    model = _model(body["properties"])
    known = models.find(model["format"], model["name"], model.get("version", ""))
    version = model.get("version") or (known["version"] if known else "1")
    capacity = _capacity(body["sku"])
    body["properties"] |= {
        "model": model | {"version": version},
        "currentCapacity": capacity,
        "capabilities": (known or {}).get("capabilities") or {"chatCompletion": "true"},
        "provisioningState": "Succeeded",
        "rateLimits": models.limits_of(known, capacity),
    }
    return Draft(body)


def _model(properties: Json) -> Json:
    """Return the model asked for; of a format that is known any will do. Text: microsoft-foundry-for-vscode#497."""
    model: Json = properties.get("model") or {}
    if not model.get("format") or not model.get("name"):
        raise ArmError(
            400, "InvalidResourceProperties", "A deployment needs a model's format and name."
        )  # assumed
    if str(model["format"]).lower() not in models.formats():
        named = f"Format:{model['format']},Name:{model['name']},Version:{model.get('version', '')}"
        message = f"The model '{named}' of account deployment is not supported."
        raise ArmError(400, "DeploymentModelNotSupported", message)
    return model


def _capacity(sku: Json) -> int:
    """Return the capacity. Text: Azure/business-process-automation#259; the status is assumed."""
    capacity = sku.get("capacity")
    if type(capacity) is not int or capacity < 1:
        message = f"The specified capacity '{capacity}' of account deployment should be greater than 0."
        raise ArmError(400, "InvalidCapacity", message)
    return capacity


def _skus(call: Call) -> Json:
    """GET skus: what the deployment can be scaled to."""
    path = (call.query["account"], call.query["deployment"])
    id_ = ResourceId(str(call.id), DEPLOYMENTS, path)
    deployment = call.azure.store.find(id_)
    if deployment is None:
        raise resource_not_found(id_)
    capacity = {"minimum": 1, "maximum": 1000000, "step": 1, "default": deployment.body["sku"]["capacity"]}
    sku = {"name": deployment.body["sku"]["name"]}
    return {"value": [{"resourceType": DEPLOYMENTS, "sku": sku, "capacity": capacity}]}


TYPE = ResourceType(
    name=DEPLOYMENTS,
    api_versions=API_VERSIONS,
    put=_put,
    tracked=False,
    etag=True,
    etag_header=True,
    name_pattern="[a-zA-Z0-9][a-zA-Z0-9_.-]{0,63}",
)
READS = (
    Read(
        "accounts/{account}/deployments/{deployment}/skus",
        _skus,
        API_VERSIONS,
        f"{DEPLOYMENTS}/read",
        scope="resourceGroup",
    ),
)
