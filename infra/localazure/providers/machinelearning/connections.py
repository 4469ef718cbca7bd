"""workspaces/connections: what a workspace knows of other services; credentials only leave through listsecrets."""

from __future__ import annotations

from localazure.arm.errors import ArmError
from localazure.arm.resource_type import Action, Call, Draft, Json, ResourceType, Write
from localazure.providers import bodies
from localazure.providers.machinelearning import names
from localazure.providers.name_rules import pattern_of, refusal_of

_SECRET = "credentials"  # noqa: S105  the property's name
_DEFAULTS: Json = {"isSharedToAll": False, "metadata": {}, "sharedUserList": []}


def _put(write: Write) -> Draft:
    body = bodies.check(names.CONNECTIONS, write.body)
    missing = [name for name in ("authType", "category", "target") if not body["properties"].get(name)]
    if missing:
        raise ArmError(400, "ValidationError", f"A connection needs {', '.join(missing)}.")  # wording assumed
    kept = write.before.private if write.before else {}
    sent = body["properties"].pop(_SECRET, None)
    body["properties"] = _DEFAULTS | body["properties"] | {"group": _group(body["properties"]["category"])}
    return Draft(body, {_SECRET: sent} if sent else kept)


def _group(category: str) -> str:
    """Return the connection's group; which category is in which is assumed, but for Azure's own services."""
    return (
        "AzureAI"
        if category.startswith(("Azure", "AIServices", "Cognitive", "Serverless"))
        else "GenericProtocol"
    )


def _list_secrets(call: Call) -> Json:
    assert call.resource is not None
    secret = call.resource.private.get(_SECRET)
    properties = call.resource.properties | ({_SECRET: secret} if secret else {})
    return call.resource.body | {"properties": properties}


TYPE = ResourceType(
    name=names.CONNECTIONS,
    api_versions=names.API_VERSIONS,
    put=_put,
    actions=(Action("listsecrets", _list_secrets, f"{names.CONNECTIONS}/listsecrets/action"),),
    name_pattern=pattern_of("workspace"),
    name_error=lambda id_: ArmError(
        400, "ValidationError", refusal_of("workspace", id_.name, called="connection")
    ),
    tracked=False,
)
