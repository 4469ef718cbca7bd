"""A serverless deployment under a new name."""

from __future__ import annotations

from typing import Any

import pytest

from modelstacks.preflight.asks.endpoints import AskEndpoints
from preflight_builders import endpoint, found_by
from spec_builders import deployment

WANTED = deployment("talk", mode="serverless", endpoint_name="talk-team", endpoint_suffix="-team")


EARLIER: dict[str, Any] = {
    "name": "chat-team",
    "workspace": "ws-swedencentral",
    "mode": "serverless",
    "ours": True,
    "model_ids": (WANTED.model.id,),
}
"""What this stack made of the deployment when it was called chat."""


def found(**fields: Any) -> list[Any]:
    there = endpoint(**(EARLIER | fields))
    return list(found_by("serverless-renamed", WANTED, answers={AskEndpoints("swedencentral"): (there,)}))


def test_a_new_name_is_found_before_azure_refuses_it() -> None:
    [finding] = found()

    assert finding.message == (
        "ws-swedencentral has Phi-4 already, as this stack's serverless endpoint chat-team; "
        "a project takes one, and talk-team would be made before chat-team is deleted."
    )
    assert finding.fix == (
        "To rename the deployment alone, set `endpoint: chat` for talk: URI and keys stay. "
        "For an endpoint of another name, take talk out of the file, run `up`, and put it in again."
    )


@pytest.mark.parametrize(
    "other",
    [
        {"name": "Talk-Team"},
        {"ours": False},
        {"model_ids": ("other",)},
        {"workspace": "ws-else"},
        {"mode": "managed"},
    ],
)
def test_what_is_the_same_or_not_in_the_way_is_no_finding(other: dict[str, Any]) -> None:
    assert found(**other) == []
