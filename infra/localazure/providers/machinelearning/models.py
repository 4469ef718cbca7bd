"""workspaces/models/versions: a workspace's own registered models, packaged into environments that serve them.

As much as azure-ai-ml's `models.create_or_update`, `get` and `package` need: versions without their containers, and
environments that only a package makes. The wire was read in azure-ai-ml 1.35 (`begin_package_workspace_model`).
"""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING

from localazure.arm import refusals
from localazure.arm.errors import ArmError
from localazure.arm.ids import ResourceId
from localazure.arm.resource_body import timestamp
from localazure.arm.resource_type import (
    Action,
    Call,
    Draft,
    Json,
    Operation,
    Resource,
    ResourceType,
    Write,
)
from localazure.providers import bodies
from localazure.providers.machinelearning import names
from localazure.providers.machinelearning.parents import region_of, workspace_of

if TYPE_CHECKING:
    from localazure.arm.resource_type import LocalAzure

_DEFAULTS: Json = {"isAnonymous": False, "isArchived": False, "flavors": {}, "properties": {}, "tags": {}}
_FIXED = ("modelUri", "modelType")
_TARGET = re.compile(
    r"azureml://locations/[^/]+/workspaces/[^/]+/environments/(?P<name>[^/]+)(/versions/(?P<version>[^/]+))?"
)
_ECHOED = (
    "baseEnvironmentSource",
    "environmentVariables",
    "inferencingServer",
    "inputs",
    "modelConfiguration",
)


def _put(write: Write) -> Draft:
    workspace = ResourceId(write.id.scope, names.WORKSPACES, write.id.names[:1])
    if write.azure.store.find(workspace) is None:
        raise refusals.parent_not_found(write.id, workspace, "write")
    body = bodies.check(names.MODEL_VERSIONS, write.body)
    if not body["properties"].get("modelUri"):
        raise _invalid("A model version needs a modelUri.")
    before = write.before.properties if write.before else body["properties"]
    if changed := [name for name in _FIXED if before.get(name) != body["properties"].get(name)]:
        raise _invalid(f"{changed[0]} of model {write.id.names[1]}:{write.id.name} can't be changed.")
    body["properties"] = _DEFAULTS | body["properties"] | {"provisioningState": "Succeeded"}
    return Draft(body)


def _package(call: Call) -> Json:
    """POST package: the answer of the operation is the PackageResponse; the environment is there at once (assumed)."""
    target = _TARGET.fullmatch(str(call.body.get("targetEnvironmentId", "")))
    if target is None or not call.body.get("inferencingServer"):
        raise _invalid("A package needs a targetEnvironmentId of the workspace and an inferencingServer.")
    environment = _environment(call, target["name"], target["version"])
    call.azure.store.put(environment)
    workspace = workspace_of(call.azure, call.id)
    place = f"azureml://locations/{region_of(workspace)}/workspaces/{workspace.properties['workspaceId']}"
    return {
        "buildId": str(uuid.uuid4()),
        "buildState": "Succeeded",
        "tags": {},
        "targetEnvironmentId": f"{place}/environments/{environment.id.names[1]}/versions/{environment.id.name}",
        **{name: call.body[name] for name in _ECHOED if name in call.body},
    }


def _environment(call: Call, name: str, version: str | None) -> Resource:
    """Return the environment that holds the model and its server; without a *version* it takes the next one."""
    versions = ResourceId(call.id.scope, f"{names.WORKSPACES}/environments", (call.id.names[0], name))
    if version is None:
        taken = call.azure.store.of_type(names.ENVIRONMENT_VERSIONS, str(versions))
        version = str(1 + max((int(each.id.name) for each in taken if each.id.name.isdigit()), default=0))
    id_ = versions.child("versions", version)
    now = timestamp(call.azure.clock.now())
    system_data = {"createdAt": now, "createdBy": call.caller.app_id, "createdByType": "Application"}
    properties = {
        "environmentType": "UserCreated",
        "image": f"localhost/{call.id.names[1]}/{call.id.name}",  # no image is built here
        "isAnonymous": False,
        "isArchived": False,
        "osType": "Linux",
        "properties": {},
        "provisioningState": "Succeeded",
        "tags": {},
    }
    body = {"id": str(id_), "name": version, "type": names.ENVIRONMENT_VERSIONS}
    return Resource(
        id_, body | {"systemData": system_data, "properties": properties}, created=now, changed=now
    )


def _invalid(message: str) -> ArmError:
    return ArmError(400, "UserError", message)  # wording assumed


def _no_operation(_: Call) -> None:
    """A DELETE is done at once."""


def _view(_: LocalAzure, version: Resource) -> Json:
    unset: Json = {"description": None, "jobName": None}
    return version.body | {"properties": unset | version.properties}


MODELS = ResourceType(
    name=names.MODEL_VERSIONS,
    api_versions=names.API_VERSIONS,
    put=_put,
    view=_view,
    delete=_no_operation,
    actions=(
        Action(
            "package",
            _package,
            f"{names.MODEL_VERSIONS}/package/action",
            operation=Operation("Updating"),
        ),
    ),
    tracked=False,
)
ENVIRONMENTS = ResourceType(name=names.ENVIRONMENT_VERSIONS, api_versions=names.API_VERSIONS, tracked=False)
