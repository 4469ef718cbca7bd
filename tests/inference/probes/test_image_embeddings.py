"""What the answer to one image may be: one vector, of one of the model's sizes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from modelstacks.catalog import load
from modelstacks.inference.client import Answer, Endpoint
from modelstacks.inference.probes.image_embeddings import image_embeddings
from modelstacks.inference.target import SmokeTarget

MODEL = load().model("embed-v-4-0")
VECTOR = {"embedding": [0.5] * max(MODEL.embedding_dimensions or ())}


def problem_of(*vectors: dict[str, Any]) -> str | None:
    target = SmokeTarget(Endpoint("a", "https://a", "k3y"), MODEL, "serverless")
    [exchange] = image_embeddings(target)
    body = {"data": list(vectors)}
    return exchange.judge(Answer(200, body, json.dumps(body)))


def test_one_vector_for_the_one_image_is_right() -> None:
    assert problem_of(VECTOR) is None


@pytest.mark.parametrize(
    ("vectors", "words"),
    [((), "0 vectors for 1 inputs"), ((VECTOR, VECTOR), "2 vectors for 1 inputs")],
)
def test_no_vector_and_one_too_many_are_wrong(vectors: tuple[dict[str, Any], ...], words: str) -> None:
    assert words in (problem_of(*vectors) or "")
