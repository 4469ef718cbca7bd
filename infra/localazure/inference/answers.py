"""The frame that all generated answers share: ids, usage, and server-sent events."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from anyio.lowlevel import checkpoint
from starlette.responses import StreamingResponse

from localazure.inference.tokens import count

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Sequence
    from datetime import datetime

    from localazure.inference.generation import Generation

DONE = "data: [DONE]\n\n"


@dataclass(frozen=True)
class Frame:
    """What every part of one answer repeats; *prefix* starts the id (`chatcmpl`, `cmpl`)."""

    prefix: str
    model: str
    prompts: Sequence[str]
    now: datetime

    def head(self, object_name: str) -> dict[str, Any]:
        """Return id, object, created and model."""
        text = "\n".join((self.model, *self.prompts))
        digest = hashlib.sha256(text.encode()).hexdigest()
        return {
            "id": f"{self.prefix}-{digest[:32]}",
            "object": object_name,
            "created": int(self.now.timestamp()),
            "model": self.model,
        }

    def usage(self, generations: Iterable[Generation]) -> dict[str, int]:
        """Return the tokens that went in and came out."""
        prompt = count("\n".join(self.prompts))
        completion = sum(len(generation.tokens) for generation in generations)
        return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}


def event_stream(events: Iterable[dict[str, Any]]) -> StreamingResponse:
    """Send *events* as server-sent events, `[DONE]` last; others get their turn between any two."""

    async def parts() -> AsyncIterator[str]:
        for event in events:
            yield f"data: {json.dumps(event)}\n\n"
            await checkpoint()
        yield DONE

    return StreamingResponse(parts(), media_type="text/event-stream")
