"""Deleting through azure-ai-ml what `ensure` made: what is not there is fine, what is a stack's or anybody's is left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modelstacks.azure.ml import in_our_words
from modelstacks.azure.ml_ensure import ENDPOINT_S, find, wait
from modelstacks.azure.ownership import ENSURED_TAG, refuse_owned

if TYPE_CHECKING:
    from azure.ai.ml import MLClient


def remove_serverless_endpoint(client: MLClient, name: str, timeout_s: float = ENDPOINT_S) -> bool:
    """Delete the endpoint if ensure made it; say whether it did. Raises AzureError, OwnedByStackError."""
    return _remove(client.serverless_endpoints, f"Serverless endpoint {name}", name, timeout_s)


def remove_online_endpoint(client: MLClient, name: str, timeout_s: float = ENDPOINT_S) -> bool:
    """Delete the endpoint with all its deployments if ensure made it; say whether it did."""
    return _remove(client.online_endpoints, f"Online endpoint {name}", name, timeout_s)


def _remove(operations: Any, what: str, name: str, timeout_s: float) -> bool:
    with in_our_words():
        live: Any = find(lambda: operations.get(name))
        if live is None:
            return False
        refuse_owned(what, live.tags or {})
        if ENSURED_TAG not in (live.tags or {}):
            return False
        wait(operations.begin_delete(name), what, timeout_s)
        return True


def remove_marketplace_subscription(client: MLClient, name: str, timeout_s: float = ENDPOINT_S) -> bool:
    """Delete the subscription unless an endpoint of the workspace still needs it: without it that would be Unhealthy.

    It takes no tags: its name says that it is ours.
    """
    with in_our_words():
        found: Any = find(lambda: client.marketplace_subscriptions.get(name))
        if found is None:
            return False
        needing = [each for each in client.serverless_endpoints.list() if each.model_id == found.model_id]
        if needing:
            return False
        wait(
            client.marketplace_subscriptions.begin_delete(name), f"Marketplace subscription {name}", timeout_s
        )
        return True


def remove_workspace(client: MLClient, name: str, timeout_s: float = ENDPOINT_S) -> bool:
    """Delete the hub, project or workspace if ensure made it, with what azure-ai-ml made along with it.

    Azure keeps its name for 14 days (soft delete).
    """
    what = f"Workspace {name}"
    with in_our_words():
        live: Any = find(lambda: client.workspaces.get(name))
        if live is None:
            return False
        refuse_owned(what, live.tags or {})
        if ENSURED_TAG not in (live.tags or {}):
            return False
        is_project = str(live._kind).lower() == "project"  # noqa: SLF001  its storage and vault are the hub's
        gone = client.workspaces.begin_delete(name, delete_dependent_resources=not is_project)
        wait(gone, what, timeout_s)
        return True
