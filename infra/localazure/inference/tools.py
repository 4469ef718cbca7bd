"""Calls of the tools that a chat request brings: deterministic, arguments after the tool's own JSON schema."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from localazure.inference.generation import example
from localazure.inference.requests import NamedTool

if TYPE_CHECKING:
    from localazure.inference.requests import ChatRequest, Tool


@dataclass(frozen=True)
class ToolCall:
    """One call; *arguments* is JSON."""

    id: str
    name: str
    arguments: str

    def body(self, arguments: str | None = None) -> dict[str, Any]:
        """Return the call as a message has it, with *arguments* where they were cut short."""
        written = self.arguments if arguments is None else arguments
        return {"id": self.id, "type": "function", "function": {"name": self.name, "arguments": written}}


def call_for(request: ChatRequest) -> ToolCall | None:
    """Return the call that answers *request*, or None where words do.

    `auto` calls the first tool for a user's message and answers a tool's result in words: a caller's loop ends.
    """
    tool = _chosen(request)
    if tool is None:
        return None
    arguments = json.dumps(example(tool.function.parameters or {"type": "object"}, request.question))
    digest = hashlib.sha256(f"{tool.function.name}\n{arguments}".encode()).hexdigest()
    return ToolCall(f"call_{digest[:24]}", tool.function.name, arguments)


def _chosen(request: ChatRequest) -> Tool | None:
    tools, choice = request.tools or [], request.tool_choice
    if isinstance(choice, NamedTool):
        return next((tool for tool in tools if tool.function.name == choice.function.name), None)
    if not tools or choice == "none":
        return None
    return tools[0] if choice == "required" or request.messages[-1].role == "user" else None
