"""What a subscription's accounts and deployments take, and how much there is: in a region, or in all together."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from localazure.arm.errors import ArmError
from localazure.arm.locations import canonical
from localazure.providers.cognitiveservices import offered
from localazure.providers.cognitiveservices.names import ACCOUNTS, DEPLOYMENTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from localazure.arm.ids import ResourceId
    from localazure.arm.resource_type import Json, LocalAzure, Resource

ACCOUNT_COUNT = "AccountCount"
GLOBAL = "global"
"""The region that stands for all, in `locations/global/usages`."""


@cache
def _file() -> Json:
    content: Json = json.loads((resources.files(__package__) / "quotas.json").read_text(encoding="utf-8"))
    return content


def most_deployments() -> int:
    """Return how many deployments an account can have."""
    return int(_file()["deployments"])


@dataclass(frozen=True)
class Quota:
    """One quota: its key (`skus[].usageName` of the models that share it), its label and its limit."""

    key: str
    label: str
    limit: int

    @property
    def is_global(self) -> bool:
        """Whether all regions share it; every region then shows the same figures."""
        return self.key in _file()["global"]


@dataclass(frozen=True)
class Pool:
    """The quotas of a *subscription* (its GUID) in a *region*, or in `GLOBAL`."""

    azure: LocalAzure
    subscription: str
    region: str

    def quotas(self) -> dict[str, Quota]:
        """Return what is counted, by key."""
        found = {
            key: self._quota(key, f"Tokens Per Minute (thousands) - {model['name']} - {sku['name']}")
            for model in offered.every()
            for key, sku in ((each["usage"], each) for each in model["skus"])
        }
        if self.region == GLOBAL:
            return {key: quota for key, quota in found.items() if quota.is_global}
        return found | {ACCOUNT_COUNT: self._quota(ACCOUNT_COUNT, ACCOUNT_COUNT)}

    def _quota(self, key: str, label: str) -> Quota:
        own = self.azure.scenario.foundry.limit(key)
        limit = _file()["limits"].get(key, _file()["default"]) if own is None else own
        return Quota(key, _file()["labels"].get(key, label), limit)

    def used(self, besides: ResourceId | None = None) -> dict[str, int]:
        """Return what is taken, by key; *besides* is a deployment that is not counted."""
        used = {ACCOUNT_COUNT: sum(1 for account in self._accounts() if self._is_here(account))}
        for account in self._accounts():
            for deployment in self.azure.store.of_type(DEPLOYMENTS, str(account.id)):
                key = _key_of(deployment)
                counts = self._is_here(account) or (key or "") in _file()["global"]
                if key and counts and (besides is None or deployment.id.key != besides.key):
                    used[key] = used.get(key, 0) + int(deployment.body["sku"]["capacity"])
        return used

    def _accounts(self) -> Iterator[Resource]:
        yield from self.azure.store.of_type(ACCOUNTS, f"/subscriptions/{self.subscription}")

    def _is_here(self, account: Resource) -> bool:
        return canonical(str(account.body["location"])) == self.region

    def refuse_more(self, key: str, needed: int, besides: ResourceId | None = None) -> None:
        """Raise ArmError `InsufficientQuota` where *needed*, in place of what *besides* takes now, is not left.

        Text: microsoft/PubSec-Info-Assistant#880.
        """
        quota = self.quotas().get(key)
        if quota is None:
            return
        now, others = self.used().get(key, 0), self.used(besides).get(key, 0)
        more = needed - (now - others)
        if more > 0 and more > max(0, quota.limit - now):
            raise ArmError(
                400,
                "InsufficientQuota",
                f"This operation require {more} new capacity in quota {quota.label}, which is bigger than the current "
                f"available capacity {max(0, quota.limit - now)}. The current quota usage is {now} and the quota limit "
                f"is {quota.limit} for quota {quota.label}.",
            )


def _key_of(deployment: Resource) -> str | None:
    """Return what a deployment takes from; None for a model that the local Azure does not know."""
    model = offered.find(offered.Named.of(deployment.properties["model"]))
    sku = offered.sku_of(model, deployment.body["sku"]["name"]) if model else None
    return str(sku["usage"]) if sku else None
