"""How many requests the checks of many deployments over seven regions take: each fact is asked once."""

from __future__ import annotations

import logging
from collections import Counter
from typing import TYPE_CHECKING

import pytest

import many
from examined import errors_of, examined
from sent_requests import ARM_LOG, sent_to

if TYPE_CHECKING:
    from pathlib import Path

    from azure_fixtures import LocalAzureServer

pytestmark = pytest.mark.slow


def kind_of(path: str) -> str:
    """The last word of a path that is no name."""
    return next(word for word in reversed(path.partition("?")[0].split("/")) if word in KINDS)


KINDS = {
    "token": 1,
    "tenants": 1,
    "subscriptions": 1,
    "providers": 1,
    "resources": 1,
    "permissions": 2 + len(many.REGIONS),
    "workspaces": len(many.REGIONS),
    "marketplaceSubscriptions": len(many.REGIONS),
    "onlineEndpoints": len(many.REGIONS),
    "usages": len(many.REGIONS),
    "discovery": 1,
    "models": 1,
    "versions": 1,
}
"""Nothing of it grows with the number of deployments; permissions also at the subscription and the group."""


@pytest.mark.parametrize("count", [50, 500])
def test_each_distinct_fact_is_asked_exactly_once(
    fresh_local_azure: LocalAzureServer, tmp_path: Path, caplog: pytest.LogCaptureFixture, count: int
) -> None:
    with many.build(fresh_local_azure) as estate:
        spec = many.write_spec(estate, tmp_path, count)
        with caplog.at_level(logging.INFO, ARM_LOG):
            found = examined(fresh_local_azure, spec)
    sent = sent_to(fresh_local_azure, caplog)
    assert errors_of(found.report).keys() <= {"core-quota", "endpoint-limits"}
    assert len(repr(found)) < 200  # asyncio has it shown, for nobody
    assert set(sent.values()) == {1}
    assert Counter(kind_of(path) for path, _ in sent) == KINDS


def test_what_is_deployed_is_read_by_a_list_of_each_workspace(
    fresh_local_azure: LocalAzureServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with many.build(fresh_local_azure) as estate:
        spec = many.write_spec(estate, tmp_path, 28)
        many.deploy(estate, 28)
        with caplog.at_level(logging.INFO, ARM_LOG):
            found = examined(fresh_local_azure, spec)
    assert errors_of(found.report) == {}
    about = [
        path
        for path, _ in sent_to(fresh_local_azure, caplog)
        if "/serverlessEndpoints" in path and "/resources?" not in path
    ]
    assert len(about) == len(many.REGIONS)
