"""Functions (invokes): getters of the known types, POST actions, and who the provider is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from azure_native_standin import mapping
from azure_native_standin.arm_types import ArmAction, ArmType, load_arm_types
from azure_native_standin.errors import PluginError, RefusedError
from azure_native_standin.schema import function_schema, split_token

if TYPE_CHECKING:
    from azure_native_standin.provider import Provider

Json = dict[str, Any]

_CLIENT_CONFIG = "authorization:getClientConfig"
_CLIENT_TOKEN = "authorization:getClientToken"  # noqa: S105 - a function's name


async def invoke(provider: Provider, token: str, arguments: Json) -> Json:
    """Return the function's result; keys are plain values in it, as azure-native returns them.

    Raises PluginError with Azure's text, or where the function is not known here.
    """
    module, name, _ = split_token(token)
    function = f"{module}:{name}"
    known_types = load_arm_types()
    getter_of = f"{module}:{name.removeprefix('get')}" if name.startswith("get") else ""
    if function == _CLIENT_CONFIG:
        return await _client_config(provider)
    if function == _CLIENT_TOKEN:
        return {"token": await provider.arm.token(arguments.get("endpoint") or provider.arm.cloud.audience)}
    if function in known_types.actions:
        return await _act(provider, token, known_types.actions[function], arguments)
    if getter_of in known_types.resources:
        return await _get(provider, token, known_types.resources[getter_of], arguments)
    raise PluginError(
        f"The local Azure's stand-in for azure-native does not know the function {token}. "
        "Add it to scripts/lib/resource_types.py, run scripts/resource-types, and add an entry to "
        "azure_native_standin/types.json; or use the real plugin against Azure."
    )


async def _client_config(provider: Provider) -> Json:
    import jwt  # cryptography comes with it: a sixth of the plugin's start, for one function

    claims = jwt.decode(
        await provider.arm.token(provider.arm.cloud.audience), options={"verify_signature": False}
    )
    sign_in = provider.settings.sign_in
    return {
        "clientId": claims.get("appid") or sign_in["clientId"],
        "objectId": claims.get("oid", ""),
        "subscriptionId": sign_in.subscription_id,
        "tenantId": claims.get("tid") or sign_in["tenantId"],
    }


async def _act(provider: Provider, token: str, action: ArmAction, arguments: Json) -> Json:
    schema = function_schema(token, action)
    arm_type = load_arm_types().resources[action.of]
    path = f"{mapping.resource_id(arm_type, provider.settings.subscription_id, arguments)}/{action.action}"
    query = {there: str(arguments[here]) for here, there in action.query.items() if here in arguments}
    body = {
        name: value
        for name, value in arguments.items()
        if name not in arm_type.parameters and name not in action.query
    }
    answer = await _asking(path, provider.arm.post(path, schema.api_version, body, query))
    known = {name: answer[name] for name in schema.outputs if name in answer}
    return dict(mapping.without_nulls(known))


async def _get(provider: Provider, token: str, arm_type: ArmType, arguments: Json) -> Json:
    schema = function_schema(token, arm_type)
    path = mapping.resource_id(arm_type, provider.settings.subscription_id, arguments)
    body = await _asking(path, provider.arm.get(path, schema.api_version))
    return {
        **mapping.fields_of(schema.outputs, body, arm_type),
        mapping.API_VERSION: schema.api_version,
    }


async def _asking(path: str, answer: Any) -> Any:
    try:
        return await answer
    except RefusedError as error:
        raise RefusedError(error.status, error.code, f"request failed {path}: {error}") from error
