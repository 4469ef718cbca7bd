"""The frame that all generated answers share: ids, usage, and server-sent events."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.responses import StreamingResponse

from modelstacks.localazure.inference.tokens import count

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable
    from datetime import datetime

    from modelstacks.localazure.inference.generation import Generation

DONE = "data: [DONE]\n\n"


@dataclass(frozen=True)
class Frame:
    """What every part of one answer repeats; *prefix* starts the id (`chatcmpl`, `cmpl`)."""

    prefix: str
    model: str
    prompt: str
    now: datetime

    def head(self, object_name: str) -> dict[str, Any]:
        """Return id, object, created and model."""
        digest = hashlib.sha256(f"{self.model}\n{self.prompt}".encode()).hexdigest()
        return {
            "id": f"{self.prefix}-{digest[:32]}",
            "object": object_name,
            "created": int(self.now.timestamp()),
            "model": self.model,
        }

    def usage(self, generations: Iterable[Generation]) -> dict[str, int]:
        """Return the tokens that went in and came out."""
        prompt = count(self.prompt)
        completion = sum(len(generation.tokens) for generation in generations)
        return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}


def event_stream(events: Iterable[dict[str, Any]]) -> StreamingResponse:
    """Send *events* as server-sent events, `[DONE]` last."""

    async def parts() -> AsyncIterator[str]:
        for event in events:
            yield f"data: {json.dumps(event)}\n\n"
        yield DONE

    return StreamingResponse(parts(), media_type="text/event-stream")
