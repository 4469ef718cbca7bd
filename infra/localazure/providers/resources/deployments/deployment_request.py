"""What a deployment asks for: its template and parameters, read, checked and turned into parts."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from multidict import CIMultiDict

from localazure.arm import dispatch, refusals
from localazure.arm.answer import ArmRequest
from localazure.arm.errors import ArmError
from localazure.arm.ids import ResourceId
from localazure.arm.resource_body import shown
from localazure.arm.routes import scope_kind
from localazure.metadata import cloud
from localazure.templates import parameters, template
from localazure.templates.evaluation import Evaluation
from localazure.templates.surroundings import Surroundings

if TYPE_CHECKING:
    from localazure.arm.answer import Answer
    from localazure.arm.resource_type import Caller, Json, LocalAzure, Resource
    from localazure.templates.template import Part

TYPE_NAME = "Microsoft.Resources/deployments"


@dataclass(frozen=True)
class DeploymentRequest:
    """Who deploys which template where; *values* are its parameters'."""

    azure: LocalAzure
    id: ResourceId
    caller: Caller
    template: Json
    values: Json

    def evaluation(self) -> Evaluation:
        """Return what the template's expressions see, what is deployed already included."""
        around = surroundings(self.azure, self.id, self.template, self.values)
        around = replace(around, reference=self._reference, action=self._action)
        return Evaluation(around, self.values, self.template.get("variables") or {})

    def parts(self) -> list[Part]:
        """Return the resources to make, in order."""
        return template.parts(self.template, self.evaluation())

    def send(self, method: str, path: str, api_version: str, body: Any = None) -> Answer:
        """Send a request to ARM as the caller; refused, it leaves nothing behind."""
        return dispatch.answer(
            ArmRequest(
                azure=self.azure,
                method=method,
                path=path,
                query=CIMultiDict({"api-version": api_version}),
                headers=CIMultiDict(),
                content=b"" if body is None else json.dumps(body).encode(),
                caller=self.caller,
            )
        )

    def _reference(self, id_or_name: str, version: str | None) -> Json:
        """Read a resource by its id or, if it is the template's own, by its name."""
        there = template.existing(self.template, self.evaluation())
        own = next((part for part in (*self.parts(), *there) if part.is_named(id_or_name)), None)
        resource_id = own.id if own else id_or_name
        answer = self.send(
            "GET", resource_id, version or (own.api_version if own else "") or _newest(self, id_or_name)
        )
        return dict(answer.body)

    def _action(self, resource_id: str, action: str, version: str) -> Json:
        """Run a POST action of a resource and return its answer."""
        return dict(self.send("POST", f"{resource_id}/{action}", version).body)


def _newest(request: DeploymentRequest, resource_id: str) -> str:
    known = request.azure.providers.find_type(ResourceId.parse(resource_id).type)
    return max(known.api_versions) if known else ""


def read(azure: LocalAzure, resource_id: ResourceId, caller: Caller, body: Json) -> DeploymentRequest:
    """Return what *body* asks for, all checks passed. Raises ArmError as ARM does before it makes anything."""
    if scope_kind(resource_id.scope) not in {"resourceGroup", "subscription"}:
        raise refusals.unknown_route("PUT", str(resource_id))
    if scope_kind(resource_id.scope) == "subscription" and not body.get("location"):
        raise refusals.location_required()
    properties = body.get("properties") or {}
    text = _template(properties)
    template.check_functions(text)
    values = parameters.resolve(
        text, properties.get("parameters") or {}, surroundings(azure, resource_id, text, {})
    )
    request = DeploymentRequest(azure, resource_id, caller, text, values)
    _authorize(request, request.parts())
    return request


def _template(properties: Json) -> Json:
    mode, text = properties.get("mode", "Incremental"), properties.get("template")
    if str(mode).lower() != "incremental":
        raise ArmError(
            400, "InvalidDeployment", f"The local Azure deploys in mode Incremental only, not '{mode}'."
        )
    if not isinstance(text, dict):
        raise ArmError(
            400,
            "InvalidRequestContent",
            "The request content was invalid and could not be deserialized: 'template' must be an object; the local "
            "Azure follows no templateLink.",
        )
    return text


def surroundings(azure: LocalAzure, resource_id: ResourceId, text: Json, values: Json) -> Surroundings:
    """Return where a deployment takes place, of which template and with which parameters' values."""
    subscription = azure.store.find(f"/subscriptions/{resource_id.subscription_id}")
    group = azure.store.find(resource_id.scope) if resource_id.resource_group else None
    assert subscription is not None, "ARM has made sure of it"
    return Surroundings(
        scope=resource_id.scope,
        subscription=shown(azure, subscription),
        group=shown(azure, group) if group else None,
        new_guid=lambda: str(uuid.uuid4()),
        now=azure.clock.now(),
        deployment=_deployment(resource_id, text, values),
        environment=cloud(azure.url),
        tenant={"tenantId": azure.scenario.tenant.id, "displayName": azure.scenario.tenant.name},
    )


def _deployment(resource_id: ResourceId, text: Json, values: Json) -> Json:
    """Return what `deployment()` gives."""
    given = {name: {"value": value} for name, value in values.items()}
    properties = {
        "template": text,
        "parameters": given,
        "mode": "Incremental",
        "provisioningState": "Accepted",
    }
    return {"name": resource_id.name, "properties": properties}


def _authorize(request: DeploymentRequest, parts: list[Part]) -> None:
    """Refuse, in one error, every resource that the caller may not write; other words than at its own PUT."""
    refused = []
    for part in parts:
        known = request.azure.providers.find_type(part.type)
        action = f"{(known.rbac_name if known else None) or part.type}/write"
        try:
            request.azure.authorize(request.caller, action, part.id)
        except ArmError:
            refused.append(
                f"Authorization failed for template resource '{part.name}' of type '{part.type}'. "
                f"The client '{request.caller.app_id}' with object id '{request.caller.object_id}' does not have permission "
                f"to perform action '{action}' at scope '{part.id}'."
            )
    if refused:
        message = f"Deployment failed with multiple errors: '{':'.join(refused)}'"
        raise ArmError(403, "InvalidTemplateDeployment", message)


def still_active(busy: Resource, _: ResourceId) -> ArmError:
    """The deployment of that name has not ended."""
    return ArmError(
        409,
        "DeploymentActive",
        f"Unable to edit or replace deployment '{busy.id.name}': previous deployment from "
        f"'{busy.properties.get('timestamp')}' is still active. Please see https://aka.ms/arm-deploy for usage details.",
    )


def invalid_name(resource_id: ResourceId) -> ArmError:
    """The deployment's name breaks the rule."""
    return ArmError(
        400,
        "InvalidDeploymentName",  # code and wording assumed
        f"The deployment name '{resource_id.name}' is invalid: letters, digits, '-', '.', '_', '(' and ')', "
        "at most 64 characters.",
    )
