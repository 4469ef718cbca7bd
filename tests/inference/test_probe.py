"""Which probes there are, and which a model gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from modelstacks.catalog import load
from modelstacks.inference.client import Endpoint
from modelstacks.inference.probe import Level, never, probe
from modelstacks.inference.probes import all_probes
from modelstacks.inference.target import SmokeTarget

if TYPE_CHECKING:
    from modelstacks.inference.client import Auth

CHAT = ["info", "chat", "chat-stream"]
FULL = ["content-safety", "entra-token", "extra-parameters", "json-format", "parameters", "rate-limits"]
FULL += ["unknown-deployment", "wrong-key"]


def target(model: str = "Phi-4", deployment: str | None = None, safety: bool | None = True) -> SmokeTarget:
    mode = "managed" if deployment else "serverless"
    return SmokeTarget(Endpoint("a", "https://a", "k3y", deployment), load().model(model), mode, safety)


def in_account(model: str = "Phi-4", auth: Auth = "entra") -> SmokeTarget:
    endpoint = Endpoint("a", "https://a/openai/v1", "k3y", auth=auth)
    return SmokeTarget(endpoint, load().model(model), "foundry")


@pytest.mark.parametrize(
    ("level", "model", "expected"),
    [
        ("info", "Phi-4", ["info"]),
        ("basic", "Phi-4", CHAT),
        ("full", "Phi-4", [*CHAT, *FULL]),
        ("basic", "Llama-2-7b", ["info", "completions"]),
        ("basic", "embed-v-4-0", ["info", "embeddings", "image-embeddings"]),
        ("full", "Cohere-rerank-v3.5", ["info", "entra-token", "unknown-deployment", "wrong-key"]),
    ],
)
def test_a_model_is_asked_what_it_can(level: Level, model: str, expected: list[str]) -> None:
    assert [one.id for one in all_probes() if one.belongs(level, target(model))] == expected


@pytest.mark.parametrize(
    ("id_", "aim", "reason"),
    [
        ("entra-token", target(), "a serverless endpoint takes keys only"),
        ("entra-token", target(deployment="blue"), "this online endpoint takes keys only (authMode Key)"),
        ("content-safety", target(), None),
        ("content-safety", target(safety=None), "no source says whether the filter is on"),
        ("content-safety", target(safety=False), "the filter is off, as the spec says"),
        ("content-safety", target(deployment="blue"), "Azure filters nothing in front of managed compute"),
        ("rate-limits", target(deployment="blue"), "managed compute has no limits of this kind"),
        (
            "json-format",
            target("Llama-2-7b-chat"),
            "no source says whether Llama-2-7b-chat can answer in JSON",
        ),
        ("json-format", target(), None),
        (
            "json-format",
            in_account(),
            "Phi-4 can't answer in JSON, and OpenAI's schema does not say how that is refused",
        ),
        ("json-format", in_account("Mistral-Large-3"), None),
        ("unknown-deployment", target(), "the endpoint is one deployment's own: no request names another"),
        ("unknown-deployment", in_account(), None),
        (
            "unknown-deployment",
            in_account("Cohere-rerank-v3.5"),
            "no request that the model can answer names its deployment",
        ),
        ("entra-token", in_account(), None),
        ("entra-token", in_account(auth="key"), "this test carries the account's key (local_auth: true)"),
    ],
)
def test_a_probe_says_why_it_is_skipped(id_: str, aim: SmokeTarget, reason: str | None) -> None:
    (found,) = (one for one in all_probes() if one.id == id_)
    assert found.skips(aim) == reason


def test_every_probe_says_what_it_makes_sure_of() -> None:
    assert all(one.title.endswith(".") for one in all_probes())


def test_two_probes_of_one_id_are_a_mistake() -> None:
    all_probes()
    with pytest.raises(ValueError, match="two probes have the id info"):
        probe("info", "info", skips=never)(lambda _: ())
