"""The models of an account, asked by the clients that its users have."""

from __future__ import annotations

import pytest
from azure.ai.inference import ChatCompletionsClient, EmbeddingsClient
from azure.ai.projects import AIProjectClient
from azure.ai.projects.models import ModelDeployment
from azure.core.credentials import AzureKeyCredential
from openai import BadRequestError

from foundry_accounts import CLASSIC, QUESTION, Foundry

FOUNDRY_USER = "53ca6127-db72-4b80-b1b0-d745d6d5456d"


@pytest.mark.parametrize(("deployment", "model"), [("gpt", "gpt-4o"), ("llama", "Llama-3.3-70B-Instruct")])
def test_the_v1_api_answers_as_the_deployments_model(foundry: Foundry, deployment: str, model: str) -> None:
    with foundry.openai() as client:
        answer = client.chat.completions.create(model=deployment, messages=QUESTION["messages"])

    assert answer.model == model
    assert "You wrote: Hello" in (answer.choices[0].message.content or "")
    assert answer.usage
    assert answer.usage.total_tokens > 0


def test_a_streams_use_is_told_to_who_asks(foundry: Foundry) -> None:
    with foundry.openai() as client:
        plain = list(client.chat.completions.create(model="gpt", messages=QUESTION["messages"], stream=True))
        told = list(
            client.chat.completions.create(
                model="gpt",
                messages=QUESTION["messages"],
                stream=True,
                stream_options={"include_usage": True},
            )
        )

    text = "".join(chunk.choices[0].delta.content or "" for chunk in plain)
    assert "You wrote: Hello" in text
    assert [chunk.usage for chunk in plain] == [None] * len(plain)
    assert told[-1].choices == []
    assert told[-1].usage
    assert told[-1].usage.completion_tokens > 0


def test_the_newer_names_of_openai_mean_the_same(foundry: Foundry) -> None:
    with foundry.openai() as client:
        answer = client.chat.completions.create(
            model="gpt",
            messages=[{"role": "developer", "content": "Be brief"}, {"role": "user", "content": "Hello"}],
            max_completion_tokens=3,
            temperature=None,
        )

    assert answer.choices[0].finish_reason == "length"
    assert answer.usage
    assert answer.usage.completion_tokens == 3


def test_embeddings(foundry: Foundry) -> None:
    with foundry.openai() as client:
        answer = client.embeddings.create(model="embed", input=["one", "two"])

    assert answer.model == "Cohere-embed-v3-multilingual"
    assert [len(each.embedding) for each in answer.data] == [1024, 1024]


def test_embeddings_of_what_a_tokenizer_made(foundry: Foundry) -> None:
    with foundry.openai() as client:
        one = client.embeddings.create(model="embed", input=[15, 22])
        two = client.embeddings.create(model="embed", input=[[15, 22], [7]])

    assert one.data[0].embedding == two.data[0].embedding
    assert len(two.data) == 2


@pytest.mark.parametrize("host", ["openai", "cognitiveservices", "services.ai"])
def test_the_classic_api_names_the_deployment_in_the_path(foundry: Foundry, host: str) -> None:
    with foundry.azure_openai(host) as client:
        answer = client.chat.completions.create(model="gpt", messages=QUESTION["messages"])

    assert answer.model == "gpt-4o"


def test_the_inference_api_names_it_in_the_body(foundry: Foundry) -> None:
    credential, ca = AzureKeyCredential(foundry.key), foundry.azure.ca
    endpoint = f"{foundry.address()}/models"
    with (
        ChatCompletionsClient(endpoint, credential, model="llama", connection_verify=ca) as chat,
        EmbeddingsClient(endpoint, credential, model="embed", connection_verify=ca) as embeddings,
    ):
        answer = chat.complete(messages=QUESTION["messages"])
        vectors = embeddings.embed(input=["one"])

    assert answer.model == "Llama-3.3-70B-Instruct"
    assert len(vectors.data) == 1


def test_the_responses_api(foundry: Foundry) -> None:
    with foundry.openai() as client:
        answer = client.responses.create(model="gpt", input="Hello")
        cut = client.responses.create(
            model="llama",
            input=[{"role": "developer", "content": [{"type": "input_text", "text": "Hello"}]}],
            instructions="Be brief",
            max_output_tokens=2,
        )
        events = list(client.responses.create(model="gpt", input="Hello", stream=True))

    assert "You wrote: Hello" in answer.output_text
    assert (answer.model, answer.status) == ("gpt-4o", "completed")
    assert cut.status == "incomplete"
    assert cut.usage
    assert cut.usage.output_tokens == 2
    assert "".join(event.delta for event in events if event.type == "response.output_text.delta") == (
        answer.output_text
    )
    assert events[-1].type == "response.completed"
    assert events[-1].response.output_text == answer.output_text


def test_a_model_that_the_responses_api_does_not_take(foundry: Foundry) -> None:
    model = {"format": "Mistral AI", "name": "Mistral-Large-3", "version": "1"}
    foundry.deploy("mistral", model)

    with foundry.openai() as client, pytest.raises(BadRequestError, match="Model not supported"):
        client.responses.create(model="mistral", input="Hello")


def test_what_a_model_cannot_do_is_refused_by_its_name(foundry: Foundry) -> None:
    with foundry.openai() as client, pytest.raises(BadRequestError) as refusal:
        client.chat.completions.create(model="embed", messages=QUESTION["messages"])

    assert refusal.value.code == "OperationNotSupported"
    assert (refusal.value.body or {}) == {
        "code": "OperationNotSupported",
        "message": "The chatCompletion operation does not work with the specified model, "
        "Cohere-embed-v3-multilingual. Please choose different model and try again. You can learn more about which "
        "models can be used with each operation here: https://go.microsoft.com/fwlink/?linkid=2197993.",
    }


