"""Every parameter that the documentation of the chat route lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.inference.client import Request
from modelstacks.inference.judges import object_that
from modelstacks.inference.probe import Exchange, probe
from modelstacks.inference.probes.chat import QUESTION, chat_problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.inference.target import SmokeTarget

DOCUMENTED = {
    "temperature": 0.5,
    "top_p": 0.9,
    "stop": ["\n\n\n"],
    "presence_penalty": 0.1,
    "frequency_penalty": 0.1,
    "seed": 7,
}


@probe("parameters", "full", "chat-completion")
def parameters(_: SmokeTarget) -> Iterator[Exchange]:
    """The documented parameters are accepted, all at once."""
    request = Request("POST", "/chat/completions", {**QUESTION, **DOCUMENTED})
    yield Exchange(request, object_that(chat_problem))
