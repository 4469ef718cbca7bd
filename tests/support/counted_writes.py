"""How many writes a local Azure sees while something runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from azure_fixtures import LocalAzureServer

WRITES = ("PUT", "PATCH", "DELETE")
MANY = 1000


def writes(azure: LocalAzureServer, run: Callable[[], Any]) -> int:
    """Run and return how many writes the server saw meanwhile: a rule that does next to nothing counts them."""
    for method in WRITES:
        rule = {"method": method, "path": "^/subscriptions/", "delay_s": 0.001, "count": MANY}
        azure.control("POST", "faults", rule)
    run()
    seen = MANY * len(WRITES) - sum(rule["count"] for rule in azure.control("GET", "faults"))
    azure.control("DELETE", "faults")
    return int(seen)
