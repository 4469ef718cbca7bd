"""What is masked before others see it, and what is left for them to work with."""

from __future__ import annotations

import pytest

from modelstacks.bundle.cleaning import NOT_SHOWN, Cleaner

RANDOM = "9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c"
"""32 hexadecimal digits, as the keys of many services are."""


def cleaned(text: str, **environ: str) -> str:
    return Cleaner.of(environ, text).cleaned(text)


@pytest.mark.parametrize(
    "text",
    [
        "key: PLANTED",
        "# old key: PLANTED",
        "tags: {apiKey: PLANTED, team: a}",
        'endpoint_key: "PLANTED"',
        "credentials:\n  user: PLANTED\n  deep:\n    - PLANTED/2\nseen: [PLANTED/2]",
        "secret: |\n  first PLANTED\n  second PLANTED\nelsewhere: second PLANTED",
        "config:\n  modelstacks:token:\n    secure: v1:PLANTED:x==",
        "encryptionsalt: v1:PLANTED=:v1:x:y==",
        *(f"{key}: PLANTED/2\nseen: [PLANTED/2]" for key in ("secure", "encryptionsalt", "encryptedkey")),
        "url: https://a.blob.core.windows.net/c?sv=1&sig=PLANTED%3D&se=2",
        "conn: DefaultEndpointsProtocol=https;AccountName=a;AccountKey=PLANTED==;EndpointSuffix=core.windows.net",
        "conn: Endpoint=sb://a/;SharedAccessKeyName=k;SharedAccessKey=PLANTED",
        "backend: postgres://user:PLANTED@host/db",
        "Authorization: Bearer PLANTED.a-b",
        f"note: {RANDOM.replace('9f8a7b6', 'PLANTED')}",
        "broken: [\nkey: PLANTED\n",
    ],
)
def test_a_planted_secret_is_masked(text: str) -> None:
    assert "PLANTED" not in cleaned(text)


@pytest.mark.parametrize(
    ("secret", "seen"), [("short", "shorter"), ("six666", "***ty"), ("true", "is true"), ("null", "is None")]
)
def test_a_secret_that_stands_elsewhere_is_masked_there_unless_it_is_too_short(
    secret: str, seen: str
) -> None:
    note = seen.replace("***", secret)
    assert cleaned(f"token: {secret}\nnote: {note}") == f"token: ***\nnote: {seen}"


def test_what_the_environment_has_is_masked_wherever_it_stands() -> None:
    assert cleaned("note: it is hush/hush", AZURE_CLIENT_SECRET="hush/hush") == "note: it is ***"
    assert cleaned("u=hush%2Fhush", AZURE_CLIENT_SECRET="hush/hush") == "u=***"


@pytest.mark.parametrize(
    "text",
    [
        "deployments:\n  chat: {model: Llama-3.3-70B-Instruct, mode: auto, regions: [swedencentral, eastus2]}\n",
        "model: azureml://registries/azureml-meta/models/Llama-3.2-3B-Instruct/versions/1",
        "id: 5f0c8e1b7a42",
        "GET /subscriptions/5ab5c41b-0000-4000-8000-000000000001/resourceGroups/rg1/providers/Microsoft.ML/x 200 12 ms",
        "pulumi up: 12.30 s",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert cleaned(text) == text


def test_a_variable_is_shown_unless_it_is_a_secret() -> None:
    cleaner = Cleaner.of({"ARM_CLIENT_SECRET": "hush/hush"})
    assert cleaner.variable("ARM_CLIENT_SECRET", "hush/hush") == NOT_SHOWN
    assert cleaner.variable("ARM_CLIENT_SECRET", "") == ""
    assert cleaner.variable("AZURE_TENANT_ID", "t-1") == "t-1"
    assert cleaner.variable("HTTPS_PROXY", "http://me:hush/hush@proxy:3128") == "http://me:***@proxy:3128"


def test_aliases_that_multiply_are_looked_at_once() -> None:
    levels = [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 12)]
    text = "\n".join(["l0: &l0 {key: PLANTED}", *levels])
    assert "PLANTED" not in cleaned(text)
