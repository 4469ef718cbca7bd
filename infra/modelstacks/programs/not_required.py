"""What plain `pulumi up` says where Azure may refuse a Marketplace subscription because the model needs none.

The engine ends with the first resource that fails, and calls no error hook for what is refused at once (3.225,
deploy/step.go): so it is said before. `modelstacks up` hears of the refusal and goes on with another run.
"""

from __future__ import annotations

import pulumi

from modelstacks.azure.arm_errors import NOT_REQUIRED

HOOK = "modelstacks-subscription-may-not-be-required"
SUBSCRIPTION = "azure-native:machinelearningservices:MarketplaceSubscription"


def foretell_not_required() -> None:
    """Say before each Marketplace subscription is made what to do where Azure wants none."""

    async def foretell(args: pulumi.ResourceHookArgs) -> None:
        pulumi.log.info(way_out(str((args.new_inputs or {})["properties"]["modelId"])))

    binding = pulumi.ResourceHookBinding(before_create=[pulumi.ResourceHook(HOOK, foretell)])

    def watch(args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
        if args.type_ != SUBSCRIPTION:
            return None
        more = pulumi.ResourceOptions.merge(args.opts, pulumi.ResourceOptions(hooks=binding))
        return pulumi.ResourceTransformationResult(args.props, more)

    pulumi.runtime.register_stack_transformation(watch)


def way_out(model_id: str) -> str:
    """Return what to do where Azure refuses the subscription for that model."""
    model = model_id.rsplit("/", 1)[-1]
    return (
        f"Subscribing to {model}. Where Azure refuses that with {NOT_REQUIRED}, it sells the model itself:\n"
        "run `modelstacks up`, which goes on without; once the endpoint is there, `pulumi up` knows by it.\n"
        "Or name a file of your own rows with `pulumi config set modelstacks:rows FILE`:\n"
        f"  models: [{{name: {model}, marketplace: {{serverless: false, managed: false}}}}]"
    )
