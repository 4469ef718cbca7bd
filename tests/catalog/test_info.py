import pytest

from modelstacks.catalog import InfoDifference, expected_info, info_differences, load, same_word
from modelstacks.catalog.info import info_evidence, names_another

CATALOG = load()
ANSWER = {
    "model_name": "llama_3.3-70b-instruct",
    "model_type": "chat_completion",
    "model_provider_name": "META",
}


def test_a_documented_answer_is_expected_as_documented() -> None:
    info = expected_info(CATALOG.model("jais-30b-chat"))
    assert (info.model_provider_name, info.assumed) == ("G42", False)


@pytest.mark.parametrize(
    ("name", "model_type", "provider"),
    [
        ("Llama-3.3-70B-Instruct", "chat-completions", "Meta"),
        ("Llama-2-7b", "completion", "Meta"),
        ("Cohere-embed-v3-multilingual", "embeddings", "Cohere"),
        ("Llama-Guard-3-8B", "chat-completions", "Meta"),
    ],
)
def test_an_undocumented_answer_is_assumed_from_name_task_and_publisher(
    name: str, model_type: str, provider: str
) -> None:
    info = expected_info(CATALOG.model(name))
    assert (info.model_name, info.model_type, info.model_provider_name) == (name, model_type, provider)
    assert info.assumed


@pytest.mark.parametrize("mode", ["serverless", "managed"])
def test_a_page_that_shows_the_route_is_named_though_it_prints_no_answer(mode: str) -> None:
    evidence = info_evidence(CATALOG.model("Phi-4"), mode)
    assert evidence.startswith(f"Microsoft's page shows /info for Phi-4 with mode: {mode} (MicrosoftDocs/")
    assert evidence.endswith("how-to/deploy-models-phi-4.md @0154b590, read 2026-11-28).")
    assert expected_info(CATALOG.model("Phi-4")).assumed


@pytest.mark.parametrize(
    ("name", "mode"), [("Llama-2-7b-chat", "managed"), ("Llama-3.3-70B-Instruct", "serverless")]
)
def test_a_route_that_no_page_shows_is_only_assumed(name: str, mode: str) -> None:
    assert info_evidence(CATALOG.model(name), mode) == (
        f"That {name} has /info with mode: {mode} is only assumed: "
        "none of Microsoft's pages that were read shows it."
    )


def test_irregular_spelling_is_no_difference() -> None:
    assert info_differences(expected_info(CATALOG.model("Llama-3.3-70B-Instruct")), ANSWER) == ()


def test_another_model_or_a_missing_field_is_a_difference() -> None:
    answer = {"model_name": "Phi-4", "model_type": "chat-completions"}
    assert info_differences(expected_info(CATALOG.model("Llama-3.3-70B-Instruct")), answer) == (
        InfoDifference("model_name", "Llama-3.3-70B-Instruct", "Phi-4"),
        InfoDifference("model_provider_name", "Meta", None),
    )


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("chat-completions", "chat_completion", True),
        ("Mistral AI", "MistralAI", True),
        ("Mistral-Large", "mistral_large", True),
        ("Phi-4", "Phi-3", False),
    ],
)
def test_words_are_compared_without_case_and_punctuation(one: str, other: str, same: bool) -> None:
    assert same_word(one, other) is same


@pytest.mark.parametrize(
    ("reported", "another"),
    [
        ("Phi-4-mini-instruct", True),
        ("phi_4 MINI instruct", True),
        ("Llama-3.1-8B-Instruct", True),  # an alias
        ("Phi-4", False),
        ("My own", False),
        (None, False),
    ],
)
def test_a_name_of_the_catalogues_is_another_models(reported: str | None, another: bool) -> None:
    assert names_another(CATALOG.model("Phi-4"), {"model_name": reported}, CATALOG.models) is another
