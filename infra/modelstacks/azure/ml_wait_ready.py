"""Waiting, through azure-ai-ml, until Azure takes writes: what is busy refuses them (`wait_ready.py` says more)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modelstacks.azure.wait_ready import BUSY
from modelstacks.errors import AzureError
from modelstacks.retrying import attempts

if TYPE_CHECKING:
    from collections.abc import Callable

    from azure.ai.ml import MLClient

TIMED_OUT = "TimedOut"


def find_when_ready(get: Callable[[], Any], what: str, timeout_s: float) -> Any:
    """Return what *get* gives once it is no longer busy, None where Azure answers 404.

    Raises AzureError `TimedOut` after *timeout_s*.
    """
    from azure.core.exceptions import ResourceNotFoundError

    live = None
    for attempt in attempts(_is_about_time, within_s=timeout_s):
        with attempt:
            try:
                live = get()
            except ResourceNotFoundError:
                return None
            state = str(getattr(live.provisioning_state, "value", live.provisioning_state))
            if state in BUSY:
                raise timed_out(f"{what} was still {state} after {timeout_s:g} s.")
    return live


def find_endpoint(client: MLClient, name: str, timeout_s: float) -> Any:
    """Return the online endpoint once it takes deployments and writes, or None. Raises AzureError."""
    return find_when_ready(lambda: client.online_endpoints.get(name), f"Online endpoint {name}", timeout_s)


def find_deployment(client: MLClient, name: str, endpoint: str, timeout_s: float) -> Any:
    """Return the deployment once it takes writes, or None. Raises AzureError."""
    what = f"Online deployment {name} of {endpoint}"
    return find_when_ready(lambda: client.online_deployments.get(name, endpoint), what, timeout_s)


def _is_about_time(err: Exception) -> bool:
    return isinstance(err, AzureError) and err.code == TIMED_OUT


def timed_out(what_happened: str) -> AzureError:
    """Return the error of a wait that ended before Azure did."""
    return AzureError(
        f"{what_happened} Azure is still working on it: run this again to see how it ended.",
        code=TIMED_OUT,
    )
