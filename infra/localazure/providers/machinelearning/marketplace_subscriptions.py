"""workspaces/marketplaceSubscriptions: the right to use a Marketplace model, once per workspace and offer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localazure import catalogue
from localazure.arm.errors import ArmError
from localazure.arm.resource_type import (
    Call,
    Draft,
    Json,
    Operation,
    Resource,
    ResourceType,
    Write,
)
from localazure.providers import bodies, saas
from localazure.providers.api_versions import served
from localazure.providers.machinelearning import names, purchases
from localazure.providers.machinelearning.errors import user_error
from localazure.providers.machinelearning.offers import Offer, offer_of
from localazure.providers.machinelearning.parents import region_of, workspace_of
from localazure.providers.marketplaceordering import Terms
from localazure.providers.name_rules import pattern_of, refusal_of
from localazure.registry.models import ModelId

if TYPE_CHECKING:
    from localazure.arm.ids import ResourceId
    from localazure.arm.resource_type import LocalAzure
    from localazure.catalogue import Model


SUBSCRIBED, SUSPENDED = "Subscribed", "Suspended"
"""Source: MarketplaceSubscriptionStatus of the published types, 2024-01-01-preview and later."""


def subscribed(azure: LocalAzure, workspace: ResourceId, model: Model) -> Resource | None:
    """Return the workspace's subscription to the offer of *model* that is `Subscribed`, or None."""
    wanted_plan = offer_of(model).plan_body()
    for subscription in azure.store.of_type(names.MARKETPLACE_SUBSCRIPTIONS, str(workspace)):
        properties = subscription.properties
        is_active = _status(azure, subscription) == SUBSCRIBED
        if is_active and properties["marketplacePlan"] == wanted_plan:
            return subscription
    return None


def _status(azure: LocalAzure, subscription: Resource) -> str:
    suspended = azure.scenario.marketplace.suspended
    return SUSPENDED if suspended else str(subscription.properties["marketplaceSubscriptionStatus"])


def _view(azure: LocalAzure, subscription: Resource) -> Json:
    shown = {"marketplaceSubscriptionStatus": _status(azure, subscription)}
    return subscription.body | {"properties": subscription.properties | shown}


def _put(write: Write) -> Draft:
    body = bodies.check(names.MARKETPLACE_SUBSCRIPTIONS, write.body)
    model = _sold_model(write, str(body["properties"].get("modelId", "")))
    offer = offer_of(model)
    if write.before is None:
        _refuse_second(write, model)
        purchases.check(write, offer)
        _buy(write, offer)
    elif write.before.properties["marketplacePlan"] != offer.plan_body():
        message = "The model of a marketplace subscription cannot be changed."  # wording assumed
        raise user_error(write.azure, _region(write), message, "BadRequest")
    body["properties"] |= {
        "marketplacePlan": offer.plan_body(),
        "marketplaceSubscriptionStatus": SUBSCRIBED,
        "provisioningState": "Succeeded",
    }
    return Draft(body, operation=None if write.before else Operation("Creating", kind="mps"))


def _region(write: Write) -> str:
    return region_of(workspace_of(write.azure, write.id))


def _sold_model(write: Write, model_id: str) -> Model:
    model = catalogue.load().model_by_id(model_id)
    if model is None:
        raise offer_not_found(write.azure, _region(write), model_id)
    if not write.azure.scenario.marketplace.sells(model):
        raise ArmError(
            400,
            "MarketplacePlanNotRequiredForModel",
            f"Marketplace plan is not required for ModelId {model_id}",
        )
    return model


def offer_not_found(azure: LocalAzure, region: str, model_id: str) -> ArmError:
    """Return the refusal of a model that no registry holds; which values the text names is assumed."""
    parsed = ModelId.parse(model_id)
    offer, namespace = (parsed.name, parsed.registry) if parsed else (model_id, "")
    message = f"Serverless offer '{offer}' not found in service namespace '{namespace}'."
    return user_error(azure, region, message, "NotFound", "ServerlessOfferNotFound", status=404)


def _refuse_second(write: Write, model: Model) -> None:
    workspace = workspace_of(write.azure, write.id)
    other = subscribed(write.azure, workspace.id, model)
    if other is not None:
        message = (  # wording assumed
            f"Workspace '{workspace.id.name}' is already subscribed to offer '{offer_of(model).name}' "
            f"by marketplace subscription '{other.id.name}'."
        )
        raise user_error(write.azure, region_of(workspace), message, "Conflict", status=409)


def _buy(write: Write, offer: Offer) -> None:
    """Accept the offer's terms in the caller's name, and leave the purchase in the resource group (assumed)."""
    Terms(f"/subscriptions/{write.id.subscription_id}", offer.publisher, offer.name, offer.plan).accept(
        write.azure, accepted=True
    )
    saas.put(write.azure, saas.Purchase(offer.publisher, offer.name, offer.plan, write.id))


def _deleted(azure: LocalAzure, subscription: Resource) -> None:
    plan = subscription.properties["marketplacePlan"]
    bought = saas.Purchase(plan["publisherId"], plan["offerId"], plan["planId"], subscription.id)
    azure.store.delete(bought.id)


def _delete(_: Call) -> Operation:
    return Operation("Deleting", kind="mps")


TYPE = ResourceType(
    name=names.MARKETPLACE_SUBSCRIPTIONS,
    api_versions=served(names.MARKETPLACE_SUBSCRIPTIONS),
    put=_put,
    view=_view,
    patch=False,
    delete=_delete,
    deleted=_deleted,
    name_pattern=pattern_of("Marketplace subscription"),
    name_error=lambda id_: ArmError(400, "BadRequest", refusal_of("Marketplace subscription", id_.name)),
    tracked=False,
)
