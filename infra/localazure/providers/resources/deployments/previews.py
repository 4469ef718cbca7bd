"""What a template would do, without doing it: what-if, and its hash."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from localazure.arm import polling
from localazure.arm.errors import ArmError
from localazure.arm.resource_body import shown
from localazure.arm.resource_type import Resource
from localazure.providers.resources.deployments import answers, deployment_request
from localazure.templates import hashes

if TYPE_CHECKING:
    from localazure.arm.answer import Answer
    from localazure.arm.resource_type import Call, Json
    from localazure.templates.template import Part


def what_if(call: Call) -> Answer:
    """POST whatIf: an operation whose result is one change a resource. Source: Deployments_WhatIf of the spec."""
    id_ = answers.id_of(call)
    request = deployment_request.read(call.azure, id_, call.caller, call.body)
    changes = [
        _change(request, part) for part in request.parts() if part.type != deployment_request.TYPE_NAME
    ]
    properties = {"correlationId": str(uuid.uuid4()), "changes": changes}
    return polling.promised(
        call, Resource(id_, dict(call.body)), {"status": "Succeeded", "properties": properties}
    )


def _change(request: deployment_request.DeploymentRequest, part: Part) -> Json:
    id_ = answers.written(part.id)
    before, sent = request.azure.store.find(id_), _body(request, part)
    named = {"apiVersion": part.api_version, "id": id_, "name": part.name, "type": part.type}
    change: Json = {"resourceId": id_, "after": named | sent}
    if before is None:
        return change | {"changeType": "Create"}
    live = shown(request.azure, before)
    kind = "NoChange" if _says(live, sent) else "Modify"
    return change | {"changeType": kind, "before": live, "delta": []}


def _says(live: Any, sent: Any) -> bool:
    """Say whether *live* has all that is *sent*: what Azure adds is no change."""
    if isinstance(sent, dict) and isinstance(live, dict):
        return all(name in live and _says(live[name], value) for name, value in sent.items())
    return bool(live == sent)


def _body(request: deployment_request.DeploymentRequest, part: Part) -> Json:
    """Return what would be sent; nothing where that needs what is not there yet."""
    try:
        return part.body(request.evaluation())
    except ArmError:
        return {}


def template_hash(call: Call) -> Json:
    """POST calculateTemplateHash: the body is the template."""
    return {
        "minifiedTemplate": hashes.minified(call.body),
        "templateHash": hashes.template_hash(call.body),
    }
