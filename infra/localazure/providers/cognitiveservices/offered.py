"""The models that can be deployed: the recorded ones of `models.json`, and the catalogue's that Foundry offers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from localazure import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from localazure.arm.resource_type import Json, LocalAzure
    from localazure.catalogue import Catalog, FoundryOffer, FoundrySku, Model

NO_DATE = "2099-12-31T00:00:00Z"
"""What Azure writes where no date is set: inferred from an item that a public file shows (gpt-oss-120b)."""
OPENAI = "OpenAI"
_ASSUMED_VERSION = "1"
_MOST_CAPACITY = 1_000_000
_ASSUMED: Json = {
    "status": "GenerallyAvailable",
    "created": "2025-01-01T00:00:00Z",
    "max_capacity": 3,
    "rates": {"request": 1, "token": 1000},
}
"""What no source says of the catalogue's models."""
_CAPABILITIES = {
    "chat-completion": "chatCompletion",
    "completions": "completion",
    "embeddings": "embeddings",
    "image-embeddings": "imageEmbeddings",
    "rerank": "rerank",
}
"""Azure's names; but for `chatCompletion`, `completion` and `embeddings` they are assumed."""


@dataclass(frozen=True)
class Named:
    """How a request names a model; *publisher* and *version* may be ""."""

    format: str
    name: str
    version: str = ""
    publisher: str = ""

    @classmethod
    def of(cls, model: Json) -> Named:
        """Read `properties.model`."""
        return cls(*(str(model.get(field) or "") for field in ("format", "name", "version", "publisher")))

    def __str__(self) -> str:
        """Return it as Azure's refusals write it (microsoft/microsoft-foundry-for-vscode#497 and #557)."""
        publisher = f"Publisher:{self.publisher}," if self.publisher else ""
        return f"{publisher}Format:{self.format},Name:{self.name},Version:{self.version}"


@cache
def _file() -> Json:
    text = (resources.files(__package__) / "models.json").read_text(encoding="utf-8")
    content: Json = json.loads(text)
    return content


def every() -> list[Json]:
    """Return every known model, as `models.json` has it. They are made once: nobody may change them."""
    return _every(catalogue.load())


@lru_cache(maxsize=2)
def _every(known: Catalog) -> list[Json]:
    catalogued = (each for model in known.models if model.foundry for each in _rows(model))
    return [*_file()["models"], *catalogued]


@lru_cache(maxsize=2)
def _by_name(known: Catalog) -> dict[tuple[str, str], list[Json]]:
    """Return the rows by format and name, both in small letters."""
    found: dict[tuple[str, str], list[Json]] = {}
    for row in _every(known):
        found.setdefault((row["format"].lower(), row["name"].lower()), []).append(row)
    return found


def formats() -> frozenset[str]:
    """Return the publishers' formats that deployments name, in small letters."""
    return frozenset(name.lower() for name in _file()["formats"])


def _rows(model: Model) -> Iterator[Json]:
    """Yield a row for each version of a catalogue model."""
    offer = model.foundry
    assert offer is not None
    versions = offer.versions or (catalogue.FoundryVersion(version=_ASSUMED_VERSION, default=True),)
    default = offer.default_version or versions[-1].version
    for version in versions:
        ends = {"retires": f"{version.deprecation}T00:00:00Z"} if version.deprecation else {}
        status = {"status": version.lifecycle} if version.lifecycle else {}
        yield (
            _ASSUMED
            | {
                "format": offer.format,
                "name": offer.name,
                "version": version.version,
                "default": version.version == default,
                "retires": NO_DATE,
                "ends": bool(ends),
                "unsure": all(each.default is None for each in offer.versions),
                "capabilities": {_CAPABILITIES[each]: "true" for each in model.capabilities},
                "skus": [_sku(offer, name, sku) for name, sku in offer.skus.items()],
                "catalogued": model.name,
            }
            | ends
            | status
        )


def _sku(offer: FoundryOffer, name: str, sku: FoundrySku) -> Json:
    """Return one SKU; a key that no source names is assumed after those that are known."""
    known = {key: value for key, value in sku.capacity.model_dump().items() if value is not None}
    return {
        "name": name,
        "usage": sku.usage_name or f"AIServices.{name}.{offer.name}",
        "capacity": {"maximum": _MOST_CAPACITY, "default": known.get("minimum", 1)} | known,
        "regions": None if sku.regions == "all" else sku.regions,
    }


def find(named: Named) -> Json | None:
    """Return the model of that name; without a version, that of the default one.

    A version that no row lists is taken as it comes where no row knows which one is the default: the list isn't whole.
    """
    versions = _by_name(catalogue.load()).get((named.format.lower(), named.name.lower()), [])
    for model in versions:
        if model["version"] == named.version or (not named.version and model.get("default")):
            return model
    unsure = next((model for model in versions if model.get("unsure")), None)
    return unsure | {"version": named.version, "default": False} if unsure else None


def sku_of(model: Json, name: str) -> Json | None:
    """Return one of the model's SKUs."""
    return next((sku for sku in model["skus"] if sku["name"].lower() == name.lower()), None)


def is_offered(sku: Json, region: str) -> bool:
    """Say whether a SKU is offered in *region*; where no source says it is (assumed)."""
    return not sku.get("regions") or region in sku["regions"]


def status_of(azure: LocalAzure, model: Json) -> str:
    """Return the model's `lifecycleStatus`: the scenario's word, else by its end on the local clock, else the row's."""
    own = azure.scenario.foundry.lifecycle.get(model["name"])
    return own or ("Deprecated" if is_over(azure, model) else str(model["status"]))


def is_over(azure: LocalAzure, model: Json) -> bool:
    """Say whether the model's end has come on the local clock; recorded models outlive theirs."""
    return bool(model.get("ends")) and datetime.fromisoformat(model["retires"]) <= azure.clock.now()
