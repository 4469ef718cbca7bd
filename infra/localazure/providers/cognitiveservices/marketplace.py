"""The purchase that Azure makes itself while a partner's model is deployed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localazure import catalogue
from localazure.arm.errors import ArmError
from localazure.providers.machinelearning.offers import offer_of
from localazure.providers.machinelearning.purchases import AT_GROUP, AT_SUBSCRIPTION, ineligible
from localazure.providers.marketplaceordering import Terms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from localazure.arm.resource_type import Json, Write


def buy(write: Write, row: Json | None) -> None:
    """Buy what partners sell, once a deployment, and accept its terms silently.

    That nothing is left in the resource group is assumed. Raises ArmError `UserError` where the caller lacks a right or
    the subscription can't buy: text of microsoft/microsoft-foundry-for-vscode#280, its status assumed.
    """
    model = catalogue.load().find_model((row or {}).get("catalogued", ""))
    if write.before is not None or model is None or not _is_bought(write, model):
        return
    offer = offer_of(model)
    refusal = _missing_right(write) or ineligible(write, offer)
    if refusal is not None:
        raise ArmError(
            400,
            "UserError",
            "Error occurred when subscribing to Marketplace: Marketplace Subscription purchase eligibility check "
            f"failed, error message [{refusal}].",
        )
    subscription = f"/subscriptions/{write.id.subscription_id}"
    Terms(subscription, offer.publisher, offer.name, offer.plan).accept(write.azure, accepted=True)


def _is_bought(write: Write, model: catalogue.Model) -> bool:
    """Whether Phi, listed among partners' models, is bought is not stated: a model of Microsoft's own is not (assumed)."""
    sold_by_partner = model.foundry is not None and model.foundry.sold_by == "partner"
    return (
        sold_by_partner
        and not model.first_party
        and model.name not in write.azure.scenario.marketplace.not_required
    )


def _missing_right(write: Write) -> str | None:
    """Return ARM's words about the first right that the caller lacks (that they stand there is assumed)."""
    for action, scope in _rights(write):
        try:
            write.azure.authorize(write.caller, action, scope)
        except ArmError as refusal:
            return refusal.message
    return None


def _rights(write: Write) -> Iterator[tuple[str, str]]:
    """Yield the documented actions, each with its scope; `…/*` stands for `…/write` here."""
    scopes = {AT_SUBSCRIPTION: f"/subscriptions/{write.id.subscription_id}", AT_GROUP: write.id.scope}
    for operation, scope in scopes.items():
        for action in catalogue.load().operation(operation).actions:
            yield action.replace("/*", "/write"), scope
