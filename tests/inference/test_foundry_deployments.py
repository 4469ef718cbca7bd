"""The smoke test of a Foundry account's deployment: no `/info`, one address for several models."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from foundry_server import CALLER, DEPLOYMENT, KEY, FoundryServer
from model_server import listening
from modelstacks import retrying
from modelstacks.catalog import load
from modelstacks.inference.client import Endpoint, open_client
from modelstacks.inference.smoke import SmokeResult, SmokeTarget, smoke
from modelstacks.modes.foundry.smoke import FoundrySmoke

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.inference.client import Auth
    from modelstacks.inference.probe import Level

pytestmark = [pytest.mark.slow, pytest.mark.anyio]

CHAT = "/openai/v1/chat/completions"
LIST = "/openai/deployments"
ID = f"/subscriptions/s/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/a/deployments/{DEPLOYMENT}"
NEW = ["DeploymentNotFound", "unknown_model"]


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FoundryServer]:
    """One server for the module."""
    with listening(FoundryServer(tmp_path_factory.mktemp("foundry") / "ca.pem")) as server:
        yield server


@pytest.fixture
def server(account: FoundryServer, monkeypatch: pytest.MonkeyPatch) -> FoundryServer:
    """The account without defects, trusted; whoever waits for it waits milliseconds."""
    monkeypatch.setenv("SSL_CERT_FILE", str(account.ca))
    monkeypatch.setattr(retrying, "FIRST_PAUSE_S", 0.001)
    account.defects.clear()
    account.asked.clear()
    account.first.clear()
    account.says = {"model": "phi-4-2025-01"}
    account.model = "Phi-4"
    return account


async def smoked(
    server: FoundryServer,
    level: Level = "full",
    *,
    model: str = "Phi-4",
    ready_within_s: float = 0.0,
    auth: Auth = "entra",
    right_is_given: bool = False,
) -> SmokeResult:
    endpoint = Endpoint("phi", server.base, KEY, auth=auth)
    target = SmokeTarget(
        endpoint,
        load().model(model),
        "foundry",
        content_safety=True,
        sent_as=DEPLOYMENT,
        resource_id=ID,
        right_is_given=right_is_given,
    )
    async with open_client(timeout_s=2) as client:
        return await smoke(client, target, ready_within_s, level)


def found(result: SmokeResult, id_: str) -> tuple[str, str]:
    return next((one.state, str(one.problem)) for one in result.probes if one.id == id_)


def failed(result: SmokeResult) -> list[str]:
    return [one.id for one in result.probes if one.state == "failed"]


async def test_nothing_is_wrong_with_a_healthy_deployment(server: FoundryServer) -> None:
    result = await smoked(server)

    assert (result.problem, result.warning, result.info) == (None, None, None)
    assert (result.speaks, result.answered_as) == ("OpenAI v1 schema", "phi-4-2025-01")
    assert result.proved_by == "POST /chat/completions"
    skipped = {one.id: one.problem for one in result.probes if one.state == "skipped"}
    assert skipped == {
        "extra-parameters": "the OpenAI v1 schema does not define it",
        "json-format": "Phi-4 can't answer in JSON, and OpenAI's schema does not say how that is refused",
    }
    assert {one.state for one in result.probes} == {"passed", "skipped"}
    assert set(server.asked) == {f"POST {CHAT}", f"GET {LIST}"}


async def test_the_first_level_asks_one_question_and_the_list(server: FoundryServer) -> None:
    result = await smoked(server, "info")

    assert [(one.id, one.state) for one in result.probes] == [("chat", "passed"), ("info", "passed")]
    assert server.asked == [f"POST {CHAT}", f"GET {LIST}"]


async def test_vectors_prove_a_model_that_embeds(server: FoundryServer) -> None:
    server.model = "Cohere-embed-v3-english"
    result = await smoked(server, "info", model="Cohere-embed-v3-english")

    assert (result.problem, result.proved_by) == (None, "POST /embeddings")


async def test_a_model_that_no_probe_is_for_is_known_by_the_list(server: FoundryServer) -> None:
    server.model = "Cohere-rerank-v3.5"
    result = await smoked(server, model="Cohere-rerank-v3.5")

    assert (result.problem, result.proved_by) == (None, "GET /openai/deployments")
    assert server.asked == [f"GET {LIST}"] * 3  # that it is there, with the token, and with a wrong key


async def test_a_new_deployment_is_waited_for(server: FoundryServer) -> None:
    server.first = [*NEW, *NEW]
    result = await smoked(server, "info", ready_within_s=0.001)

    assert result.problem is None
    assert server.asked == [f"POST {CHAT}"] * 5 + [f"GET {LIST}"]


@pytest.mark.parametrize(("right_is_given", "state"), [(True, "passed"), (False, "failed")])
async def test_a_right_that_the_stack_gives_is_waited_for(
    server: FoundryServer, right_is_given: bool, state: str
) -> None:
    server.first = ["PermissionDenied"] * 3
    result = await smoked(server, "info", ready_within_s=0.001, right_is_given=right_is_given)

    assert result.state == state
    assert server.asked.count(f"POST {CHAT}") == (4 if right_is_given else 1)


async def test_without_patience_it_is_asked_once(server: FoundryServer) -> None:
    server.first = [*NEW]
    await smoked(server, "info")

    assert server.asked == [f"POST {CHAT}", f"GET {LIST}"]


@pytest.mark.parametrize(
    ("defect", "refusal", "advice"),
    [
        (
            "not-made",
            "404: ",
            (
                f"A new deployment may take 5 minutes to answer; an older one is gone, or not called {DEPLOYMENT!r}: "
                "run `modelstacks show phi`."
            ),
        ),
        (
            "not-wired",
            "400: ",
            (
                "Azure made the deployment, but what runs the model does not know it. If that lasts longer than 5 minutes, "
                f"delete {DEPLOYMENT!r} and run `modelstacks up`, or choose another sku or region."
            ),
        ),
    ],
)
async def test_patience_for_a_new_deployment_ends(
    server: FoundryServer, monkeypatch: pytest.MonkeyPatch, defect: str, refusal: str, advice: str
) -> None:
    monkeypatch.setattr(FoundrySmoke, "new_within_s", 0.01)
    server.defects.add(defect)
    result = await smoked(server, ready_within_s=0.001)

    assert failed(result) == ["chat"]
    message = str(result.problem)
    assert message.startswith(f"phi: POST {server.url}{CHAT} answered HTTP {refusal}")
    assert message.endswith(f" (tried for 0 s). {advice}")
    rest = {one.problem for one in result.probes if one.id not in ("chat", "info")}
    assert rest == {"not asked: no deployment answers"}
    assert found(result, "info")[0] == "passed"  # the list may say why it does not answer


@pytest.mark.parametrize(
    ("defect", "advice"),
    [
        (
            "paused",
            (
                "The deployment is paused: resume it with "
                f'az rest --method post --url "{ID}/resume?api-version=2025-12-01"'
            ),
        ),
        (
            "throttled",
            "The deployment is allowed 10 requests and 10000 tokens a minute: wait a minute, or raise its capacity.",
        ),
        (
            "no-data-action",
            (
                "Owner and Contributor have no data actions: assign Cognitive Services User, and allow 5 minutes: "
                f"az role assignment create --assignee {CALLER} --role a97b65f3-24c7-4388-baec-2e87135dc908 "
                f"--scope {ID.removesuffix(f'/deployments/{DEPLOYMENT}')}"
            ),
        ),
    ],
)
async def test_a_refusal_says_what_to_do(server: FoundryServer, defect: str, advice: str) -> None:
    server.defects.add(defect)
    result = await smoked(server, ready_within_s=60 if defect == "paused" else 0)

    assert failed(result) == ["chat"]
    assert str(result.problem).endswith(f". {advice}")
    assert result.proved_by is None


async def test_a_refused_key_is_no_question_of_roles(server: FoundryServer) -> None:
    server.defects.add("key-refused")
    result = await smoked(server, auth="key")

    assert str(result.problem).endswith('or wrong API endpoint."}}')
    assert server.asked == [f"POST {CHAT}"]
    assert {one.problem for one in result.probes[1:]} == {"not asked: the key was refused"}


async def test_a_404_of_another_kind_is_final(server: FoundryServer) -> None:
    server.defects |= {"not-made", "retired"}
    result = await smoked(server, "info", ready_within_s=60)

    assert failed(result) == ["chat"]
    assert server.asked == [f"POST {CHAT}", f"GET {LIST}"]


@pytest.mark.parametrize(
    ("defect", "state", "problem"),
    [
        ("not-listed", "noted", f"does not list {DEPLOYMENT}, but: another"),
        ("no-list", "noted", "answered HTTP 404: "),
    ],
)
async def test_what_the_list_leaves_open_is_noted(
    server: FoundryServer, defect: str, state: str, problem: str
) -> None:
    server.defects.add(defect)
    result = await smoked(server, "info")

    assert result.state == "passed"
    assert found(result, "info")[0] == state
    assert f"phi: GET {server.url}{LIST} {problem}" in str(result.warning)


async def test_the_list_tells_another_model(server: FoundryServer) -> None:
    server.model = "Phi-4-mini-instruct"
    result = await smoked(server, "info")

    assert failed(result) == ["info"]
    expected = f"lists {DEPLOYMENT} as another model: 'Phi-4-mini-instruct', expected 'Phi-4'"
    assert result.problem == f"phi: GET {server.url}{LIST} {expected}"


@pytest.mark.parametrize(
    ("says", "problem"),
    [
        ("Phi-4-mini-instruct", "phi: answers as another model: 'Phi-4-mini-instruct', expected 'Phi-4'"),
        (DEPLOYMENT, None),
        ("something else", None),
    ],
)
async def test_the_answer_tells_another_model(server: FoundryServer, says: str, problem: str | None) -> None:
    server.says = {"model": says}

    assert (await smoked(server, "info")).problem == problem


@pytest.mark.parametrize(
    ("defect", "probe", "problem"),
    [
        ("no-streaming", "chat-stream", "with stream: true does not stream: HTTP 200: {"),
        ("any-key", "wrong-key", "should refuse a wrong key (HTTP 401 or 403), but answered HTTP 200"),
        ("no-parameters", "parameters", 'answered HTTP 422: {"detail":[{"loc":["body","temperature"]'),
        ("no-filter", "content-safety", "let a prompt through that the content filter stops: HTTP 200"),
        (
            "any-deployment",
            "unknown-deployment",
            "should refuse the deployment modelstacks-nobody-made-this (HTTP 404), but answered HTTP 200",
        ),
        (
            "retired",
            "unknown-deployment",
            "refused the deployment modelstacks-nobody-made-this without the code DeploymentNotFound: HTTP 404",
        ),
    ],
)
async def test_a_planted_defect_is_found(
    server: FoundryServer, defect: str, probe: str, problem: str
) -> None:
    server.defects.add(defect)
    result = await smoked(server)

    assert failed(result) == [probe]
    assert found(result, probe)[1].startswith(f"phi: POST {server.url}{CHAT} {problem}")
