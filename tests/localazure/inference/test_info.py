from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from azure.ai.inference import ChatCompletionsClient
from azure.core.credentials import AzureKeyCredential

if TYPE_CHECKING:
    from azure_fixtures import LocalAzureServer

    from .conftest import Endpoint


def test_info_as_the_sdk_reads_it(chat: Endpoint, local_azure: LocalAzureServer) -> None:
    with ChatCompletionsClient(
        chat.uri, AzureKeyCredential(chat.key), connection_verify=local_azure.ca
    ) as client:
        info = client.get_model_info()

    assert info.model_name == "Llama-3.3-70B-Instruct"
    assert info.model_type == "chat-completions"
    assert info.model_provider_name == "Meta"


@pytest.mark.parametrize(
    ("fixture", "model_type"),
    [("embeddings", "embeddings"), ("first_party", "chat-completions"), ("completions", "completion")],
)
def test_the_type_follows_the_task(request: pytest.FixtureRequest, fixture: str, model_type: str) -> None:
    endpoint: Endpoint = request.getfixturevalue(fixture)

    assert endpoint.get("/info").json()["model_type"] == model_type
