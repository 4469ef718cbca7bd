"""The smoke test finds what is wrong with an endpoint, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from model_server import KEY, ModelServer, model_server
from modelstacks.catalog import load
from modelstacks.inference.client import Endpoint, open_client
from modelstacks.inference.smoke import SmokeResult, SmokeTarget, smoke

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.inference.probe import Level

pytestmark = [pytest.mark.slow, pytest.mark.anyio]

COHERE = "Cohere-command-r-08-2024"
R = {"model_name": COHERE, "model_type": "chat-completions", "model_provider_name": "Cohere"}
EMBED = {"model_name": "Cohere-embed-v3-english", "model_type": "embeddings", "model_provider_name": "Cohere"}


@pytest.fixture(scope="module")
def listening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModelServer]:
    """One server for the module."""
    with model_server(tmp_path_factory.mktemp("model-server")) as server:
        yield server


@pytest.fixture
def server(listening: ModelServer, monkeypatch: pytest.MonkeyPatch) -> ModelServer:
    """The server without defects, trusted."""
    monkeypatch.setenv("SSL_CERT_FILE", str(listening.ca))
    listening.defects.clear()
    listening.asked.clear()
    return listening


async def smoked(
    server: ModelServer, level: Level = "full", model: str = "Phi-4", mode: str = "serverless"
) -> SmokeResult:
    target = SmokeTarget(Endpoint("phi", server.url, KEY), load().model(model), mode, content_safety=True)
    async with open_client(timeout_s=0.3) as client:
        return await smoke(client, target, 0, level)


def failed(result: SmokeResult) -> list[str]:
    return [one.id for one in result.probes if one.state == "failed"]


async def test_nothing_is_wrong_with_a_healthy_endpoint(server: ModelServer) -> None:
    result = await smoked(server)

    assert result.problem is None
    assert result.speaks == "Azure AI Model Inference API"
    assert (result.proved_by, result.answered_as) == ("GET /info", "Phi-4")
    states = {one.id: one.state for one in result.probes}
    assert {states.pop("entra-token"), states.pop("unknown-deployment")} == {"skipped"}
    assert set(states.values()) == {"passed"}


@pytest.mark.parametrize(
    ("defect", "probe", "problem"),
    [
        ("no-streaming", "chat-stream", "with stream: true does not stream: HTTP 200: {"),
        ("cut-stream", "chat-stream", "with stream: true ended with finish_reason None"),
        ("no-done", "chat-stream", "with stream: true ended without [DONE]"),
        ("drips", "chat-stream", "with stream: true got no answer (not complete after 0.6 s)"),
        ("no-usage", "chat", "answered no usage.total_tokens: HTTP 200"),
        ("empty-answer", "chat", "answered no choices[0].message with words: HTTP 200"),
        ("no-filter", "content-safety", "let a prompt through that the content filter stops: HTTP 200"),
        ("any-key", "wrong-key", "should refuse a wrong key (HTTP 401 or 403), but answered HTTP 200"),
        ("extra-taken", "extra-parameters", "should refuse modelstacks_unknown (extra-parameters: error)"),
        ("json-ignored", "json-format", "should refuse response_format (HTTP 422), but answered HTTP 200"),
        ("no-parameters", "parameters", 'answered HTTP 422: {"detail":[{"loc":["body","temperature"]'),
        ("chat-fails", "chat", "answered HTTP 500: "),
    ],
)
async def test_a_planted_defect_is_found(server: ModelServer, defect: str, probe: str, problem: str) -> None:
    server.defects.add(defect)
    result = await smoked(server)

    assert probe in failed(result)
    found = next(one.problem for one in result.probes if one.id == probe)
    assert found is not None
    assert found.startswith(f"phi: {'GET' if probe == 'wrong-key' else 'POST'} {server.url}/")
    assert problem in found


@pytest.mark.parametrize(
    ("defect", "problem"),
    [
        ("key-refused", '/info answered HTTP 401: {"status":"Invalid auth token"}'),
        ("html", "/info answered something other than a JSON object: HTTP 200: <html>Sign in</html>"),
        ("hangs", "/info got no answer (ReadTimeout: "),
    ],
)
async def test_what_no_other_request_can_mend_is_one_finding(
    server: ModelServer, defect: str, problem: str
) -> None:
    server.defects.add(defect)
    result = await smoked(server)

    assert failed(result) == ["info"]
    assert problem in str(result.problem)
    assert {one.state for one in result.probes[1:]} == {"skipped"}
    assert server.asked == ["GET /info"]


async def test_the_wrong_model_is_found(server: ModelServer) -> None:
    result = await smoked(server, "basic", "Phi-4-mini-instruct")

    assert failed(result) == ["info"]
    assert "model_name is 'Phi-4', expected 'Phi-4-mini-instruct'" in str(result.problem)


async def test_vectors_of_another_size_are_found(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "info", EMBED)
    server.defects.add("short-vectors")
    result = await smoked(server, "basic", "Cohere-embed-v3-english")

    assert "answered embeddings of 768 numbers, Cohere-embed-v3-english has 1024" in str(result.problem)


async def test_an_endpoint_of_the_openai_schema_alone_is_told(server: ModelServer) -> None:
    server.defects.add("only-v1")
    result = await smoked(server)

    assert failed(result) == []
    assert result.speaks == "OpenAI v1 schema (below /v1)"
    skipped = {one.id: one.problem for one in result.probes if one.state == "skipped"}
    assert skipped["extra-parameters"] == "the OpenAI v1 schema (below /v1) does not define it"


@pytest.mark.parametrize("level", ["info", "basic"])
async def test_a_missing_info_is_noted_where_the_model_works(server: ModelServer, level: Level) -> None:
    server.defects |= {"only-v1", "no-info"}
    result = await smoked(server, level)

    assert (result.state, failed(result)) == ("passed", [])
    assert (result.proved_by, result.answered_as) == ("POST /v1/chat/completions", None)
    message = str(result.warning)
    assert message.startswith(f"phi: GET {server.url}/info answered HTTP 404: ")
    assert "tried as well: POST /chat/completions (HTTP 404), POST /v1/chat/completions (HTTP 200)" in message
    assert "but /info is missing, so it can't be told which model answers." in message


@pytest.mark.parametrize(
    ("model", "evidence"),
    [
        ("Phi-4", "Microsoft's page shows /info for Phi-4 with mode: managed (MicrosoftDocs/azure-ai-docs "),
        ("Llama-2-7b-chat", "That Llama-2-7b-chat has /info with mode: managed is only assumed: "),
    ],
)
async def test_a_missing_info_says_what_evidence_there_is_for_it(
    server: ModelServer, model: str, evidence: str
) -> None:
    server.defects.add("no-info")
    result = await smoked(server, "info", model, "managed")

    assert result.state == "passed"
    assert f"it can't be told which model answers. {evidence}" in str(result.warning)


async def test_a_missing_info_is_a_finding_where_the_model_does_not_work(server: ModelServer) -> None:
    server.defects |= {"no-info", "empty-answer"}
    result = await smoked(server, "info")

    assert (failed(result), result.warning) == (["info"], None)


async def test_an_answer_that_only_the_rows_assumed_is_noted_where_the_model_works(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "info", server.info | {"model_type": "text-generation"})
    result = await smoked(server, "info")

    assert failed(result) == []
    assert "(assumed from the catalogue): model_type is 'text-generation'" in str(result.warning)
    assert str(result.warning).endswith("but it can't be told which model answers.")
    server.defects.add("chat-fails")
    assert failed(await smoked(server, "info")) == ["info"]


async def test_a_documented_answer_is_not_up_to_the_model(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "info", server.info | {"model_name": "mistral"})
    assert failed(await smoked(server, "info", "Mistral-Nemo")) == ["info"]


async def test_an_endpoint_that_is_gone_is_one_finding(server: ModelServer) -> None:
    server.defects.add("gone")
    result = await smoked(server)

    assert failed(result) == ["info"]
    assert str(result.problem).endswith(
        "tried as well: POST /chat/completions (HTTP 404), POST /v1/chat/completions (HTTP 404), "
        "POST /openai/v1/chat/completions (HTTP 404). No route of a model answers."
    )


async def test_missing_limits_are_only_noted(server: ModelServer) -> None:
    server.defects.add("no-rate-limits")
    result = await smoked(server)

    assert result.state == "passed"
    assert [one.id for one in result.probes if one.state == "noted"] == ["rate-limits"]


async def test_a_certificate_that_nobody_trusts_is_found(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    result = await smoked(server)

    assert failed(result) == ["info"]
    assert "CERTIFICATE_VERIFY_FAILED" in str(result.problem)


async def test_the_first_words_of_a_stream_are_timed(server: ModelServer) -> None:
    result = await smoked(server, "basic")

    streamed = next(one for one in result.probes if one.id == "chat-stream")
    assert streamed.first_s is not None
    assert 0 < streamed.first_s <= streamed.seconds


def json_format(result: SmokeResult) -> tuple[str, str]:
    return next((one.state, str(one.problem)) for one in result.probes if one.id == "json-format")


@pytest.mark.parametrize("defects", [set(), {"thinks"}])
async def test_a_model_that_answers_in_json_passes(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch, defects: set[str]
) -> None:
    monkeypatch.setattr(server, "info", R)
    server.defects |= defects
    result = await smoked(server, model=COHERE)

    assert result.problem is None
    assert json_format(result)[0] == "passed"


async def test_json_that_max_tokens_cut_is_unproven_not_failed(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "info", R)
    server.defects.add("cut")
    result = await smoked(server, model=COHERE)

    state, message = json_format(result)
    assert (result.problem, state) == (None, "noted")
    assert "not JSON, cut at max_tokens (512): whether it keeps to JSON is unproven: HTTP 200" in message


async def test_whole_words_that_are_no_json_fail(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "info", R)
    server.defects.add("json-ignored")
    result = await smoked(server, model=COHERE)

    assert failed(result) == ["json-format"]


async def test_tokens_that_went_for_thoughts_unseen_are_an_answer(server: ModelServer) -> None:
    server.defects |= {"cut", "thinks-unseen"}

    assert (await smoked(server)).problem is None
