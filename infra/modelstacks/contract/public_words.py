"""What in Azure's answers is nobody's own, so that a file may keep it: pure."""

from __future__ import annotations

import re

_KEPT = """
$schema actions apiVersions authMode authorizationSource capabilities capacity category code condition conditionVersion
countryCode createdByType dataActions defaultApiVersion endpointComputeType family inference-recommended-sku instanceType
kind lastModifiedByType latestVersion localizedValue location locations locationPlacementId marketplaceSubscriptionStatus
namespace notActions notDataActions offerId planId platformVersion provisioningState publicNetworkAccess publisherId
quotaId reason registrationPolicy registrationState resourceType scaleType severity spendingLimit state status
tenantCategory tenantType tier type unit version zones
"""
KEPT_FIELDS = frozenset(_KEPT.split())
"""Fields whose texts are Azure's own words; below them, `name` and `value` are, too (`sku.name`)."""
LOCALIZED = "localizedValue"
"""Beside a `value`, it makes that one Azure's own word, too: so usages are named."""
NAMED_BY_AZURE = frozenset({"sku", "family", "plan", LOCALIZED})
"""Objects whose own `name` and `value` are Azure's words."""
SECRET = re.compile(r"(key|secret|password|token|connectionstring|sas|credential)s?$", re.IGNORECASE)
PUBLIC_TEXT = re.compile(
    r"""(?ix)
      \d{4}-\d\d-\d\d(t[\d:.]+(z|[+-]\d\d:\d\d)?)?          # a time, or an api-version
    | [\d.,\s]+%?                                           # a number
    | true | false | null | \*
    | microsoft\.[\w.]+(/[\w.*/]+)?                         # a resource type or an action
    | \*(/[\w.*]+)+
    | pt?\d[\dhmsd.]*                                       # a duration
    """
)
ASSET = re.compile(r"azureml://registries/([^/]+)/[\w./-]+", re.IGNORECASE)


def is_azures_word(field: str, inside: str) -> bool:
    """Say whether the *field* of an object that stands as *inside* holds Azure's own words."""
    return field in KEPT_FIELDS or (field in {"name", "value"} and inside in NAMED_BY_AZURE)


def is_public_text(text: str, public: frozenset[str] = frozenset()) -> bool:
    """Say whether *text* tells nothing of anybody: a time, a number, an action, an asset of a *public* registry."""
    asset = ASSET.fullmatch(text)
    return bool(PUBLIC_TEXT.fullmatch(text)) or bool(asset and asset[1].lower() in public)


def is_secret(field: str) -> bool:
    """Say whether a field of that name holds a secret."""
    return bool(SECRET.search(field)) and field.lower() != "key"  # which names one
