"""Many serverless deployments over seven regions, in workspaces that the stack makes: sizes that people really have."""

from __future__ import annotations

from itertools import groupby, zip_longest
from typing import TYPE_CHECKING

from examined import TODAY
from many import REGIONS
from modelstacks.catalog import load

if TYPE_CHECKING:
    from collections.abc import Iterator


def pairs_of_model_and_region() -> Iterator[tuple[str, str]]:
    """Yield (model, region) of all that can be: a model is deployed once in a workspace; regions in turn."""
    alive = [model for model in load().models if model.lifecycle.stage(TODAY) != "retired"]
    pairs = [(model.name, at) for at in REGIONS for model in alive if model.is_offered("serverless", at)]
    by_region = [list(group) for _, group in groupby(pairs, key=lambda pair: pair[1])]
    yield from (pair for turn in zip_longest(*by_region) for pair in turn if pair)


def spec(deployments: int, group: str, **endpoint: str) -> str:
    """Return the spec of that many."""
    lines = [
        "subscription: ${AZURE_SUBSCRIPTION_ID}",
        f"resource_group: {group}",
        "workspaces:",
        *(f"  {region}: {{name: many-{region}, create: true, kind: workspace}}" for region in REGIONS),
        "deployments:",
    ]
    for number, (model, region) in zip(range(deployments), pairs_of_model_and_region(), strict=False):
        lines.append(f"  d{number}: {{model: {model}, mode: serverless, regions: [{region}]}}")
    return "\n".join(lines) + "\n"
