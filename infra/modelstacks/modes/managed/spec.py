"""What a managed deployment can say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.spec.by_mode import ModeSpec
from modelstacks.spec.serving import Serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.catalog import Catalog
    from modelstacks.errors import Mistake
    from modelstacks.spec.schemas import DeploymentSchema
    from modelstacks.yaml_source import Loc, Source


class ManagedSpec(ModeSpec):
    """VM size, instances, quota, traffic and how it serves."""

    endpoint_kind = "online endpoint"
    deployment_kind = "online deployment"
    takes = frozenset(
        ("quota", "on_expiry", "instance_type", "instances", "traffic", "version", *Serving.model_fields)
    )
    shares_endpoints = True

    def mistakes(
        self, deployment: DeploymentSchema, source: Source, catalog: Catalog, loc: Loc
    ) -> Iterator[Mistake]:
        """Yield a VM size that nobody knows, and instances outside of their bounds."""
        size = deployment.instance_type
        if size is not None and catalog.find_sku(size) is None:
            yield source.mistake((*loc, "instance_type"), catalog.unknown_sku(size))
        scale = deployment.autoscale
        if scale and not scale.min <= deployment.instances <= scale.max:
            message = f"{deployment.instances} instances are not between autoscale's min {scale.min} and max {scale.max}"
            yield source.mistake((*loc, "autoscale"), message)


PART = ManagedSpec()
