"""What the models program makes of a spec, before anything is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from locked import A100, locked_decision
from modelstacks.deployment.plan import MarketplaceSubscriptionPlan, ModelsPlan, plan_models
from modelstacks.spec import Deployment, WorkspaceRef
from spec_builders import SUBSCRIPTION, deployment, spec_of

if TYPE_CHECKING:
    from modelstacks.lock import LockedDecision

LLAMA, PHI, EMBED = "Llama-3.3-70B-Instruct", "Phi-4", "Cohere-embed-v3-multilingual"


def serverless(name: str = "chat", model: str = LLAMA, **fields: Any) -> Deployment:
    return deployment(name, model, mode="serverless", **fields)


def managed(name: str = "own", **fields: Any) -> Deployment:
    return deployment(name, PHI, mode="managed", **fields)


def plan(*rows: Deployment, locks: dict[str, LockedDecision] | None = None, **fields: Any) -> ModelsPlan:
    return plan_models(
        spec_of(rows, **fields), {row.name: locked_decision(row) for row in rows} | (locks or {})
    )


def test_nothing_wanted_makes_nothing() -> None:
    empty = plan(owner="me")
    assert (empty.workspaces, empty.marketplace_subscriptions, empty.serverless, empty.online) == (
        (),
        (),
        (),
        (),
    )
    assert empty.owner == "me"
    assert empty.scope == f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-models"


def test_a_partners_model_needs_a_subscription_named_without_dots() -> None:
    made = plan(serverless())
    assert made.marketplace_subscriptions == (
        MarketplaceSubscriptionPlan(
            "Llama-3-3-70B-Instruct",
            f"azureml://registries/azureml-meta/models/{LLAMA}",
            "ws-swedencentral",
        ),
    )
    assert made.serverless[0].subscription == made.marketplace_subscriptions[0].key


def test_a_first_party_model_needs_none() -> None:
    made = plan(serverless(model=PHI))
    assert made.marketplace_subscriptions == ()
    assert made.serverless[0].subscription is None


def test_one_offer_is_bought_once_for_each_workspace() -> None:
    made = plan(serverless("a"), serverless("b"), serverless("c", regions=("eastus2",)))
    assert [row.workspace for row in made.marketplace_subscriptions] == ["ws-swedencentral", "ws-eastus2"]
    assert len({row.key for row in made.marketplace_subscriptions}) == 2
    assert len(made.serverless) == 3


def test_managed_compute_needs_no_subscription() -> None:
    assert plan(managed()).marketplace_subscriptions == ()


def test_a_managed_model_that_is_sold_is_subscribed_to() -> None:
    """The checks announce the purchase by the same rule."""
    sold = deployment("own", "Cohere-command-a", mode="managed", instance_type=A100)
    made = plan(sold)
    ((row,),) = (endpoint.deployments for endpoint in made.online)
    assert [subscription.model_id for subscription in made.marketplace_subscriptions] == [sold.model.id]
    assert row.subscription == made.marketplace_subscriptions[0].key
    assert made.marketplace_subscription_ids[0].endswith(
        "/ws-swedencentral/marketplaceSubscriptions/Cohere-command-a"
    )


def test_a_deployment_lies_where_the_lock_puts_it() -> None:
    wanted = serverless(regions=("swedencentral", "eastus2"), endpoint_name="ep")
    there = locked_decision(wanted, region="eastus2", workspace="ws-eastus2")
    (row,) = plan(wanted, locks={"chat": there}).serverless
    assert (row.name, row.endpoint, row.region, row.workspace) == ("chat", "ep", "eastus2", "ws-eastus2")


def test_the_lock_says_how_a_model_is_deployed() -> None:
    wanted = deployment("chat", PHI, mode="auto")
    made = plan(wanted, locks={"chat": locked_decision(managed("chat"))})
    assert (len(made.serverless), len(made.online)) == (0, 1)


@pytest.mark.parametrize(("generation", "endpoint"), [(1, "ep"), (2, "ep-g2")])
def test_a_renewed_endpoint_has_its_generation_in_its_name(generation: int, endpoint: str) -> None:
    chat, own = serverless(endpoint_name="ep"), managed(endpoint_name="ep")
    renewed = {row.name: locked_decision(row, generation=generation) for row in (chat, own)}
    made = plan(chat, own, locks=renewed)
    assert [made.serverless[0].endpoint, made.online[0].name] == [endpoint, endpoint]


@pytest.mark.parametrize(
    ("model", "wanted", "switch"),
    [(LLAMA, True, True), (LLAMA, False, False), (EMBED, True, None), (EMBED, False, None)],
)
def test_content_safety_is_switched_only_where_there_is_a_filter(
    model: str, wanted: bool, switch: bool | None
) -> None:
    (row,) = plan(serverless(model=model, content_safety=wanted)).serverless
    assert row.content_safety is switch


def test_a_managed_deployment_takes_the_model_with_its_version() -> None:
    (endpoint,) = plan(managed(instances=2)).online
    (row,) = endpoint.deployments
    assert (endpoint.name, endpoint.region, endpoint.workspace) == (
        "own",
        "swedencentral",
        "ws-swedencentral",
    )
    assert row.model_id == "azureml://registries/azureml/models/Phi-4/versions/8"
    assert (row.instance_type, row.instances, row.traffic) == (A100, 2, 100)


def test_what_is_made_is_the_locks_model_in_either_mode() -> None:
    elsewhere = "azureml://registries/elsewhere/models/M"
    rows = (serverless(), managed())
    locks = {row.name: locked_decision(row, model=elsewhere) for row in rows}
    made = plan(*rows, locks=locks)
    assert made.serverless[0].model_id == elsewhere
    assert made.online[0].deployments[0].model_id == f"{elsewhere}/versions/8"
    assert [row.model_id for row in made.marketplace_subscriptions] == [elsewhere]


def test_a_version_that_was_asked_for_is_taken() -> None:
    ((row,),) = (endpoint.deployments for endpoint in plan(managed(version="7")).online)
    assert row.model_id.endswith("/Phi-4/versions/7")


def test_deployments_share_an_endpoint_in_the_files_order() -> None:
    made = plan(
        managed("blue", endpoint_name="ep", traffic=90),
        managed("lone"),
        managed("green", endpoint_name="ep", traffic=10),
    )
    shared, lone = made.online
    assert [(row.name, row.traffic) for row in shared.deployments] == [("blue", 90), ("green", 10)]
    assert (shared.name, lone.name) == ("ep", "lone")


def test_only_workspaces_to_create_are_made() -> None:
    made = WorkspaceRef("eastus2", "chat-east", create=True, kind="project")
    there = WorkspaceRef("swedencentral", "chat-sweden", create=False, kind="project")
    assert plan(workspaces={"eastus2": made, "swedencentral": there}).workspaces == (made,)


def test_an_endpoint_on_shared_quota_is_told_apart() -> None:
    own = managed(endpoint_name="ep")
    assert plan(own, locks={"own": locked_decision(own, quota="shared")}).online[0].shared
    assert not plan(own, locks={"own": locked_decision(own, quota="dedicated")}).online[0].shared


def test_an_endpoint_that_exists_is_neither_renamed_nor_shared() -> None:
    own = managed(endpoint_name="theirs", endpoint_exists=True)
    (endpoint,) = plan(own, locks={"own": locked_decision(own, quota="shared", generation=2)}).online
    assert (endpoint.name, endpoint.existing, endpoint.shared) == ("theirs", True, False)


def test_one_account_guards_those_behind_an_endpoint_that_ask_for_it() -> None:
    rows = [managed(name, endpoint_name="ep", content_safety=on) for name, on in (("a", True), ("b", None))]
    (endpoint,) = plan(*rows).online
    assert endpoint.content_safety is not None
    assert endpoint.content_safety.startswith("cs-ep-")
    assert [row.guarded for row in endpoint.deployments] == [True, False]
    assert plan(managed()).online[0].content_safety is None


def test_a_renamed_deployment_is_known_by_its_endpoints_name() -> None:
    kept = serverless("talk", endpoint_name="chat-team", endpoint_suffix="-team")
    other = serverless("chat", PHI, endpoint_name="talk-team", endpoint_suffix="-team")

    assert [row.formerly for row in plan(kept).serverless] == ["chat"]
    assert [row.formerly for row in plan(kept, other).serverless] == [None, None]
    assert [row.formerly for row in plan(serverless()).serverless] == [None]
