"""What a managed deployment takes in Azure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modelstacks.preflight.asks.quota import AskUsages
from modelstacks.preflight.asks.registry import AskRegistryModel
from modelstacks.preflight.by_mode import ModePreflight

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.placement import Decision
    from modelstacks.preflight.by_mode import Operations
    from modelstacks.preflight.facts import Ask
    from modelstacks.spec import Deployment

TO_GUARD = ("guard with content safety", "create role assignment", "delete role assignment")
TO_SCALE = ("autoscale settings",)
FOR_ONLINE_ENDPOINTS = ("Microsoft.Cdn", "Microsoft.PolicyInsights")
"""Source: MicrosoftLearning/mslearn-azure-ml#106 and its setup.sh."""
FOR_CONTENT_SAFETY = ("Microsoft.CognitiveServices", "Microsoft.ManagedIdentity")
FOR_AUTOSCALE = ("Microsoft.Insights",)


class ManagedPreflight(ModePreflight):
    """An online endpoint, its deployment, and what guards and scales it in the resource group."""

    operations = (
        "create/update online endpoint",
        "delete online endpoint",
        "create/update online deployment",
        "delete online deployment",
        "list online endpoint keys",
    )
    following = ("poll online operations", "read deployment logs")
    optional = TO_SCALE
    # Guarding is left out: who may assign roles can take any right; a spec that asks for it gets it.

    def billing(self, decision: Decision) -> str:
        """By VMs and hours."""
        bought = decision.model.needs_marketplace_subscription("managed")
        surcharge = ", and the publisher's Marketplace surcharge" if bought else ""
        return (
            f"Billed by the hour while it exists, used or not: {decision.instances} x {decision.instance_type}"
            f" ({decision.quota} quota){surcharge}."
        )

    def asks(self, deployment: Deployment) -> Iterator[Ask[Any]]:
        """Cores in each region, and what the model's registry recommends."""
        yield from map(AskUsages, deployment.regions)
        yield AskRegistryModel(deployment.model.registry, deployment.model.name)

    def providers(self, deployment: Deployment) -> tuple[str, ...]:
        """Those of online endpoints, and of what stands around this one."""
        return (
            *FOR_ONLINE_ENDPOINTS,
            *(FOR_CONTENT_SAFETY if deployment.content_safety else ()),
            *(FOR_AUTOSCALE if deployment.serving.autoscale else ()),
        )

    def around(self, deployment: Deployment) -> Operations:
        """Content Safety with an identity of its own, and Azure Monitor's autoscale settings."""
        return (
            *(TO_GUARD if deployment.content_safety else ()),
            *(TO_SCALE if deployment.serving.autoscale else ()),
        )


PART = ManagedPreflight()
