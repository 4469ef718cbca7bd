from modelstacks.preflight.facts import AskSubscribed, Subscribed
from preflight_builders import found_by
from spec_builders import deployment

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
    row = deployment("chat", "jais-30b-chat", mode="serverless", regions=("eastus2",))
    [finding] = found_by("marketplace-need", row)
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
