"""Deleting through azure-ai-ml what `ensure` created: what does not exist is fine, what belongs to a stack or anybody else is left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modelstacks.azure.ml import in_our_words
from modelstacks.azure.ml_ensure import DEPLOYMENT_S, ENDPOINT_S, find, wait
from modelstacks.azure.ml_wait_ready import find_deployment, find_endpoint
from modelstacks.azure.ownership import refuse_owned
from modelstacks.azure.tags import ENSURED_TAG

if TYPE_CHECKING:
    from azure.ai.ml import MLClient


def remove_serverless_endpoint(client: MLClient, name: str, timeout_s: float = ENDPOINT_S) -> bool:
    """Delete the endpoint if ensure created it; say whether it did. Raises AzureError, OwnedByStackError."""
    what = f"Serverless endpoint {name}"
    with in_our_words():
        if not _is_ensured(find(lambda: client.serverless_endpoints.get(name)), what):
            return False
        wait(client.serverless_endpoints.begin_delete(name), what, timeout_s)
        return True


def remove_online_endpoint(client: MLClient, name: str, timeout_s: float = ENDPOINT_S) -> bool:
    """Delete the endpoint with all its deployments if ensure created it; say whether it did.

    What Azure is still busy with is waited for: it refuses to delete an endpoint meanwhile.
    """
    what = f"Online endpoint {name}"
    with in_our_words():
        if not _is_ensured(find(lambda: client.online_endpoints.get(name)), what):
            return False
        for deployment in client.online_deployments.list(name):
            find_deployment(client, str(deployment.name), name, DEPLOYMENT_S)
        find_endpoint(client, name, timeout_s)
        wait(client.online_endpoints.begin_delete(name), what, timeout_s)
        return True


def _is_ensured(live: Any, what: str) -> bool:
    """Say whether *live* is there and ensure created it. Raises OwnedByStackError."""
    tags = (live.tags if live is not None else None) or {}
    refuse_owned(what, tags)
    return ENSURED_TAG in tags


def remove_marketplace_subscription(client: MLClient, name: str, timeout_s: float = ENDPOINT_S) -> bool:
    """Delete the subscription unless an endpoint of the workspace still needs it: without it that would be Unhealthy.

    It takes no tags: its name says that it is ours.
    """
    with in_our_words():
        found: Any = find(lambda: client.marketplace_subscriptions.get(name))
        if found is None:
            return False
        endpoints = [
            endpoint for endpoint in client.serverless_endpoints.list() if endpoint.model_id == found.model_id
        ]
        if endpoints:
            return False
        wait(
            client.marketplace_subscriptions.begin_delete(name), f"Marketplace subscription {name}", timeout_s
        )
        return True


def remove_workspace(client: MLClient, name: str, timeout_s: float = ENDPOINT_S) -> bool:
    """Delete the hub, project or workspace if ensure created it, with what azure-ai-ml created along with it.

    Azure keeps its name for 14 days (soft delete).
    """
    what = f"Workspace {name}"
    with in_our_words():
        live: Any = find(lambda: client.workspaces.get(name))
        if not _is_ensured(live, what):
            return False
        is_project = str(live._kind).lower() == "project"  # noqa: SLF001  its storage and vault are the hub's
        poller = client.workspaces.begin_delete(name, delete_dependent_resources=not is_project)
        wait(poller, what, timeout_s)
        return True
