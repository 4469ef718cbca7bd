"""Which samples an endpoint gets, and what stands in them (that they run: tests/samples)."""

from __future__ import annotations

import ast
from dataclasses import replace

import pytest
from jinja2 import UndefinedError

from modelstacks.catalog import load
from modelstacks.inference.by_mode import smoke_of
from modelstacks.inference.client import Endpoint
from modelstacks.inference.snippets.samples import (
    KEY_VARIABLE,
    Sample,
    SampleEndpoint,
    _templates,
    all_samples,
    sample_endpoint,
    samples_for,
    write_sample,
)
from modelstacks.inference.target import SmokeTarget

PLACE = SampleEndpoint("chat", "https://host/chat", "Phi-4", "chat")
FOUNDRY = SampleEndpoint(
    name="chat",
    uri="https://host/openai/v1",
    model="Phi-4",
    task="chat",
    entra=True,
    sent_as="chat-eu",
    project_uri="https://host/api/projects/one",
    mode=smoke_of("foundry"),
)
EVERY = [
    pytest.param(sample, place, id=f"{sample.id}-{task}-{kind}{'-entra' * entra}")
    for kind, of_kind in (("ml", PLACE), ("foundry", FOUNDRY))
    for task in ("chat", "completions", "embeddings")
    for entra in (False, True)
    for place in [replace(of_kind, task=task, entra=entra)]
    for sample in samples_for(place)
]


def test_the_maintained_way_comes_first() -> None:
    retired = [bool(sample.retired) for sample in all_samples()]
    assert retired == sorted(retired)
    assert [sample.package for sample in all_samples()][:3] == ["openai", "requests", "curl"]


@pytest.mark.parametrize(
    ("task", "language", "expected"),
    [
        ("chat", "csharp", ["csharp-openai", "csharp"]),
        ("chat", "javascript", ["javascript-openai", "javascript-azure-rest"]),
        ("completions", "javascript", ["javascript-openai"]),
        ("chat", "python-litellm", ["python-litellm"]),
        ("completions", "csharp", []),
        ("chat", "cobol", []),
    ],
)
def test_samples_are_chosen_by_language_or_id(task: str, language: str, expected: list[str]) -> None:
    assert [sample.id for sample in samples_for(replace(PLACE, task=task), language)] == expected


@pytest.mark.parametrize(
    ("install", "for_entra", "entra", "command"),
    [
        ("pip install openai", "azure-identity", True, "pip install openai azure-identity"),
        ("pip install openai", "azure-identity", False, "pip install openai"),
        ("pip install openai", None, True, "pip install openai"),
        (None, None, True, None),
        (None, "azure-identity", False, None),
    ],
)
def test_what_is_to_be_installed(
    install: str | None, for_entra: str | None, entra: bool, command: str | None
) -> None:
    sample = samples_for(PLACE)[0].model_copy(update={"install": install, "install_for_entra": for_entra})
    assert sample.installing(entra) == command
    text = write_sample(sample, replace(PLACE, entra=entra)).text
    assert ("Needs: " in text, f"Needs: {command}" in text) == (command is not None,) * 2


KEY_LINES = (
    "The key comes from the environment:",
    'export AZURE_INFERENCE_CREDENTIAL="$(modelstacks key chat)"',
)
TOKEN_LINES = (
    "The endpoint takes no keys but tokens of Entra:",
    f'export {KEY_VARIABLE}="$(az account get-access-token --scope ',
)
ASKS = ("The endpoint takes no keys: it asks Entra for a token, as whoever runs it (az login, AZURE_*).",)


@pytest.mark.parametrize(("sample", "place"), EVERY)
def test_it_says_where_the_credential_comes_from(sample: Sample, place: SampleEndpoint) -> None:
    text = write_sample(sample, place).text
    said = KEY_LINES if not place.entra else TOKEN_LINES if sample.language == "curl" else ASKS
    assert all(line in text for line in (said[0], *said[1:]))


@pytest.mark.parametrize(("sample", "place"), EVERY)
def test_the_credential_comes_from_outside(sample: Sample, place: SampleEndpoint) -> None:
    text = write_sample(sample, place).text
    asks_entra = place.entra and sample.language != "curl"
    assert ("DefaultAzureCredential" in text) is asks_entra
    assert (KEY_VARIABLE in text) is not asks_entra
    assert str(place.project_uri if "project" in sample.needs else place.uri) in text


@pytest.mark.parametrize(("sample", "place"), EVERY)
def test_what_nobody_compiled_is_called_so(sample: Sample, place: SampleEndpoint) -> None:
    text = write_sample(sample, place).text
    assert ("// Not compiled: " in text) is (sample.id == "csharp-openai")


