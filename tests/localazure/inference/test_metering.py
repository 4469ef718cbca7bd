"""Limits, driven by the local clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from localazure.inference.metering import Allowance, Meter, Places
from localazure.inference.refusals import RefusalError

from .conftest import Endpoints

if TYPE_CHECKING:
    from collections.abc import Iterator

    from azure_fixtures import LocalAzureServer

    from .conftest import Endpoint

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
PHI = "azureml://registries/azureml/models/Phi-4-mini-instruct"
LONG = {"messages": [{"role": "user", "content": "word " * 90_000}]}
QUESTION = {"messages": [{"role": "user", "content": "Hello"}]}


def later(seconds: float) -> datetime:
    """Return the time so long after noon."""
    return NOON + timedelta(seconds=seconds)


@pytest.mark.parametrize(("seconds", "wait"), [(0, "60"), (0.5, "60"), (59.2, "1")])
def test_one_request_too_many_waits_for_the_minutes_end(seconds: float, wait: str) -> None:
    meter = Meter(Allowance(requests=2, tokens=10))
    meter.admit("one", NOON)
    meter.admit("one", NOON)

    with pytest.raises(RefusalError) as refusal:
        meter.admit("one", later(seconds))

    assert (refusal.value.status, refusal.value.headers) == (429, {"Retry-After": wait})
    assert refusal.value.body == {
        "error": {"code": "429", "message": f"Rate limit is exceeded. Try again in {wait} seconds."}
    }


def test_the_next_minute_and_other_deployments_are_free() -> None:
    meter = Meter(Allowance(requests=1, tokens=10))
    meter.admit("one", NOON)

    meter.admit("other", NOON)
    meter.admit("one", later(60))


@pytest.mark.parametrize(("second", "is_taken"), [(4, True), (5, False)])
def test_tokens_are_counted_up_to_the_last_one(second: int, is_taken: bool) -> None:
    meter = Meter(Allowance(requests=9, tokens=10))
    meter.charge("one", 6, NOON)

    if not is_taken:
        with pytest.raises(RefusalError):
            meter.charge("one", second, NOON)
    else:
        meter.charge("one", second, NOON)
    assert meter.headers("one", NOON)["x-ratelimit-remaining-tokens"] == ("0" if is_taken else "4")


def test_a_place_is_free_again_when_it_was_left() -> None:
    places = Places()
    with places.one("one", 1), pytest.raises(RefusalError) as refusal, places.one("one", 1):
        pass

    with places.one("one", 1), pytest.raises(RefusalError), places.one("one", 1):
        pass
    assert (refusal.value.status, refusal.value.headers) == (429, {"Retry-After": "1"})
    assert refusal.value.body == {
        "error": {"code": "429", "message": "Too many concurrent requests for the deployment."}
    }


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalAzureServer]:
    """A local Azure whose clock may be advanced."""
    from azure_fixtures import start_local_azure
    from localazure import process

    azure = start_local_azure(tmp_path_factory.mktemp("own"))
    yield azure
    process.stop(azure.state)


@pytest.fixture(scope="module")
def own_endpoints(own: LocalAzureServer) -> Iterator[Endpoints]:
    """A project in it."""
    made = Endpoints(own)
    yield made
    made.close()


@pytest.fixture(scope="module")
def limited(own_endpoints: Endpoints) -> Endpoint:
    """An endpoint whose minute is to be used up."""
    return own_endpoints.serverless(PHI, "limited", subscribed=False)


def test_a_deployments_minute_is_used_up_and_the_clock_refills_it(
    own: LocalAzureServer, limited: Endpoint
) -> None:
    answers = [limited.post("/chat/completions", LONG) for _ in range(3)]
    used = sum(answer.json()["usage"]["total_tokens"] for answer in answers[:2])
    left = int(answers[1].headers["x-ratelimit-remaining-tokens"])

    own.control("POST", "clock/advance", {"by": "PT61S"})

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 1 <= int(answers[2].headers["Retry-After"]) <= 60
    assert used + left == 200_000
    assert limited.post("/chat/completions", QUESTION).status_code == 200


def test_a_thousand_requests_a_minute(limited: Endpoint) -> None:
    answer = limited.post("/chat/completions", QUESTION)

    assert answer.headers["x-ratelimit-limit-requests"] == "1000"
    assert int(answer.headers["x-ratelimit-remaining-requests"]) < 1000


def test_an_aml_token_expires(own: LocalAzureServer, own_endpoints: Endpoints) -> None:
    path, endpoint = own_endpoints.online("aml", authMode="AMLToken")
    own_endpoints.estate.deployment(path)
    own_endpoints.estate.traffic_with(path, "AMLToken", blue=100)
    token = f"Bearer {own_endpoints.estate.post(f'{path}/token')['accessToken']}"
    before = endpoint.get("/info", token).status_code

    own.control("POST", "clock/advance", {"by": "PT13H"})

    assert (before, endpoint.get("/info", token).status_code) == (200, 401)
