"""modelCapacities and calculateModelCapacity: how much of a model a region has left, and how much a workload needs.

Quota is another thing: what a subscription may use, here or not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from localazure.arm import locations
from localazure.arm.errors import ArmError
from localazure.arm.resource_type import Read
from localazure.providers.cognitiveservices import models, offered
from localazure.providers.cognitiveservices.names import API_VERSIONS, NAMESPACE
from localazure.providers.cognitiveservices.offered import Named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from localazure.arm.resource_type import Call, Json, LocalAzure

_AVAILABLE = 100_000
"""Of any model anywhere: the figures of real regions are not public (assumed)."""
_PATTERN = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.-]*")
_TYPE = f"{NAMESPACE}/locations/models/skuCapacities"


def _available(azure: LocalAzure, row: Json) -> int:
    own = azure.scenario.foundry.available(row["name"])
    return _AVAILABLE if own is None else own


def refuse_lacking(azure: LocalAzure, row: Json, usage_name: str, more: int) -> None:
    """Raise ArmError where a region has not as much left; text: microsoft/sample-app-aoai-chatGPT#137, which was one about
    quota. What Azure says today was not found."""
    available = _available(azure, row)
    if more > available:
        raise ArmError(
            400,
            "InsufficientQuota",
            f"The specified capacity '{more}' of account deployment is bigger than available capacity '{available}' for "
            f"UsageName '{usage_name}'.",
        )


def _everywhere(call: Call) -> Json:
    named = _asked(call)
    return {"value": [item for region in locations.names(call.azure) for item in _items(call, named, region)]}


def _in_region(call: Call) -> Json:
    return {"value": list(_items(call, _asked(call), locations.canonical(call.query["location"])))}


def _asked(call: Call) -> Named:
    """Return the model asked about; all three values are required and have a pattern (spec routes.tsp), so that a format
    with a space can't be asked for, which is inferred. Code and wordings are assumed."""
    values = {name: call.query.get(name, "") for name in ("modelFormat", "modelName", "modelVersion")}
    for name, value in values.items():
        if not value:
            raise ArmError(400, "BadRequest", f"The required query parameter '{name}' is missing.")
        if not _PATTERN.fullmatch(value):
            raise ArmError(
                400, "BadRequest", f"The value '{value}' of query parameter '{name}' is not valid."
            )
    return Named(values["modelFormat"], values["modelName"], values["modelVersion"])


def _items(call: Call, named: Named, region: str) -> Iterator[Json]:
    """Yield an item for each SKU (published example ListModelCapacities)."""
    row = offered.find(named)
    if row is None:
        return
    for sku in row["skus"]:
        if offered.is_offered(sku, region):
            yield _item(call, row, sku["name"], models.written(region))


def _item(call: Call, row: Json, sku: str, region: str) -> Json:
    model = {name: row[name] for name in ("format", "name", "version")}
    place = f"{call.id}/providers/{NAMESPACE}/locations/{region}/models/{'.'.join(model.values())}"
    return {
        "id": f"{place}/skuCapacities/{sku}",
        "type": _TYPE,
        "name": sku,
        "location": region,
        "properties": {
            "model": model,
            "skuName": sku,
            "availableCapacity": _available(call.azure, row),
            "availableFinetuneCapacity": 0,
        },
    }


def _calculated(call: Call) -> Json:
    """POST calculateModelCapacity: thousands of tokens a minute, whatever the SKU (that of provisioned ones: assumed)."""
    tokens = sum(_tokens(workload) for workload in call.body.get("workloads") or ())
    value = -(-tokens // 1000)
    return {
        "model": call.body.get("model"),
        "skuName": call.body.get("skuName"),
        "estimatedCapacity": {"value": value, "deployableValue": max(1, value)},
    }


def _tokens(workload: Json) -> int:
    each = workload.get("requestParameters") or {}
    tokens = int(each.get("avgPromptTokens") or 0) + int(each.get("avgGeneratedTokens") or 0)
    return int(workload.get("requestPerMinute") or 0) * tokens


READS = (
    Read("modelCapacities", _everywhere, API_VERSIONS, f"{NAMESPACE}/modelCapacities/read"),
    Read(
        "locations/{location}/modelCapacities",
        _in_region,
        API_VERSIONS,
        f"{NAMESPACE}/locations/modelCapacities/read",
    ),
    Read(
        "calculateModelCapacity",
        _calculated,
        API_VERSIONS,
        f"{NAMESPACE}/calculateModelCapacity/action",
        method="POST",
    ),
)
