"""What `GET /info` should answer for a model, and whether an answer agrees with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from modelstacks.catalog.model import Model

# `chat-completions`, `embeddings` and `completion` are what Microsoft's documentation prints; the rest is assumed.
MODEL_TYPE_BY_TASK = {
    "chat-completion": "chat-completions",
    "completions": "completion",
    "embeddings": "embeddings",
    "rerank": "rerank",
}
MODEL_TYPE_WITHOUT_TASK = "chat-completions"


@dataclass(frozen=True)
class ExpectedInfo:
    """The answer of `/info` to expect; *assumed* where no documentation prints it for this model."""

    model_name: str
    model_type: str
    model_provider_name: str
    assumed: bool


@dataclass(frozen=True)
class InfoDifference:
    """A field of `/info` that says something else than expected (*answered* None: the field is missing)."""

    field: str
    expected: str
    answered: str | None


def expected_info(model: Model) -> ExpectedInfo:
    """Return the documented answer, or the assumed one: catalogue name, type by task, publisher."""
    if model.info and model.info.answer:
        return ExpectedInfo(**model.info.answer.model_dump(), assumed=False)
    model_type = MODEL_TYPE_BY_TASK.get(model.task or "", MODEL_TYPE_WITHOUT_TASK)
    return ExpectedInfo(model.name, model_type, model.publisher, assumed=True)


def info_evidence(model: Model, mode: str) -> str:
    """Say in a sentence what speaks for a `GET /info` of *model* deployed in *mode*: a page of Microsoft's, or nothing."""
    shown = model.info
    if shown and mode in shown.modes:
        return f"Microsoft's page shows /info for {model.name} with mode: {mode} ({shown.source}, read {shown.read})."
    return f"That {model.name} has /info with mode: {mode} is only assumed: none of Microsoft's pages that were read shows it."


def same_word(one: str, other: str) -> bool:
    """Compare as public answers need it: case, `-`, `_`, blanks and a plural's `s` do not count.

    The documentation prints `chat-completions`, azure-ai-inference's enum says `chat_completion`; the casing
    of model names differs between `/info` and the catalogue.
    """
    return _bare(one) == _bare(other)


def names_another(model: Model, answer: Mapping[str, object], models: Iterable[Model]) -> bool:
    """Say whether *answer* names one of *models* that is not *model*: that is no question of spelling any more."""
    reported = str(answer.get("model_name"))
    return any(
        other.id != model.id and any(same_word(name, reported) for name in (other.name, *other.aliases))
        for other in models
    )


def _bare(word: str) -> str:
    return word.lower().replace("-", "").replace("_", "").replace(" ", "").removesuffix("s")


def info_differences(expected: ExpectedInfo, answer: Mapping[str, object]) -> tuple[InfoDifference, ...]:
    """Return the fields of *answer* that do not agree, in the order of the documentation."""
    return tuple(
        InfoDifference(field, expected_value, None if answered is None else str(answered))
        for field, expected_value, answered in (
            (name, str(getattr(expected, name)), answer.get(name))
            for name in ("model_name", "model_type", "model_provider_name")
        )
        if answered is None or not same_word(expected_value, str(answered))
    )
