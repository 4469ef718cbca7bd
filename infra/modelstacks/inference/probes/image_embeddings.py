"""POST /images/embeddings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.inference.client import Request
from modelstacks.inference.judges import object_that
from modelstacks.inference.probe import Exchange, probe
from modelstacks.inference.probes.embeddings import vectors_problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.inference.target import SmokeTarget

PIXEL = (
    "data:image/png;base64,"
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


@probe("image-embeddings", "basic", "image-embeddings")
def image_embeddings(target: SmokeTarget) -> Iterator[Exchange]:
    """An image has a vector of one of the model's sizes."""
    request = Request("POST", "/images/embeddings", {"input": [{"image": PIXEL}]})
    judge = object_that(lambda body: vectors_problem(target.model, body, 1))
    yield Exchange(request, judge, in_openai_schema=False)
