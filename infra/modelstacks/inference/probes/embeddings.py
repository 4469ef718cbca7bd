"""POST /embeddings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modelstacks.inference.client import Request
from modelstacks.inference.judges import object_that
from modelstacks.inference.probe import Exchange, probe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.catalog.model import Model
    from modelstacks.inference.target import SmokeTarget

TEXTS = {"input": ["The Rhine", "The Danube"], "encoding_format": "float"}


@probe("embeddings", "basic", "embeddings")
def embeddings(target: SmokeTarget) -> Iterator[Exchange]:
    """Each text has a vector of one of the model's sizes."""
    request = Request("POST", "/embeddings", TEXTS)
    yield Exchange(
        request, object_that(lambda body: vectors_problem(target.model, body, len(TEXTS["input"])))
    )


def vectors_problem(model: Model, body: dict[str, Any], count: int) -> str | None:
    """Return what is wrong with an answer that should hold *count* vectors."""
    data = body.get("data")
    items = data if isinstance(data, list) else []
    vectors = [item.get("embedding") for item in items if isinstance(item, dict)]
    if len(vectors) != count:
        return f"{len(vectors)} vectors for {count} inputs"
    return next((wrong for vector in vectors if (wrong := _vector_problem(model, vector))), None)


def _vector_problem(model: Model, vector: Any) -> str | None:
    if not isinstance(vector, list) or not all(isinstance(number, int | float) for number in vector):
        return "an embedding that is not a list of numbers"
    if not any(vector):
        return "an embedding of zeros"
    sizes = model.embedding_dimensions
    if sizes and len(vector) not in sizes:
        return f"embeddings of {len(vector)} numbers, {model.name} has {' or '.join(map(str, sizes))}"
    return None
