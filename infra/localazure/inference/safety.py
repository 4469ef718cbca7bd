"""Content safety on serverless endpoints: on unless the endpoint says otherwise, and for models that have it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localazure.inference.targets import Target

ROWS = Path(__file__).with_name("harmful_prompts.json")


def verdict(target: Target, texts: Sequence[str]) -> str | None:
    """Return the finish reason that content safety gives, or None: it is off, or nothing is harmful."""
    if not _is_on(target):
        return None
    plain = [" ".join(text.lower().split()) for text in texts]
    return next(
        (finish_reason for phrase, finish_reason in _verdicts() if any(phrase in text for text in plain)),
        None,
    )


def _is_on(target: Target) -> bool:
    """Managed compute has none; a status that the endpoint does not name is Enabled."""
    if target.deployment is not None or target.model.content_safety.serverless is False:
        return False
    settings = target.endpoint.properties.get("contentSafety") or {}
    return str(settings.get("contentSafetyStatus", "Enabled")).lower() == "enabled"


@cache
def _verdicts() -> tuple[tuple[str, str], ...]:
    prompts = json.loads(ROWS.read_text(encoding="utf-8"))["rows"]
    return tuple((prompt["phrase"], prompt["verdict"]) for prompt in prompts)
