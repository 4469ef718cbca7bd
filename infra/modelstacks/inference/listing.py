"""The list of an endpoint's deployments: which model each of them is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modelstacks.catalog.info import same_word
from modelstacks.inference.judges import answered

if TYPE_CHECKING:
    from modelstacks.inference.client import Answer
    from modelstacks.inference.target import SmokeTarget


def model_listed(target: SmokeTarget, answer: Answer) -> str | None:
    """Return what the list calls the target's model; None where the answer is no list, or the target is not in it."""
    entry = next((each for each in _entries(answer) if each.get("id") == target.model_sent), {})
    model = entry.get("model")
    return model if isinstance(model, str) else None


def listing_problem(target: SmokeTarget, answer: Answer) -> str | None:
    """Return what is wrong with the list's entry for the target."""
    if wrong := answered(answer):
        return wrong
    model = model_listed(target, answer)
    if model is None:
        others = ", ".join(sorted(str(each.get("id")) for each in _entries(answer))) or "none"
        return f"does not list {target.model_sent}, but: {others}"
    if any(same_word(name, model) for name in target.model_names):
        return None
    return f"lists {target.model_sent} as another model: {model!r}, expected {target.model_names[0]!r}"


def _entries(answer: Answer) -> list[dict[str, Any]]:
    data = (answer.body or {}).get("data")
    return [each for each in data if isinstance(each, dict)] if isinstance(data, list) else []
