"""Which model answers: `GET /info` says it, where the mode has it, or the list of deployments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.catalog.info import expected_info, info_differences
from modelstacks.inference.by_mode import smoke_of
from modelstacks.inference.client import API_VERSION, Request
from modelstacks.inference.judges import answered
from modelstacks.inference.listing import listing_problem, model_listed
from modelstacks.inference.probe import Exchange, probe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.catalog.model import Model
    from modelstacks.inference.client import Answer
    from modelstacks.inference.target import SmokeTarget

INFO = Request("GET", "/info", query=API_VERSION)


@probe("info", "info")
def info(target: SmokeTarget) -> Iterator[Exchange]:
    """The endpoint answers with its key, as the model it should be: by `/info`, or by its list of deployments."""
    listing = smoke_of(target.mode).listing
    if listing is None:
        yield Exchange(INFO, lambda answer: problem(target.model, answer))
    else:
        yield Exchange(
            listing,
            lambda answer: listing_problem(target, answer),
            is_conclusive=lambda answer: model_listed(target, answer) is not None,
        )


def problem(model: Model, answer: Answer) -> str | None:
    """Return what is wrong with an answer of `/info` for *model*."""
    wrong = answered(answer)
    if wrong or answer.body is None:
        return wrong
    expected = expected_info(model)
    differences = [
        f"{difference.field} is {difference.answered!r}, expected {difference.expected!r}"
        for difference in info_differences(expected, answer.body)
    ]
    source = "assumed from the catalogue" if expected.assumed else "as documented"
    return f"answers as another model ({source}): {'; '.join(differences)}" if differences else None
