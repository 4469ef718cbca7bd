"""customSubDomainName: a label of DNS that only one account in all of Azure has, a soft-deleted one included."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from localazure.arm.errors import ArmError
from localazure.providers.cognitiveservices.deleted_accounts import SOFT_DELETED
from localazure.providers.cognitiveservices.names import ACCOUNTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from localazure.arm.resource_type import Json, LocalAzure, Write

_LABEL = re.compile(r"[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?")


def check(write: Write, subdomain: str | None) -> None:
    """Raise ArmError for a subdomain that is none, or another account's."""
    if not subdomain:
        return
    if not is_valid(subdomain):
        raise ArmError(400, "CustomDomainInvalid", f"Sub domain name '{subdomain}' is not valid.")
    if is_taken(write.azure, subdomain, besides=str(write.id)):
        raise ArmError(409, "CustomDomainInUse", in_use(subdomain))


def is_valid(subdomain: str) -> bool:
    """Say whether it can be a subdomain: microsoft/microsoft-foundry-for-vscode#121 for an underscore."""
    return _LABEL.fullmatch(subdomain) is not None


def is_taken(azure: LocalAzure, subdomain: str, besides: str = "") -> bool:
    """Say whether an account other than *besides* (its id) has it."""
    return any(id_.lower() != besides.lower() for id_ in _having(azure, subdomain))


def in_use(subdomain: str) -> str:
    """Return Azure's words: Azure-Samples/azuresandbox#164."""
    return (
        f"Please pick a different name. The subdomain name '{subdomain}' is not available as it's already used by a "
        "resource. If the resource using the name was deleted in the last 48 hours, you may need to purge the deleted "
        'resource. Learn more at "https://go.microsoft.com/fwlink/?linkid=2215493"'
    )


def _having(azure: LocalAzure, subdomain: str) -> Iterator[str]:
    for account in azure.store.with_field("properties.customSubDomainName", subdomain):
        if account.id.type == ACCOUNTS:
            yield str(account.id)
    for deleted in SOFT_DELETED.all(azure):
        if _of(deleted.body.get("properties") or {}).lower() == subdomain.lower():
            yield deleted.id


def _of(properties: Json) -> str:
    return str(properties.get("customSubDomainName") or "")
