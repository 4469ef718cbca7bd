"""What a subscription's accounts and deployments take, and how much there is: in a region, or in all together."""

from __future__ import annotations

import json
from collections import Counter
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
    from localazure.arm.resource_type import Json, LocalAzure

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
    subscription: str | None
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

    def used(self) -> Counter[str]:
        """Return what is taken, by key."""
        used: Counter[str] = Counter()
        for key, _, taken in self._taken():
            used[key] += taken
        return used

    def _taken(self, of: str = "") -> Iterator[tuple[str, str, int]]:
        """Yield the key that an account or a deployment takes from, its id in small letters, and how much it takes.

        *of*: no deployments where only the accounts are asked for.
        """
        within = f"/subscriptions/{self.subscription}"
        here = set()
        for account, location in self.azure.store.fields(ACCOUNTS, within, "location"):
            if canonical(location) == self.region:
                here.add(account)
                yield ACCOUNT_COUNT, account, 1
        if of != ACCOUNT_COUNT:
            yield from self._taken_by_deployments(within, here)

    def _taken_by_deployments(self, within: str, here: set[str]) -> Iterator[tuple[str, str, int]]:
        """One subscription's deployments are mostly of a few models: each is looked up once."""
        keys: dict[tuple[str, str], str | None] = {}
        wanted = ("properties.model", "sku.name", "sku.capacity")
        for deployment, model, sku, capacity in self.azure.store.fields(DEPLOYMENTS, within, *wanted):
            if (model, sku) not in keys:
                keys[model, sku] = _key_of(json.loads(model), sku)
            key = keys[model, sku]
            if key and (key in _file()["global"] or deployment.rsplit("/", 2)[0] in here):
                yield key, deployment, int(capacity)

    def refuse_more(self, key: str, needed: int, besides: ResourceId | None = None) -> None:
        """Raise ArmError `InsufficientQuota` where *needed*, in place of what *besides* takes now, is not left.

        Text: microsoft/PubSec-Info-Assistant#880.
        """
        quota = self.quotas()[key]
        taken = {id_: amount for taken_of, id_, amount in self._taken(key) if taken_of == key}
        now = sum(taken.values())
        more = needed - (taken.get(besides.key, 0) if besides else 0)
        left = max(0, quota.limit - now)
        if more > left:
            raise ArmError(
                400,
                "InsufficientQuota",
                f"This operation require {more} new capacity in quota {quota.label}, which is bigger than the current "
                f"available capacity {left}. The current quota usage is {now} and the quota limit "
                f"is {quota.limit} for quota {quota.label}.",
            )


def _key_of(model: Json, sku_name: str) -> str | None:
    """Return what a deployment of *model* takes from; None for a model that the local Azure does not know."""
    row = offered.find(offered.Named.of(model))
    sku = offered.sku_of(row, sku_name) if row else None
    return str(sku["usage"]) if sku else None