def test_a_foundry_deployment_has_samples_of_its_own() -> None:
    ids = [sample.id for sample in samples_for(FOUNDRY)]
    assert ids == [
        "python-openai",
        "python-requests",
        "curl",
        "python-langchain",
        "python-litellm",
        "javascript-openai",
        "python-azure-ai-projects",
        "csharp-openai",
    ]
    for without in (replace(FOUNDRY, entra=False), replace(FOUNDRY, project_uri=None)):
        assert "python-azure-ai-projects" not in {sample.id for sample in samples_for(without)}


@pytest.mark.parametrize("sample", samples_for(FOUNDRY), ids=lambda sample: sample.id)
def test_a_foundry_deployment_is_called_by_its_name_at_the_accounts_address(sample: Sample) -> None:
    text = write_sample(sample, FOUNDRY).text
    assert "Phi-4, deployed as chat" in text
    assert '"chat-eu"' in text.replace('"openai/chat-eu"', '"chat-eu"')
    assert "openai/v1/v1" not in text
    if "project" not in sample.needs:
        assert "https://ai.azure.com/.default" in text
        assert "https://ml.azure.com" not in text


@pytest.mark.parametrize("sample", ["python-openai", "python-langchain", "javascript-openai"])
def test_a_client_that_can_asks_for_a_new_token_itself(sample: str) -> None:
    (found,) = samples_for(FOUNDRY, sample)
    text = write_sample(found, FOUNDRY).text.lower()
    assert "get_bearer_token_provider(" in text or "getbearertokenprovider(" in text
    assert "good for about an hour" not in text


@pytest.mark.parametrize(("sample", "place"), EVERY)
def test_a_retired_package_is_called_so(sample: Sample, place: SampleEndpoint) -> None:
    text = write_sample(sample, place).text
    assert ("was announced to retire" in text) is bool(sample.retired)


@pytest.mark.parametrize(("sample", "place"), [case for case in EVERY if "python" in str(case.id)])
def test_python_samples_are_tidy(sample: Sample, place: SampleEndpoint) -> None:
    text = write_sample(sample, place).text
    ast.parse(text)
    assert "\n\n\n\n" not in text
    assert not [line for line in text.splitlines() if line != line.rstrip()]


@pytest.mark.parametrize(("sample", "place"), EVERY)
def test_a_sample_ends_with_its_last_line(sample: Sample, place: SampleEndpoint) -> None:
    text = write_sample(sample, place).text
    assert (text[-1:], text[-2:-1].isspace()) == ("\n", False)


def test_a_template_cannot_name_what_it_is_not_given() -> None:
    with pytest.raises(UndefinedError, match="'uris' is undefined"):
        _templates().from_string("{{ uris }}").render(uri="https://a")


@pytest.mark.parametrize("sample", samples_for(PLACE, "python"), ids=lambda sample: sample.id)
def test_an_odd_address_cannot_break_out_of_its_quotes(sample: Sample) -> None:
    tree = ast.parse(write_sample(sample, replace(PLACE, uri='https://a"b\\c')).text)
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    assert [text for text in texts if isinstance(text, str) and text.startswith('https://a"b\\c')]


@pytest.mark.parametrize("private", [False, True])
def test_a_private_cloud_is_not_looked_up_in_the_public_directory(private: bool) -> None:
    text = write_sample(all_samples()[0], replace(PLACE, entra=True, private_cloud=private)).text
    assert ("disable_instance_discovery=True" in text) is private


@pytest.mark.parametrize(
    ("model", "task"),
    [
        ("Phi-4", "chat"),
        ("Llama-2-7b", "completions"),
        ("embed-v-4-0", "embeddings"),
        ("Cohere-rerank-v3.5", None),
    ],
)
def test_a_model_is_shown_by_what_it_can(model: str, task: str | None) -> None:
    target = SmokeTarget(Endpoint("a", "https://a/", "k3y", auth="entra"), load().model(model), "managed")
    place = sample_endpoint(target, private_cloud=False)
    assert place == (task and SampleEndpoint("a", "https://a", model, task, entra=True))


def test_what_a_deployment_is_called_and_its_project_come_from_the_target() -> None:
    endpoint = Endpoint("a", "https://a/openai/v1/", "k3y", auth="entra")
    target = SmokeTarget(endpoint, load().model("Phi-4"), "foundry", sent_as="a-1", project_uri="https://a/p")
    place = sample_endpoint(target, private_cloud=False)
    assert place is not None
    assert (place.base, place.sent_as, place.project_uri) == ("https://a/openai/v1", "a-1", "https://a/p")
