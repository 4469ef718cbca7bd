"""Which deployments Azure takes: the model, its SKU in the region, the capacity; texts from public threads, as named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from localazure.arm.errors import ArmError
from localazure.providers.cognitiveservices import models, offered
from localazure.providers.cognitiveservices.offered import Named

if TYPE_CHECKING:
    from localazure.arm.resource_type import Json, Resource, Write

_INVALID = "InvalidResourceProperties"


@dataclass(frozen=True)
class Deployable:
    """A deployment that can be made: *row* and *sku* are None for a model that the local Azure does not list."""

    version: str
    capacity: int
    row: Json | None = None
    sku: Json | None = None


def check(write: Write, account: Resource, body: Json) -> Deployable:
    """Return what the body asks for. Raises ArmError as Azure would."""
    named = _named(body["properties"])
    row = offered.find(named)
    sku_name, capacity = str(body["sku"].get("name") or ""), _number(body["sku"].get("capacity"))
    if row is None:
        _refuse_unlisted(named)
        return Deployable(named.version or "1", _whole(1 if capacity is None else capacity, 1, None), None)
    if str(account.body["kind"]) not in models.kinds_of(row):
        raise _not_supported(named)
    if write.before is None:
        _refuse_ending(write, named, row)
    sku = _sku(row, sku_name, str(account.body["location"]))
    bounds = sku["capacity"]
    asked = (bounds.get("default") or bounds["minimum"]) if capacity is None else capacity
    return Deployable(row["version"], _capacity(asked, bounds), row, sku)


def _named(properties: Json) -> Named:
    named = Named.of(properties.get("model") or {})
    if not named.format or not named.name:
        message = "A deployment needs a model's format and name."  # wording assumed
        raise ArmError(400, _INVALID, message)
    return named


def _refuse_unlisted(named: Named) -> None:
    """Of OpenAI's own models the local Azure lists a few, the others are taken as they come."""
    if named.format.lower() != offered.OPENAI.lower():
        raise _not_supported(named)


def _not_supported(named: Named) -> ArmError:
    """Text: microsoft/microsoft-foundry-for-vscode#497; the status is assumed."""
    return ArmError(
        400, "DeploymentModelNotSupported", f"The model '{named}' of account deployment is not supported."
    )


def _refuse_ending(write: Write, named: Named, row: Json) -> None:
    """What is ending takes no new deployments: microsoft-foundry-for-vscode#557 (status assumed) and #491."""
    whole = Named(row["format"], row["name"], row["version"], named.publisher)
    status = offered.status_of(write.azure, row)
    if status == "Deprecating":
        message = f"The model '{whole}' is in deprecating state and cannot be used for new deployments."
        raise ArmError(400, "ServiceModelDeprecating", message)
    if status == "Deprecated":
        year, month, day = row["retires"][:10].split("-")
        message = f"The model '{whole}' has been deprecated since {month}/{day}/{year} 00:00:00."
        raise ArmError(400, "ServiceModelDeprecated", message)


def _sku(row: Json, name: str, region: str) -> Json:
    """Texts: thunderbug1/LibreChatAzureDeployment#5, Azure-Samples/realtime-call-center-accelerator#5."""
    sku = offered.sku_of(row, name)
    if sku is None:
        message = (
            f"The specified SKU '{name}' of account deployment is not supported by the model '{row['name']}' "
            f"version: '{row['version']}'."
        )
        raise ArmError(400, _INVALID, message)
    if not offered.is_offered(sku, region):
        message = (
            f"The specified SKU '{name}' for model '{row['name']} {row['version']}' is not supported in this region "
            f"'{region}'."
        )
        raise ArmError(400, _INVALID, message)
    return sku


def _number(asked: object) -> object:
    """A number in quotes is one (assumed): the Azure CLI sends its `--sku-capacity` so."""
    return int(asked) if isinstance(asked, str) and asked.isdecimal() else asked


def _capacity(asked: object, bounds: Json) -> int:
    least, step = bounds.get("minimum", 1), bounds.get("step", 1)
    capacity = _whole(asked, least, bounds["maximum"])
    if (capacity - least) % step:
        raise _invalid_capacity(asked, f"a multiple of {step}")  # wording assumed
    return capacity


def _whole(asked: object, least: int, most: int | None) -> int:
    bounds = f"at least {least} and no more than {most}" if most else f"at least {least}"
    if type(asked) is not int or asked < least or (most is not None and asked > most):
        raise _invalid_capacity(asked, bounds)
    return asked


def _invalid_capacity(asked: object, bounds: str) -> ArmError:
    """Text: as public repositories quote it in 2026 (Azure/business-process-automation#259 has an older one)."""
    return ArmError(
        400, "InvalidCapacity", f"The specified capacity '{asked}' of account deployment should be {bounds}."
    )
