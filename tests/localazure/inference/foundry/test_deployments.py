"""Deployments that do not answer, or no more: too young, paused, nothing behind them, their minute used up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from azure_fixtures import start_local_azure
from foundry_accounts import GPT, Foundry
from foundry_builders import LLAMA, NEWEST
from localazure import process

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from azure_fixtures import LocalAzureServer

NOT_FOUND = {
    "error": {
        "type": "invalid_request_error",
        "code": "DeploymentNotFound",
        "message": "The API deployment for this resource does not exist. If you created the deployment within the last 5 "
        "minutes, please wait a moment and try again.",
    }
}
ENDING = """\
models:
  - name: Ends-1
    registry: own-registry
    publisher: Me
    first_party: true
    modes: [foundry]
    capabilities: [chat-completion]
    foundry:
      format: Microsoft
      name: ends-one
      versions: [{version: "1", deprecation: 2099-01-01}]
      skus: {GlobalStandard: {}}
      sold_by: azure
      source: a test
      read: 2026-11-28
"""
SLOW = "name: slow-plane\nextends: sandbox\ndata_plane: {propagation_s: 300, unknown_models: [hollow-*]}\n"


@pytest.fixture
def own(local_azure_with: Callable[[str], LocalAzureServer], tmp_path: Path) -> Iterator[Foundry]:
    """An account of a local Azure where deployments are slow to be found."""
    (tmp_path / "slow.yaml").write_text(SLOW)
    made = Foundry(local_azure_with(str(tmp_path / "slow.yaml")))
    yield made
    made.close()


def test_an_unknown_deployment(foundry: Foundry) -> None:
    answer = foundry.chat("none")

    assert (answer.status_code, answer.json()) == (404, NOT_FOUND)


def test_a_young_deployment_is_not_found_and_one_that_succeeded_may_be_hollow(own: Foundry) -> None:
    own.deploy("gpt", GPT)
    own.deploy("hollow-1", LLAMA)
    young = own.chat("gpt")

    own.azure.control("POST", "clock/advance", {"by": "PT300S"})

    assert (young.status_code, young.json()) == (404, NOT_FOUND)
    assert own.chat("gpt").status_code == 200
    hollow = own.chat("hollow-1")
    assert hollow.status_code == 400
    assert hollow.json()["error"] == {
        "code": "unknown_model",
        "message": "Unknown model: hollow-1",
        "details": "Unknown model: hollow-1",
    }


def test_a_paused_deployment(foundry: Foundry) -> None:
    path = f"{foundry.path}/deployments/{foundry.deploy('asleep', GPT)}"
    foundry.estate.post(f"{path}/pause", version=NEWEST)
    answer = foundry.chat("asleep")
    foundry.estate.post(f"{path}/resume", version=NEWEST)

    assert foundry.chat("asleep").status_code == 200
    assert (answer.status_code, answer.json()["error"]["code"]) == (423, "DeploymentPaused")


def test_a_minute_holds_what_the_capacity_says(fresh_local_azure: LocalAzureServer) -> None:
    own = Foundry(fresh_local_azure)
    own.deploy("small", GPT, capacity=1)
    own.deploy("other", GPT, capacity=2)

    answers = [own.chat("small") for _ in range(7)]
    other = own.chat("other")
    own.azure.control("POST", "clock/advance", {"by": "PT61S"})
    later = own.chat("small")
    own.close()

    assert [answer.status_code for answer in answers] == [200] * 6 + [429]
    left = [int(answer.headers["x-ratelimit-remaining-requests"]) for answer in answers]
    assert left == [5, 4, 3, 2, 1, 0, 0]
    refused = answers[-1]
    wait = int(refused.headers["Retry-After"])
    assert 1 <= wait <= 60
    assert refused.json()["error"] == {
        "code": "429",
        "message": f"Rate limit is exceeded. Try again in {wait} seconds.",
    }
    assert (other.headers["x-ratelimit-limit-requests"], other.headers["x-ratelimit-limit-tokens"]) == (
        "12",
        "2000",
    )
    assert later.status_code == 200


def test_every_answer_says_where_it_comes_from(foundry: Foundry) -> None:
    answers = [foundry.chat("gpt"), foundry.chat("none"), foundry.chat("gpt", api_key="wrong")]

    assert {answer.headers["x-ms-region"] for answer in answers} == {"Sweden Central"}
    assert len({answer.headers["apim-request-id"] for answer in answers}) == 3


@pytest.fixture
def ending(tmp_path: Path) -> Iterator[Foundry]:
    """An account of a local Azure with a model that has an end."""
    (tmp_path / "mine.yaml").write_text(ENDING)
    azure = start_local_azure(tmp_path / "state", rows=[tmp_path / "mine.yaml"])
    made = Foundry(azure)
    yield made
    made.close()
    process.stop(azure.state)


def test_a_model_past_its_end_is_gone_and_was_answered_under_arms_name(ending: Foundry) -> None:
    ending.deploy("ends", {"format": "Microsoft", "name": "ends-one", "version": "1"})
    before = ending.chat("ends")

    ending.azure.control("POST", "clock/advance", {"by": "P30000D"})
    after = ending.chat("ends")

    assert before.json()["model"] == "ends-one"
    assert (after.status_code, after.json()) == (404, NOT_FOUND)
