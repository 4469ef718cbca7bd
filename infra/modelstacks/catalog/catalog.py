"""Questions to the catalogue; pure, answered from the rows alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from modelstacks.errors import UsageError
from modelstacks.suggestions import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from modelstacks.catalog.model import Model
    from modelstacks.catalog.reference import (
        Limit,
        LimitValue,
        NameRule,
        OfferType,
        Operation,
        Region,
        Registry,
        Role,
        Sku,
        Surface,
    )

MODEL_ID = re.compile(
    r"^azureml://registries/(?P<registry>[^/]+)/models/(?P<name>[^/]+)(?:/(?:versions|labels)/[^/]+)?$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class ModelFilter:
    """What a model must be to be listed; None asks nothing."""

    mode: str | None = None
    region: str | None = None
    capability: str | None = None
    publisher: str | None = None
    not_retired_on: date | None = None


@dataclass(frozen=True, eq=False)
class Catalog:
    """All rows. Names are found in any case; order is the files' order. It equals itself alone, so what is worked out
    from it can be kept by it.
    """

    models: tuple[Model, ...]
    skus: tuple[Sku, ...]
    regions: tuple[Region, ...]
    registries: tuple[Registry, ...]
    limits: tuple[Limit, ...]
    name_rules: Mapping[str, NameRule]
    operations: tuple[Operation, ...]
    roles: tuple[Role, ...]
    offers: tuple[OfferType, ...]
    surfaces: tuple[Surface, ...]

    def find_model(self, name: str) -> Model | None:
        """Return the model of that name or alias, in any case, or None."""
        return self._by_name.get(name.lower())

    @cached_property
    def _by_name(self) -> dict[str, Model]:
        """A name goes before another model's alias, and a row before a later one."""
        aliases = {alias.lower(): model for model in reversed(self.models) for alias in model.aliases}
        return aliases | {model.name.lower(): model for model in reversed(self.models)}

    def model(self, name: str) -> Model:
        """Return the model of that name or alias. Raises UsageError that suggests similar ones."""
        model = self.find_model(name)
        if model is None:
            raise UsageError(self.unknown_model(name))
        return model

    def unknown_model(self, name: str) -> str:
        """Return the message about a model that no row names."""
        suggestion = did_you_mean(name, (model.name for model in self.models))
        return f"no model '{name}' in the catalogue{suggestion or '; `modelstacks models` lists them'}"

    def role_id(self, name: str) -> str:
        """Return the GUID of a built-in role. Raises KeyError where no row has it."""
        found = next((role.id for role in self.roles if role.name == name), None)
        if found is None:
            raise KeyError(name)
        return found

    def model_by_id(self, model_id: str) -> Model | None:
        """Return the model of `azureml://registries/R/models/M`, with or without `/versions/N`, or None."""
        found = MODEL_ID.match(model_id)
        if found is None:
            return None
        model = self.find_model(found["name"])
        return model if model and model.registry.lower() == found["registry"].lower() else None

    def models_offering(self, criteria: ModelFilter) -> tuple[Model, ...]:
        """Return the models that *criteria* describes.

        A region rules a model out only where the rows know that none of its modes in question is offered there.
        """
        return tuple(model for model in self.models if _meets(model, criteria))

    def find_sku(self, name: str) -> Sku | None:
        """Return the VM size of that name, in any case, or None."""
        return next((sku for sku in self.skus if sku.name.lower() == name.lower()), None)

    def sku(self, name: str) -> Sku:
        """Return the VM size of that name. Raises UsageError that suggests similar ones."""
        sku = self.find_sku(name)
        if sku is None:
            raise UsageError(self.unknown_sku(name))
        return sku

    def unknown_sku(self, name: str) -> str:
        """Return the message about a VM size that no row names."""
        return f"no VM size '{name}' in the catalogue{did_you_mean(name, (sku.name for sku in self.skus))}"

    def find_offer(self, quota_id: str) -> OfferType | None:
        """Return the offer type of a subscription by its quotaId (`FreeTrial_2014-09-01`), or None."""
        prefix = quota_id.split("_")[0].lower()
        return next((offer for offer in self.offers if offer.quota_id_prefix.lower() == prefix), None)

    def find_region(self, name: str) -> Region | None:
        """Return the region of that name (`swedencentral`, not `Sweden Central`), or None."""
        return next((region for region in self.regions if region.name == name), None)

    def nearest_first(self, names: Iterable[str], origin: str) -> tuple[str, ...]:
        """Return region *names* by their distance from *origin*; those without coordinates last, by name."""
        home = self.find_region(origin)

        def distance(name: str) -> tuple[float, str]:
            region = self.find_region(name)
            return (home.distance_km(region) if home and region else float("inf"), name)

        return tuple(sorted(names, key=distance))

    def limit(self, area: str, name: str) -> LimitValue:
        """Return the value of a limit; where sources disagree, the first row's (the newer source)."""
        return next(limit.value for limit in self.limits if (limit.area, limit.name) == (area, name))

    def limit_count(self, area: str, name: str) -> int:
        """Return the value of a limit that is a whole number."""
        value = self.limit(area, name)
        if not isinstance(value, int):
            raise TypeError(f"the limit {area}.{name} is {value!r}, not a whole number")
        return value

    def operation(self, name: str) -> Operation:
        """Return the operation's row: the actions it needs and where."""
        return next(operation for operation in self.operations if operation.name == name)


def _meets(model: Model, criteria: ModelFilter) -> bool:
    modes = [mode for mode in model.modes if criteria.mode in (None, mode)]
    if criteria.region is not None:
        modes = [mode for mode in modes if model.is_offered(mode, criteria.region) is not False]
    return (
        bool(modes)
        and (criteria.capability is None or criteria.capability in model.capabilities)
        and (criteria.publisher is None or model.publisher.lower() == criteria.publisher.lower())
        and (criteria.not_retired_on is None or model.lifecycle.stage(criteria.not_retired_on) != "retired")
    )