def test_mistakes_are_told_in_the_words_of_the_api_that_was_asked(foundry: Foundry) -> None:
    wrong = QUESTION | {"model": "gpt", "temperature": 9}

    v1 = foundry.post("/openai/v1/chat/completions", wrong)
    inference = foundry.post(f"/models/chat/completions?api-version={CLASSIC}", wrong)
    long = {"model": "gpt", "messages": [{"role": "user", "content": "word " * 130_000}]}

    error = v1.json()["error"]
    assert (v1.status_code, error["type"], error["param"]) == (400, "invalid_request_error", "temperature")
    assert (inference.status_code, inference.json()["detail"][0]["loc"]) == (422, ["body", "temperature"])
    assert foundry.post("/openai/v1/chat/completions", long).json()["error"]["code"] == (
        "context_length_exceeded"
    )


@pytest.mark.parametrize("body", [QUESTION, []])
def test_a_body_that_names_no_deployment(foundry: Foundry, body: object) -> None:
    answer = foundry.post("/openai/v1/chat/completions", body)

    text = "No model specified in request. Please provide a model name in the request body or as a x-ms-model-mesh-model-name header."
    assert (answer.status_code, answer.json()) == (
        400,
        {"error": {"code": "no_model_name", "message": text, "details": text}},
    )


def test_a_header_may_name_the_deployment(foundry: Foundry) -> None:
    named = {"api-key": foundry.key, "x-ms-model-mesh-model-name": "llama"}

    answer = foundry.post(f"/models/chat/completions?api-version={CLASSIC}", QUESTION, **named)

    assert answer.json()["model"] == "Llama-3.3-70B-Instruct"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("chat/completions", {"messages": [None]}),
        ("chat/completions", {"messages": "Hello"}),
        ("chat/completions", {"messages": []}),
        ("embeddings", {"input": [[1, "a"]]}),
        ("embeddings", {"input": []}),
        ("responses", {"input": [{"role": "nobody", "content": "Hello"}]}),
        ("responses", {"input": []}),
        ("responses", {"input": [{"type": "reasoning"}, {"role": "user", "content": [None]}]}),
        ("responses", {}),
    ],
)
def test_odd_bodies_are_the_callers_mistake(foundry: Foundry, path: str, body: dict[str, object]) -> None:
    model = "embed" if path == "embeddings" else "gpt"

    answer = foundry.post(f"/openai/v1/{path}", body | {"model": model})

    assert (answer.status_code, answer.json()["error"]["type"]) == (400, "invalid_request_error")


@pytest.mark.parametrize("name", ["a/b", "../gpt", "%2f", {"gpt": 1}, 7])
def test_a_name_that_no_deployment_can_have(foundry: Foundry, name: object) -> None:
    answer = foundry.post("/openai/v1/chat/completions", QUESTION | {"model": name})

    assert answer.json()["error"]["code"] == "DeploymentNotFound"


def test_lists(foundry: Foundry) -> None:
    with foundry.openai() as client:
        catalogue = [model.id for model in client.models.list()]
        one = client.models.retrieve("gpt-4o-2024-11-20")
    listed = foundry.get("/openai/deployments?api-version=2023-03-15-preview", "openai").json()

    assert "gpt-4o-2024-11-20" in catalogue
    assert "gpt" not in catalogue
    assert one.object == "model"
    assert {item["id"]: item["model"] for item in listed["data"]}.items() >= {
        "gpt": "gpt-4o",
        "llama": "Llama-3.3-70B-Instruct",
    }.items()
    assert listed["object"] == "list"
    assert listed["data"][0].keys() == {"id", "model", "object", "created_at", "owner"}


def test_a_project_by_its_own_package(foundry: Foundry) -> None:
    address = foundry.project("p1")
    foundry.assign("deployer", FOUNDRY_USER, "/projects/p1")

    with (
        foundry.azure.credential("deployer") as credential,
        AIProjectClient(address, credential, connection_verify=foundry.azure.ca) as project,
    ):
        found = {each.name: each for each in project.deployments.list()}
        of_meta = [each.name for each in project.deployments.list(model_publisher="Meta")]
        one = project.deployments.get("gpt")
        with project.get_openai_client(http_client=foundry.openai()._client) as client:
            answer = client.responses.create(model="gpt", input="Hello")

    assert found.keys() >= {"gpt", "llama", "embed"}
    assert of_meta == ["llama"]
    assert isinstance(one, ModelDeployment)
    assert (one.model_name, one.model_publisher, one.sku.name) == ("gpt-4o", "OpenAI", "GlobalStandard")
    assert answer.model == "gpt-4o"


@pytest.mark.parametrize(
    "path",
    [
        "/info",
        "/models/info?api-version=2024-05-01-preview",
        "/openai/v2/models",
        "/openai/deployments/gpt/chat/completions",
        "/openai/deployments?api-version=2024-10-21",
        "/api/projects/none",
    ],
)
def test_what_is_not_there(foundry: Foundry, path: str) -> None:
    answer = foundry.get(path)

    assert (answer.status_code, answer.json()) == (
        404,
        {"error": {"code": "404", "message": "Resource not found"}},
    )


def test_an_api_version_is_for_its_routes(foundry: Foundry) -> None:
    statuses = {
        path: foundry.post(path, QUESTION | ({} if "/deployments/" in path else {"model": "gpt"})).status_code
        for path in (
            "/openai/v1/chat/completions?api-version=preview",
            "/openai/v1/chat/completions?api-version=2024-10-21",
            "/openai/deployments/gpt/chat/completions?api-version=2024-10-21",
            "/openai/deployments/gpt/chat/completions",
            "/models/chat/completions",
        )
    }

    assert list(statuses.values()) == [200, 400, 200, 404, 404]
