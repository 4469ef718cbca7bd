from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from azure.ai.inference import EmbeddingsClient
from azure.core.credentials import AzureKeyCredential
from openai import OpenAI

if TYPE_CHECKING:
    from azure_fixtures import LocalAzureServer

    from .conftest import Endpoint


def test_vectors_have_the_models_length(embeddings: Endpoint, local_azure: LocalAzureServer) -> None:
    with EmbeddingsClient(
        embeddings.uri, AzureKeyCredential(embeddings.key), connection_verify=local_azure.ca
    ) as client:
        answer = client.embed(input=["one", "two", "one"])

    first, second, third = (item.embedding for item in answer.data)
    assert len(first) == 1024
    assert first == third
    assert first != second
    assert answer.usage.prompt_tokens == 3


def test_openai_decodes_base64(embeddings: Endpoint) -> None:
    """The openai package asks for base64 unless told otherwise."""
    client = OpenAI(base_url=f"{embeddings.uri}/v1", api_key=embeddings.key, http_client=embeddings.http)

    packed = client.embeddings.create(model="any", input="one").data[0].embedding
    plain = client.embeddings.create(model="any", input="one", encoding_format="float").data[0].embedding

    assert packed == pytest.approx(plain, abs=1e-6)
    assert math.hypot(*plain) == pytest.approx(1)


def test_other_dimensions_are_refused(embeddings: Endpoint) -> None:
    answer = embeddings.post("/embeddings", {"input": "one", "dimensions": 7})

    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["body", "dimensions"]
