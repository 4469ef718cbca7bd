"""Curl as the documents' samples call it."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from azure_fixtures import LocalAzureServer

    from .conftest import Endpoint

pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
BODY = '{"messages": [{"role": "user", "content": "Hello"}], "stream": "True", "max_tokens": 4}'


def curl(azure: LocalAzureServer, *arguments: str) -> str:
    """Return what curl prints."""
    command = ["curl", "--silent", "--show-error", "--cacert", azure.ca, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=30).stdout


def test_info_with_a_bare_key(chat: Endpoint, local_azure: LocalAzureServer) -> None:
    answer = curl(local_azure, "--header", f"Authorization: {chat.key}", f"{chat.uri}/info")

    assert json.loads(answer)["model_type"] == "chat-completions"


def test_a_stream(chat: Endpoint, local_azure: LocalAzureServer) -> None:
    key, kind = f"Authorization: Bearer {chat.key}", "Content-Type: application/json"

    lines = curl(
        local_azure, "--header", key, "--header", kind, "--data", BODY, f"{chat.uri}/v1/chat/completions"
    ).split("\n\n")

    assert lines[-2:] == ["data: [DONE]", ""]
    assert len(lines) == 1 + 4 + 1 + 2


def test_api_key_alone_is_refused(chat: Endpoint, local_azure: LocalAzureServer) -> None:
    answer = curl(local_azure, "--header", f"api-key: {chat.key}", f"{chat.uri}/info")

    assert json.loads(answer) == {"status": "Auth token must be passed as a header called Authorization"}
