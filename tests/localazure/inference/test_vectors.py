"""Vectors, in whole: how long they are, how they are written, and what is refused."""

from __future__ import annotations

import base64
import struct
from typing import Any

import pytest

from estate import COHERE, LLAMA
from localazure.inference import embeddings
from localazure.inference.generation import embed
from localazure.inference.refusals import RefusalError
from localazure.inference.requests import EmbeddingsRequest
from model_calls import call, said


def vectors(model_id: str, **body: Any) -> Any:
    return said(embeddings.respond(call(model_id), EmbeddingsRequest.model_validate(body)))


@pytest.mark.parametrize("dimensions", [None, 1024])
def test_vectors(dimensions: int | None) -> None:
    plain = vectors(COHERE, input=["A", "B"], dimensions=dimensions)
    packed = vectors(COHERE, input="A", dimensions=dimensions, encoding_format="base64")

    first, second = embed("A", 1024), embed("B", 1024)
    assert plain["data"] == [
        {"object": "embedding", "index": 0, "embedding": first},
        {"object": "embedding", "index": 1, "embedding": second},
    ]
    assert (plain["object"], plain["usage"]["completion_tokens"]) == ("list", 0)
    [item] = packed["data"]
    assert struct.unpack("<1024f", base64.b64decode(item["embedding"])) == pytest.approx(first, abs=1e-6)


@pytest.mark.parametrize(
    ("model", "lengths", "known"),
    [
        (COHERE, {None: 1024, 1024: 1024}, "1024"),
        (LLAMA, {None: 1024, 1024: 1024}, "1024"),
        (
            "azureml://registries/azureml-cohere/models/embed-v-4-0",
            {256: 256, 1536: 1536},
            "256, 512, 1024, 1536",
        ),
    ],
)
def test_dimensions_are_the_models(model: str, lengths: dict[int | None, int], known: str) -> None:
    for wanted, length in lengths.items():
        assert len(vectors(model, input="A", dimensions=wanted)["data"][0]["embedding"]) == length
    with pytest.raises(RefusalError) as refusal:
        vectors(model, input="A", dimensions=7)
    assert refusal.value.body["detail"] == [
        {
            "type": "value_error",
            "loc": ["body", "dimensions"],
            "msg": f"Dimensions must be one of {known}",
            "input": 7,
        }
    ]
