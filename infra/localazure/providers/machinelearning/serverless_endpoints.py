"""workspaces/serverlessEndpoints: models by the token, no quota, one deployment per model and project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localazure import catalogue
from localazure.arm.errors import ArmError
from localazure.arm.locations import canonical
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
from localazure.providers.api_versions import served
from localazure.providers.generic import merged
from localazure.providers.identities import with_identity
from localazure.providers.machinelearning import keys, names, subscription_offers
from localazure.providers.machinelearning.errors import user_error
from localazure.providers.machinelearning.marketplace_subscriptions import (
    offer_not_found,
    subscribed,
)
from localazure.providers.machinelearning.parents import (
    display_name,
    region_of,
    workspace_of,
)
from localazure.providers.name_rules import pattern_of, refusal_of
from localazure.registry.models import ModelId

if TYPE_CHECKING:
    from localazure.arm.resource_type import LocalAzure
    from localazure.catalogue import Model

_DEFAULTS: Json = {
    "sku": {"name": "Consumption"},
    "properties": {"authMode": "Key", "contentSafety": {"contentSafetyStatus": "Enabled"}},
}
_AUTH_MODES = ("Key", "AAD", "KeyAndAAD")


def _put(write: Write) -> Draft:
    body = merged(_DEFAULTS, bodies.check(names.SERVERLESS_ENDPOINTS, write.body))
    workspace = workspace_of(write.azure, write.id)
    _refuse_settings(write, body, region_of(workspace))
    model = _offered_model(write, body)
    if write.before is None:
        _refuse_unpaid(write, region_of(workspace))
        _refuse_taken_name(write, region_of(workspace))
        _refuse_second_deployment(write, model, region_of(workspace))
        _refuse_without_subscription(write, model, workspace)
    body = with_identity(write, body)
    if _is_bought(write.azure, model):
        body["properties"]["marketplaceSubscriptionId"] = _subscription_id(write, model, workspace)
    private = write.before.private if write.before else keys.new_keys()
    return Draft(body, private, Operation("Updating" if write.before else "Creating", kind="se"))


def _refuse_settings(write: Write, body: Json, region: str) -> None:
    """Refuse what a serverless endpoint can't have; all wordings assumed."""
    sku = body["sku"].get("name")
    auth_mode = body["properties"]["authMode"]
    problem = None
    if canonical(body["location"]) != region:
        problem = f"A serverless endpoint must be in the region of its workspace: {region}."
    elif sku != "Consumption":
        problem = f"Sku '{sku}' is not supported for serverless endpoints; it must be 'Consumption'."
    elif auth_mode not in _AUTH_MODES:
        problem = f"Auth mode '{auth_mode}' is not supported for serverless endpoints."
    if problem:
        raise user_error(write.azure, region, problem, "BadRequest")


def _offered_model(write: Write, body: Json) -> Model:
    region = canonical(body["location"])
    model_id = str((body["properties"].get("modelSettings") or {}).get("modelId", ""))
    parsed, model = ModelId.parse(model_id), catalogue.load().model_by_id(model_id)
    if parsed is None or model is None:
        raise offer_not_found(write.azure, region, model_id)
    if parsed.version is not None:
        message = (
            f"Model id '{model_id}' names a version; serverless endpoints take the latest."  # wording assumed
        )
        raise user_error(write.azure, region, message, "BadRequest")
    if write.before and model_of(write.before) != model:
        message = "The model of a serverless endpoint cannot be changed."  # wording assumed
        raise user_error(write.azure, region, message, "BadRequest")
    if model.is_offered("serverless", region) is False:
        message = f"The requested model {model_id} is not available in region {display_name(region)}."
        raise user_error(write.azure, region, message, "BadRequest", "ServerlessModelNotAvailableInRegion")
    return model


def _refuse_unpaid(write: Write, region: str) -> None:
    """That free and trial subscriptions do not work is documented, the wording assumed."""
    if not subscription_offers.is_paid(write.azure, write.id.subscription_id):
        message = f"Subscription '{write.id.subscription_id}' is not paid: serverless endpoints need a paid subscription."
        raise user_error(write.azure, region, message, "BadRequest")


