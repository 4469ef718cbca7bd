from dataclasses import replace

import pytest

from modelstacks.preflight.asks.marketplace import AskCountry, AskSubscribed, Subscribed
from modelstacks.preflight.checks import all_checks
from modelstacks.preflight.facts import Absent
from modelstacks.preflight.runner import asks_of
from modelstacks.spec import Deployment
from preflight_builders import found_by
from spec_builders import CATALOG, deployment, spec_of

UNPAIRED = {
    "marketplace-country-unknown": "it says that nobody knows; marketplace-country is paired",
    "marketplace-need": "it says what will be bought, not that it can't be",
}

LLAMA = deployment("chat", "Llama-3.3-70B-Instruct", mode="serverless")
HERE = AskSubscribed("ws-swedencentral")


def subscribed(status: str = "Subscribed") -> dict[AskSubscribed, tuple[Subscribed, ...]]:
    return {HERE: (Subscribed("Llama-3-3", LLAMA.model.id, status),)}


def test_what_will_be_bought_is_said_once_a_workspace() -> None:
    again = deployment(
        "again", "Llama-3.3-70B-Instruct", mode="serverless", regions=("swedencentral", "eastus2")
    )
    found = found_by("marketplace-need", LLAMA, again)
    assert [finding.about for finding in found] == [("again",), ("chat",)]
    assert found[1].message == (
        "Llama-3.3-70B-Instruct is sold through the Marketplace (metagenai/llama-3-3-70b-instruct-offer): "
        "ws-swedencentral will be subscribed to it."
    )


def test_an_offer_that_is_not_known_is_said_to_be_so() -> None:
    requested = deployment("chat", "jais-30b-chat", mode="serverless", regions=("eastus2",))
    [finding] = found_by("marketplace-need", requested)
    assert "(offer id not known)" in finding.message


def test_what_is_subscribed_or_first_party_is_not_bought() -> None:
    assert found_by("marketplace-need", LLAMA, answers=subscribed()) == []
    assert found_by("marketplace-need", deployment(model="Phi-4")) == []


def test_a_suspended_subscription_is_an_error() -> None:
    [finding] = found_by("marketplace-subscription", LLAMA, answers=subscribed("Suspended"))
    assert finding.message == (
        "The Marketplace subscription Llama-3-3 of ws-swedencentral is Suspended: its endpoints do not work."
    )
    assert found_by("marketplace-subscription", LLAMA, answers=subscribed()) == []


@pytest.mark.parametrize(
    ("model_id", "status", "bought", "suspended"),
    [
        (LLAMA.model.id, "subscribed", 0, 0),
        (LLAMA.model.id.upper(), "Subscribed", 0, 0),
        (LLAMA.model.id, "Suspended", 1, 1),
        ("azureml://another", "Subscribed", 1, 0),
        ("azureml://another", "Suspended", 1, 0),
    ],
)
def test_a_subscription_counts_for_its_model_while_it_lasts(
    model_id: str, status: str, bought: int, suspended: int
) -> None:
    answers = {HERE: (Subscribed("x", model_id, status),)}
    assert len(found_by("marketplace-need", LLAMA, answers=answers)) == bought
    assert len(found_by("marketplace-subscription", LLAMA, answers=answers)) == suspended


def sold_in(*countries: str, of: Deployment = LLAMA) -> Deployment:
    offer = of.model.serverless_offer
    assert offer
    model = of.model.model_copy(
        update={"serverless_offer": offer.model_copy(update={"countries": countries})}
    )
    return replace(of, model=model)


@pytest.mark.parametrize(
    ("asked_for", "is_asked"),
    [
        (sold_in("JP"), True),
        (sold_in(), False),
        (sold_in("JP", of=deployment(mode="serverless")), False),
        (replace(sold_in("JP"), mode="managed"), False),
    ],
)
def test_the_country_is_asked_for_where_something_with_known_countries_may_be_bought(
    asked_for: Deployment, is_asked: bool
) -> None:
    assert (AskCountry() in asks_of(all_checks(), spec_of([asked_for]), CATALOG)) is is_asked


def test_a_country_where_the_offer_is_not_sold_is_a_warning() -> None:
    [finding] = found_by("marketplace-country", sold_in("JP", "QA"))
    assert finding.message == "Llama-3.3-70B-Instruct is sold in JP, QA; your tenant is in SE."
    assert finding.severity == "warning"


@pytest.mark.parametrize(
    ("countries", "tenant"), [(("JP", "SE"), "se"), ((), "SE"), (("JP",), Absent()), (("lists", "SE"), "SE")]
)
def test_where_it_is_sold_or_nobody_knows_the_country_nothing_is_said(
    countries: tuple[str, ...], tenant: object
) -> None:
    answers = {AskCountry(): tenant}
    assert found_by("marketplace-country", sold_in(*countries), answers=answers) == []
    assert found_by("marketplace-country-unknown", sold_in(*countries), answers=answers) == []


def test_a_list_that_nobody_has_read_makes_it_unknown_and_says_so() -> None:
    [finding] = found_by("marketplace-country-unknown", LLAMA)
    assert finding.severity == "note"
    assert finding.message == (
        "Whether these offers are sold in SE, your tenant's country, is not known: the catalogue names a list of "
        "Microsoft's without what is in it."
    )
    assert found_by("marketplace-country", LLAMA) == []


def test_what_was_bought_already_is_sold_there() -> None:
    assert found_by("marketplace-country", sold_in("JP"), answers=subscribed()) == []
    assert found_by("marketplace-country-unknown", LLAMA, answers=subscribed()) == []
