"""ARM's throttling, where a scenario asks for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from azure.core.exceptions import HttpResponseError
from azure.mgmt.resource.resources import ResourceManagementClient

from localazure import scenarios
from localazure.scenarios import Throttle
from localazure.throttling import Budget

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from azure_fixtures import LocalAzureServer

START = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("methods", "waits"), [("GGG", [0, 0, 300]), ("PGP", [0, 0, 300]), ("PGG", [0, 0, 0])]
)
def test_reads_and_writes_have_budgets_of_their_own(methods: str, waits: list[int]) -> None:
    budget = Budget(Throttle(reads=2, writes=1))
    names = {"G": "GET", "P": "PUT"}
    assert [budget.take("s", names[method], START) for method in methods] == waits


def test_each_subscription_has_its_own_in_any_casing() -> None:
    budget = Budget(Throttle(reads=1))
    assert [budget.take(name, "GET", START) for name in ("a", "b", "A")] == [0, 0, 300]


def test_a_new_window_starts_afresh() -> None:
    budget = Budget(Throttle(reads=1, window_s=60))
    moments = [START, START + timedelta(seconds=59.5), START + timedelta(seconds=60)]
    assert [budget.take("s", "GET", moment) for moment in moments] == [0, 1, 0]


def test_no_limit_is_none() -> None:
    budget = Budget(Throttle())
    assert {budget.take("s", "GET", START) for _ in range(50)} == {0}


def test_a_throttled_client_is_told_when_to_come_back(
    local_azure_with: Callable[[str], LocalAzureServer], tmp_path: Path
) -> None:
    file = tmp_path / "throttled.yaml"
    file.write_text(scenarios.text_of("sandbox") + "\nthrottle: {reads: 1, window_s: 86400}\n")
    azure = local_azure_with(str(file))
    with ResourceManagementClient(
        subscription_id=azure.subscription, retry_total=0, **azure.client_args()
    ) as client:
        list(client.resource_groups.list())
        with pytest.raises(HttpResponseError, match="SubscriptionRequestsThrottled") as refused:
            list(client.resource_groups.list())
    assert "Please try again after '" in str(refused.value)
