"""Buying a Marketplace offer: what Azure asks of the caller and of the subscription first."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from localazure import catalogue
from localazure.arm import checks
from localazure.providers.machinelearning import subscription_offers
from localazure.providers.machinelearning.errors import user_error
from localazure.providers.machinelearning.parents import region_of, workspace_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from localazure.arm.errors import ArmError
    from localazure.arm.resource_type import Write
    from localazure.providers.machinelearning.offers import Offer

FAILED = "MarketplaceSubscriptionpurchaseEligibilityCheckFailed"  # sic
PROVIDERS = ("Microsoft.MarketplaceOrdering", "Microsoft.SaaS")

# Operations of the catalogue, which has the documented actions. That each is checked, and in ARM's usual
# words, is assumed: no public source shows a refusal.
AT_SUBSCRIPTION = "subscribe to Marketplace offer"
AT_GROUP = "create/use SaaS resource"
AT_WORKSPACE = "manage marketplace subscription"

REASONS = {
    # microsoft/microsoft-foundry-for-vscode#280
    "enrollment": "Cannot complete purchase as your enrollment for this subscription doesn't allow purchase of "
    "marketplace products. Your Azure enrollment administrator can enable purchase of paid marketplace products. "
    "for details, see https://go.microsoft.com/fwlink/?linkid=2297238. Correlation Id: '{correlation}'.",
    # microsoft/foundry-dev-tools#440; the middle of the text was not read
    "payment": "Purchase failed because there is no valid payment method associated with this subscription. "
    "For details, see https://aka.ms/SaaSPurchaseErrors. Correlation Id: '{correlation}'.",
    # corticalstack/awesome-foundry-nextgen#25; its end was not read
    "sandbox": "This subscription is internal or sandbox. Only $0.00 products or test products can be purchased.",
    # Nixtla/nixtla#602: what a billing country without the offer leads to
    "country": "Plan '{plan}' not found in offer '{offer}'",
    # quoted in facts/azure-behaviour.md; its middle was not read
    "store": "The purchasing store is not eligible to purchase this product due to Second Party store restrictions.",
}
"""What Azure's purchase eligibility check says, by reason. Sources: public issue threads, as named."""

UNPAID = "payment"
"""The reason that free, trial and spending-limit subscriptions meet (assumed: their text was not found)."""


def check(write: Write, offer: Offer) -> None:
    """Raise ArmError unless the caller may buy *offer*, and the subscription can."""
    for action, scope in _rights(write):
        write.azure.authorize(write.caller, action, scope)
    for namespace in PROVIDERS:
        checks.registered(write.azure, write.id.subscription_id, namespace)
    words = ineligible(write, offer)
    if words is not None:
        raise _not_eligible(write, words)


def ineligible(write: Write, offer: Offer) -> str | None:
    """Return what the eligibility check has against the purchase, or None."""
    refusal = write.azure.scenario.marketplace.refusal_of(offer.publisher, offer.name)
    if refusal is None and not subscription_offers.may_buy(write.azure, write.id.subscription_id):
        refusal = UNPAID
    return None if refusal is None else _words(refusal, offer)


def _rights(write: Write) -> Iterator[tuple[str, str]]:
    """Yield the actions asked for, each with its scope; the documented `…/*` stands for `…/write` here."""
    scopes = {
        AT_SUBSCRIPTION: f"/subscriptions/{write.id.subscription_id}",
        AT_GROUP: write.id.scope,
        AT_WORKSPACE: str(write.id.parent),
    }
    for operation, scope in scopes.items():
        for action in catalogue.load().operation(operation).actions:
            yield action.replace("/*", "/write"), scope


def _words(refusal: str, offer: Offer) -> str:
    known = REASONS.get(refusal)
    return known.format(plan=offer.plan, offer=offer.name, correlation=uuid4()) if known else refusal


def _not_eligible(write: Write, words: str) -> ArmError:
    """Which slot holds the inner code is inferred, the status assumed."""
    message = f"Marketplace Subscription purchase eligibility check failed, error message [{words}]."
    region = region_of(workspace_of(write.azure, write.id))
    return user_error(write.azure, region, message, "BadRequest", FAILED)
