"""A workspace's managed network: its outbound rules, resources of their own, and its provisioning.

Azure's own rules (category Required) are not made, and nothing is isolated: there is no network here. The wire was read
in azure-ai-ml 1.35 and its tests; what the operations of rules look like is assumed (done at once).
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from localazure.arm.resource_body import written
from localazure.arm.resource_type import Action, Call, Draft, Json, Operation, Resource, ResourceType, Write
from localazure.providers import bodies
from localazure.providers.api_versions import served
from localazure.providers.machinelearning import names
from localazure.providers.machinelearning.errors import user_error
from localazure.providers.machinelearning.parents import region_of, workspace_of

if TYPE_CHECKING:
    from localazure.arm.ids import ResourceId
    from localazure.arm.resource_type import LocalAzure

_INACTIVE: Json = {"status": "Inactive", "sparkReady": False}


def taken(write: Write, sent: Json) -> Json:
    """Return the network as the written workspace keeps it; the rules *sent* in it come to those it has.

    That a PUT leaves the other rules alone is assumed; azure-ai-ml's test shows it for PATCH.
    """
    network = {name: value for name, value in sent.items() if name not in ("outboundRules", "status")}
    if not _is_on(network):
        return network
    before = write.before.properties["managedNetwork"] if write.before else {}
    kept = {name: before[name] for name in ("networkId", "status") if name in before}
    for name, rule in (sent.get("outboundRules") or {}).items():
        _write_rule(write, write.id.child("outboundRules", name), rule)
    return network | {"networkId": str(uuid.uuid4()), "status": _INACTIVE} | kept


def shown(azure: LocalAzure, workspace: Resource) -> Json:
    """Return the network as GET shows it, with its rules by name."""
    network: Json = workspace.properties["managedNetwork"]
    if not _is_on(network):
        return network
    rules = azure.store.of_type(names.OUTBOUND_RULES, str(workspace.id))
    return network | {"outboundRules": {rule.id.name: _properties(network, rule) for rule in rules}}


def _is_on(network: Json) -> bool:
    return str(network.get("isolationMode", "Disabled")).lower() != "disabled"


def _properties(network: Json, rule: Resource) -> Json:
    """Return the rule's: it is as active as the network is (assumed)."""
    return rule.properties | {"status": network.get("status", _INACTIVE)["status"]}


def _write_rule(write: Write, id_: ResourceId, properties: Json) -> None:
    before = write.azure.store.find(id_)
    of_rule = Write(write.azure, id_, {"properties": properties}, before, write.caller, write.api_version)
    write.azure.store.put(written(OUTBOUND_RULES, of_rule, _drafted(of_rule, str(write.body["location"]))))


def _put(write: Write) -> Draft:
    workspace = workspace_of(write.azure, write.id)
    _refuse_without_network(write.azure, workspace)
    return _drafted(write, region_of(workspace))


def _drafted(write: Write, region: str) -> Draft:
    body = bodies.check(names.OUTBOUND_RULES, write.body)
    missing = [name for name in ("type", "destination") if not body["properties"].get(name)]
    if missing:
        message = f"Outbound rule '{write.id.name}' needs {' and '.join(missing)}."  # wording assumed
        raise user_error(write.azure, region, message, "BadRequest")
    body["properties"] = {"category": "UserDefined"} | body["properties"]
    return Draft(body)


def _refuse_without_network(azure: LocalAzure, workspace: Resource) -> None:
    if not _is_on(workspace.properties["managedNetwork"]):
        message = (  # wording assumed
            f"Workspace '{workspace.id.name}' has no managed network. "
            "Set its managedNetwork.isolationMode to AllowInternetOutbound or AllowOnlyApprovedOutbound."
        )
        raise user_error(azure, region_of(workspace), message, "BadRequest")


def _view(azure: LocalAzure, rule: Resource) -> Json:
    network = workspace_of(azure, rule.id).properties["managedNetwork"]
    return rule.body | {"properties": _properties(network, rule)}


def _provision(call: Call) -> Json:
    """POST provisionManagedNetwork: the answer of the operation is the network's status."""
    assert call.resource is not None
    _refuse_without_network(call.azure, call.resource)
    status = {"status": "Active", "sparkReady": bool(call.body.get("includeSpark"))}
    call.resource.properties["managedNetwork"]["status"] = status
    call.azure.store.put(call.resource)
    return status


OUTBOUND_RULES = ResourceType(
    name=names.OUTBOUND_RULES,
    api_versions=served(names.OUTBOUND_RULES),
    put=_put,
    view=_view,
    patch=False,
    created=200,
    tracked=False,
)
PROVISION = Action(
    "provisionManagedNetwork",
    _provision,
    f"{names.WORKSPACES}/provisionManagedNetwork/action",
    operation=Operation("Updating"),
)
