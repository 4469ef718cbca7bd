from preflight_builders import found_by
from spec_builders import deployment

UNPAIRED = {
    "lifecycle-accepted": "the user took it on; see lifecycle-retired",
    "lifecycle-retired": "the local Azure deploys every model of the catalogue: of Azure's refusal no text is known",
    "lifecycle-retiring": "until that day nothing is refused",
}

OLD = deployment("old", "Llama-2-7b-chat", mode="serverless", regions=("eastus2",))


def test_a_retired_model_is_an_error_that_names_the_successor() -> None:
    [finding] = found_by(
        "lifecycle-retired", OLD, deployment("older", "Llama-2-7b-chat", regions=("eastus2",))
    )
    assert finding.message == (
        "Llama-2-7b-chat is retired since 2025-06-30: a deployment may be refused or answer 404."
    )
    assert finding.fix == "Move to Meta-Llama-3.1-8B-Instruct, or set accept_retired: true."
    assert finding.about == ("old", "older")


def test_a_third_party_date_is_said_to_be_one() -> None:
    [finding] = found_by("lifecycle-retired", deployment("nemo", "Mistral-Nemo"))
    assert finding.message.startswith("Mistral-Nemo is retired since 2026-01-30 (date: third-party source):")


def test_a_retired_model_that_was_accepted_is_a_warning() -> None:
    requested = deployment("old", "Llama-2-7b-chat", accept_retired=True)
    assert found_by("lifecycle-retired", requested) == []
    [finding] = found_by("lifecycle-accepted", requested)
    assert (finding.severity, finding.fix) == ("warning", "Move to Meta-Llama-3.1-8B-Instruct in time.")


def test_a_model_that_retires_within_sixty_days_is_a_warning() -> None:
    [finding] = found_by("lifecycle-retiring", deployment("code", "Ministral-3B"))
    assert finding.message == "Ministral-3B retires on 2026-12-09, in 19 days (date: third-party source)."
    assert finding.fix == "Choose another model (`modelstacks models --not-retired`) before that."


def test_an_active_model_and_one_without_a_date_are_fine() -> None:
    deployments = [deployment("chat", "Llama-3.3-70B-Instruct"), deployment("guard", "Llama-Guard-3-8B")]
    assert found_by("lifecycle-retired", *deployments) == found_by("lifecycle-retiring", *deployments) == []
