"""What the models program plans for a spec, before anything is created."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from locked_decisions import A100, locked_decision
from modelstacks.deployment.placed import MarketplaceSubscriptionPlan
from modelstacks.deployment.plan import ModelsPlan, plan_models
from modelstacks.modes.managed.plan import OnlineEndpointPlan
from modelstacks.modes.serverless.plan import ServerlessEndpointPlan
from modelstacks.spec import Deployment, WorkspaceRef
from spec_builders import SUBSCRIPTION, deployment, spec_of

if TYPE_CHECKING:
    from modelstacks.lock_decisions import LockedDecision

LLAMA, PHI, EMBED = "Llama-3.3-70B-Instruct", "Phi-4", "Cohere-embed-v3-multilingual"


def serverless(name: str = "chat", model: str = LLAMA, **fields: Any) -> Deployment:
    return deployment(name, model, mode="serverless", **fields)


def managed(name: str = "own", **fields: Any) -> Deployment:
    return deployment(name, PHI, mode="managed", **fields)


def plan(
    *deployments: Deployment, locks: dict[str, LockedDecision] | None = None, **fields: Any
) -> ModelsPlan:
    return plan_models(
        spec_of(deployments, **fields),
        {deployment.name: locked_decision(deployment) for deployment in deployments} | (locks or {}),
    )


def serverless_in(models_plan: ModelsPlan) -> list[ServerlessEndpointPlan]:
    return [each for each in models_plan.endpoints if isinstance(each, ServerlessEndpointPlan)]


def online_in(models_plan: ModelsPlan) -> list[OnlineEndpointPlan]:
    return [each for each in models_plan.endpoints if isinstance(each, OnlineEndpointPlan)]


def test_nothing_wanted_makes_nothing() -> None:
    empty = plan(owner="me")
    assert (empty.workspaces, empty.marketplace_subscriptions, empty.endpoints) == ((), (), ())
    assert empty.owner == "me"
    assert empty.scope == f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-models"


def test_a_partners_model_needs_a_subscription_named_without_dots() -> None:
    models_plan = plan(serverless())
    assert models_plan.marketplace_subscriptions == (
        MarketplaceSubscriptionPlan(
            "Llama-3-3-70B-Instruct",
            f"azureml://registries/azureml-meta/models/{LLAMA}",
            "ws-swedencentral",
        ),
    )
    assert (
        models_plan.endpoints[0].deployments[0].subscription == models_plan.marketplace_subscriptions[0].key
    )


def test_a_first_party_model_needs_none() -> None:
    models_plan = plan(serverless(model=PHI))
    assert models_plan.marketplace_subscriptions == ()
    assert models_plan.endpoints[0].deployments[0].subscription is None


@pytest.mark.parametrize(
    ("endings", "leave"),
    [(["leave", "leave"], True), (["leave", "recreate"], False), (["recreate", "recreate"], False)],
)
def test_an_endpoint_stays_away_only_where_all_behind_it_say_so(endings: list[str], leave: bool) -> None:
    behind = [
        managed(f"d{number}", endpoint_name="both", on_expiry=ending) for number, ending in enumerate(endings)
    ]
    [endpoint] = online_in(plan(*behind))
    assert endpoint.leave is leave


def test_one_offer_is_bought_once_for_each_workspace() -> None:
    models_plan = plan(serverless("a"), serverless("b"), serverless("c", regions=("eastus2",)))
    assert [planned.workspace for planned in models_plan.marketplace_subscriptions] == [
        "ws-swedencentral",
        "ws-eastus2",
    ]
    assert len({planned.key for planned in models_plan.marketplace_subscriptions}) == 2
    assert len(models_plan.endpoints) == 3


def test_managed_compute_needs_no_subscription() -> None:
    assert plan(managed()).marketplace_subscriptions == ()


def test_a_managed_model_that_is_sold_is_subscribed_to() -> None:
    """The checks announce the purchase by the same rule."""
    sold = deployment("own", "Cohere-command-a", mode="managed", instance_type=A100)
    models_plan = plan(sold)
    ((planned,),) = (endpoint.deployments for endpoint in models_plan.endpoints)
    assert [subscription.model_id for subscription in models_plan.marketplace_subscriptions] == [
        sold.model.id
    ]
    assert planned.subscription == models_plan.marketplace_subscriptions[0].key
    assert models_plan.marketplace_subscription_ids[0].endswith(
        "/ws-swedencentral/marketplaceSubscriptions/Cohere-command-a"
    )


def test_a_deployment_lies_where_the_lock_puts_it() -> None:
    chat = serverless(regions=("swedencentral", "eastus2"), endpoint_name="ep")
    decision = locked_decision(chat, region="eastus2", workspace="ws-eastus2")
    (planned,) = serverless_in(plan(chat, locks={"chat": decision}))
    assert (planned.deployment.name, planned.name, planned.region, planned.workspace) == (
        "chat",
        "ep",
        "eastus2",
        "ws-eastus2",
    )


def test_the_lock_says_how_a_model_is_deployed() -> None:
    chat = deployment("chat", PHI, mode="auto")
    models_plan = plan(chat, locks={"chat": locked_decision(managed("chat"))})
    assert [endpoint.mode for endpoint in models_plan.endpoints] == ["managed"]


@pytest.mark.parametrize(("generation", "endpoint"), [(1, "ep"), (2, "ep-g2")])
def test_a_renewed_endpoint_has_its_generation_in_its_name(generation: int, endpoint: str) -> None:
    chat, own = serverless(endpoint_name="ep"), managed(endpoint_name="ep")
    renewed = {planned.name: locked_decision(planned, generation=generation) for planned in (chat, own)}
    models_plan = plan(chat, own, locks=renewed)
    assert [each.name for each in models_plan.endpoints] == [endpoint, endpoint]


@pytest.mark.parametrize(
    ("model", "content_safety", "switch"),
    [(LLAMA, True, True), (LLAMA, False, False), (EMBED, True, None), (EMBED, False, None)],
)
def test_content_safety_is_switched_only_where_there_is_a_filter(
    model: str, content_safety: bool, switch: bool | None
) -> None:
    (planned,) = serverless_in(plan(serverless(model=model, content_safety=content_safety)))
    assert planned.content_safety is switch


def test_a_managed_deployment_takes_the_model_with_its_version() -> None:
    (endpoint,) = online_in(plan(managed(instances=2)))
    (planned,) = endpoint.deployments
    assert (endpoint.name, endpoint.region, endpoint.workspace) == (
        "own",
        "swedencentral",
        "ws-swedencentral",
    )
    assert planned.model_id == "azureml://registries/azureml/models/Phi-4/versions/8"
    assert (planned.instance_type, planned.instances, planned.traffic) == (A100, 2, 100)


def test_what_is_made_is_the_locks_model_in_either_mode() -> None:
    elsewhere = "azureml://registries/elsewhere/models/M"
    rows = (serverless(), managed())
    locks = {row.name: locked_decision(row, model=elsewhere) for row in rows}
    made = plan(*rows, locks=locks)
    ids = {each.name: each.model_id for endpoint in made.endpoints for each in endpoint.deployments}
    assert ids == {"chat": elsewhere, "own": f"{elsewhere}/versions/8"}
    assert [row.model_id for row in made.marketplace_subscriptions] == [elsewhere]


def test_a_version_that_was_asked_for_is_taken() -> None:
    ((planned,),) = (endpoint.deployments for endpoint in online_in(plan(managed(version="7"))))
    assert planned.model_id.endswith("/Phi-4/versions/7")


def test_deployments_share_an_endpoint_in_the_files_order() -> None:
    models_plan = plan(
        managed("blue", endpoint_name="ep", traffic=90),
        managed("lone"),
        managed("green", endpoint_name="ep", traffic=10),
    )
    shared, lone = online_in(models_plan)
    assert [(planned.name, planned.traffic) for planned in shared.deployments] == [
        ("blue", 90),
        ("green", 10),
    ]
    assert (shared.name, lone.name) == ("ep", "lone")


def test_only_workspaces_to_create_are_made() -> None:
    created = WorkspaceRef("eastus2", "chat-east", create=True, kind="project")
    existing = WorkspaceRef("swedencentral", "chat-sweden", create=False, kind="project")
    assert plan(workspaces={"eastus2": created, "swedencentral": existing}).workspaces == (created,)


def test_an_endpoint_on_shared_quota_is_told_apart() -> None:
    own = managed(endpoint_name="ep")
    assert online_in(plan(own, locks={"own": locked_decision(own, quota="shared")}))[0].shared
    assert not online_in(plan(own, locks={"own": locked_decision(own, quota="dedicated")}))[0].shared


def test_an_endpoint_that_exists_is_neither_renamed_nor_shared() -> None:
    own = managed(endpoint_name="theirs", endpoint_exists=True)
    (endpoint,) = online_in(plan(own, locks={"own": locked_decision(own, quota="shared", generation=2)}))
    assert (endpoint.name, endpoint.existing, endpoint.shared) == ("theirs", True, False)


def test_one_account_guards_those_behind_an_endpoint_that_ask_for_it() -> None:
    deployments = [
        managed(name, endpoint_name="ep", content_safety=on) for name, on in (("a", True), ("b", None))
    ]
    (endpoint,) = online_in(plan(*deployments))
    assert endpoint.content_safety is not None
    assert endpoint.content_safety.startswith("cs-ep-")
    assert [planned.guarded for planned in endpoint.deployments] == [True, False]
    assert online_in(plan(managed()))[0].content_safety is None


def test_a_renamed_deployment_is_known_by_its_endpoints_name() -> None:
    kept = serverless("talk", endpoint_name="chat-team", endpoint_suffix="-team")
    other = serverless("chat", PHI, endpoint_name="talk-team", endpoint_suffix="-team")

    assert [planned.formerly for planned in serverless_in(plan(kept))] == ["chat"]
    assert [planned.formerly for planned in serverless_in(plan(kept, other))] == [None, None]
    assert [planned.formerly for planned in serverless_in(plan(serverless()))] == [None]