def _refuse_taken_name(write: Write, region: str) -> None:
    if in_region(write.azure, region, write.id.name):
        message = (
            f"Serverless endpoint name '{write.id.name}' is not available. Please select a different name."
        )
        raise user_error(write.azure, region, message, "BadRequest")


def _refuse_second_deployment(write: Write, model: Model, region: str) -> None:
    for other in write.azure.store.of_type(names.SERVERLESS_ENDPOINTS, str(write.id.parent)):
        if model_of(other) == model:
            message = (  # the limit is documented, the wording assumed
                f"Model '{model.id}' is already deployed in this workspace by serverless endpoint '{other.id.name}'; "
                "there can be one deployment per model and project."
            )
            raise user_error(write.azure, region, message, "BadRequest")


def _is_bought(azure: LocalAzure, model: Model) -> bool:
    return model.needs_marketplace_subscription("serverless") and azure.scenario.marketplace.sells(model)


def _refuse_without_subscription(write: Write, model: Model, workspace: Resource) -> None:
    if _is_bought(write.azure, model) and subscribed(write.azure, workspace.id, model) is None:
        message = (  # wording assumed
            f"Workspace '{workspace.id.name}' has no active Marketplace subscription for model '{model.id}'. "
            "Create a marketplace subscription before the serverless endpoint."
        )
        raise user_error(
            write.azure, region_of(workspace), message, "BadRequest", "MarketplaceSubscriptionNotFound"
        )


def _subscription_id(write: Write, model: Model, workspace: Resource) -> str:
    subscription = subscribed(write.azure, workspace.id, model)
    if subscription is not None:
        return str(subscription.id)
    return str(write.before.properties.get("marketplaceSubscriptionId", "")) if write.before else ""


def in_region(azure: LocalAzure, region: str, name: str) -> Resource | None:
    """Return the serverless endpoint of that name in *region*: names are unique there."""
    found = azure.store.named(names.SERVERLESS_ENDPOINTS, name)
    return next((endpoint for endpoint in found if region_of(endpoint) == region), None)


def model_of(endpoint: Resource) -> Model:
    """Return the catalogue's model behind *endpoint*."""
    model = catalogue.load().model_by_id(endpoint.properties["modelSettings"]["modelId"])
    assert model is not None
    return model


def state_of(azure: LocalAzure, endpoint: Resource) -> str:
    """Return `endpointState`: Unhealthy once the Marketplace subscription is gone.

    The documentation says so of the portal; that ARM shows the same word is assumed.
    """
    model = model_of(endpoint)
    if endpoint.properties.get("provisioningState") == "Creating":
        return "Creating"
    if not _is_bought(azure, model):
        return "Online"
    workspace = workspace_of(azure, endpoint.id)
    if subscribed(azure, workspace.id, model) is None:
        return "Unhealthy"
    return "Online"


def _view(azure: LocalAzure, endpoint: Resource) -> Json:
    properties = endpoint.properties | {
        "endpointState": state_of(azure, endpoint),
        "inferenceEndpoint": {
            "uri": f"{azure.url}/serverless/{region_of(endpoint)}/{endpoint.id.name}",
            "headers": {},
        },
    }
    return endpoint.body | {"properties": properties}


def _delete(_: Call) -> Operation:
    return Operation("Deleting", kind="se")


TYPE = ResourceType(
    name=names.SERVERLESS_ENDPOINTS,
    api_versions=served(names.SERVERLESS_ENDPOINTS),
    put=_put,
    view=_view,
    delete=_delete,
    actions=(
        Action("listKeys", keys.list_keys, f"{names.SERVERLESS_ENDPOINTS}/listKeys/action"),
        Action("regenerateKeys", keys.regenerate_keys, f"{names.SERVERLESS_ENDPOINTS}/regenerateKeys/action"),
    ),
    name_pattern=pattern_of("serverless endpoint"),
    name_error=lambda id_: ArmError(400, "BadRequest", refusal_of("serverless endpoint", id_.name)),
)
