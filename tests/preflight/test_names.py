from typing import TYPE_CHECKING, Any

import pytest

from foundry_answers import account, foundry, in_accounts
from modelstacks.azure.observed_endpoint import ListedEndpoint
from modelstacks.preflight.asks.endpoints import AskEndpoints
from modelstacks.preflight.asks.names import AskNameFree
from modelstacks.preflight.facts import Unverified
from preflight_builders import GROUP, endpoint, found_by
from spec_builders import deployment

if TYPE_CHECKING:
    from modelstacks.preflight.facts import Ask

HERE = AskEndpoints("swedencentral")
TAKEN = AskNameFree("swedencentral", "ws-swedencentral", "chat")
MANAGED = deployment(mode="managed")
SERVERLESS = deployment(mode="serverless")


def test_somebody_elses_endpoint_of_that_name_is_an_error() -> None:
    [finding] = found_by("endpoint-name-ours", MANAGED, answers={HERE: (endpoint("Chat"),)})
    assert (
        finding.message == "The endpoint chat is in swedencentral already, in ws-else, and not this stack's."
    )
    assert finding.fix == (
        "Set name_suffix, or another `endpoint` for it. If it should be this stack's, import it (`pulumi import`)."
    )


def test_an_endpoint_of_another_name_is_in_nobodys_way() -> None:
    assert found_by("endpoint-name-ours", MANAGED, answers={HERE: (endpoint("other"),)}) == []


def test_our_own_endpoint_is_not_in_our_way() -> None:
    answers: dict[Ask[Any], Any] = {HERE: (endpoint("chat", ours=True),), TAKEN: False}
    assert found_by("endpoint-name-ours", MANAGED, answers=answers) == []
    assert found_by("endpoint-name-free", MANAGED, answers=answers) == []


def test_a_name_taken_in_another_subscription_is_an_error() -> None:
    [finding] = found_by("endpoint-name-free", MANAGED, answers={TAKEN: False})
    assert finding.message == "Somebody else has an online endpoint named chat in swedencentral."


def test_one_taken_name_is_one_finding_even_if_it_is_known_twice() -> None:
    answers: dict[Ask[Any], Any] = {HERE: (endpoint("chat"),), TAKEN: False}
    assert found_by("endpoint-name-free", MANAGED, answers=answers) == []


@pytest.mark.parametrize(
    ("other", "problems"),
    [
        (endpoint(mode="serverless", workspace="ws-swedencentral", model_ids=(SERVERLESS.model.id,)), 1),
        (
            endpoint(
                mode="serverless", workspace="ws-swedencentral", model_ids=(SERVERLESS.model.id,), ours=True
            ),
            0,
        ),
        (
            endpoint(
                "chat", mode="serverless", workspace="ws-swedencentral", model_ids=(SERVERLESS.model.id,)
            ),
            0,
        ),
        (endpoint(mode="serverless", workspace="ws-else", model_ids=(SERVERLESS.model.id,)), 0),
        (endpoint(mode="serverless", workspace="ws-swedencentral", model_ids=("other",)), 0),
        (endpoint(mode="managed", workspace="ws-swedencentral", model_ids=(SERVERLESS.model.id,)), 0),
        (
            endpoint(
                mode="serverless",
                group=GROUP.replace("rg-models", "rg-other"),
                workspace="ws-swedencentral",
                model_ids=(SERVERLESS.model.id,),
            ),
            0,
        ),
    ],
)
def test_a_project_takes_one_serverless_deployment_of_a_model(other: ListedEndpoint, problems: int) -> None:
    assert len(found_by("one-per-model", SERVERLESS, answers={HERE: (other,)})) == problems


def test_two_serverless_deployments_of_a_model_in_one_project_are_one_too_many() -> None:
    [finding] = found_by("one-per-model", SERVERLESS, deployment("again", mode="serverless"))
    assert finding.message == (
        "A project takes one serverless deployment of Phi-4, and this file has others in swedencentral."
    )
    assert finding.about == ("chat",)


THEIRS = deployment(mode="managed", endpoint_exists=True)


def test_an_endpoint_that_should_exist_is_not_in_our_way() -> None:
    answers: dict[Ask[Any], Any] = {HERE: (endpoint("chat", workspace="ws-swedencentral"),), TAKEN: False}
    for check in ("endpoint-name-ours", "endpoint-name-free", "endpoint-exists"):
        assert found_by(check, THEIRS, answers=answers) == []


@pytest.mark.parametrize(
    "there",
    [(), (endpoint("chat"),), (endpoint("chat", workspace="ws-swedencentral", mode="serverless"),)],
    ids=["none", "in another workspace", "a serverless one"],
)
def test_an_endpoint_that_should_exist_and_does_not_is_an_error(there: tuple[ListedEndpoint, ...]) -> None:
    [finding] = found_by("endpoint-exists", THEIRS, answers={HERE: there})
    assert (
        finding.message
        == "The endpoint chat should exist already, and ws-swedencentral has none of that name."
    )


def test_where_endpoints_could_not_be_read_none_is_said_to_be_missing() -> None:
    found = found_by("endpoint-exists", THEIRS, answers={HERE: Unverified("403")})
    assert [finding.severity for finding in found] == ["unverified"]


def test_a_deployment_in_an_account_has_a_name_of_its_accounts_own() -> None:
    answers = {HERE: (endpoint("chat"),)}
    assert found_by("endpoint-name-ours", foundry(), answers=answers, **in_accounts(account())) == []
